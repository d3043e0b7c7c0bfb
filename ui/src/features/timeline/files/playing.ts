// One sound at a time: whoever starts stops whoever was playing.
let playing: HTMLMediaElement | null = null;

export function begin(element: HTMLMediaElement): void {
  if (playing && playing !== element) playing.pause();
  playing = element;
}
