// A voice message being recorded: how long it is and how loud, until it is sent or thrown away. The microphone is
// given back at once either way.

import { VoiceMessage } from '../../ipc/voiceMessage';

/** As the web view can; the first it knows. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm'];
const LEVEL_MS = 80;
const LEVELS = 40;

export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && 'mediaDevices' in navigator && typeof navigator.mediaDevices?.getUserMedia === 'function';
}

export class Recording {
  /** Milliseconds recorded. */
  length = $state(0);
  /** Loudness of late, 0 to 1, oldest first. */
  levels = $state.raw<readonly number[]>([]);
  #stream: MediaStream;
  #recorder: MediaRecorder;
  #context = new AudioContext();
  #pieces: Blob[] = [];
  #started = performance.now();
  #timer: ReturnType<typeof setInterval>;

  /** Rejects where there is no microphone or none may be used. */
  static async begin(): Promise<Recording> {
    return new Recording(await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } }));
  }

  private constructor(stream: MediaStream) {
    this.#stream = stream;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
    this.#recorder.ondataavailable = ({ data }) => this.#pieces.push(data);
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 512;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      this.length = performance.now() - this.#started;
      analyser.getByteTimeDomainData(samples);
      const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0) / 128;
      this.levels = [...this.levels, Math.min(1, loudest * 1.6)].slice(-LEVELS);
    }, LEVEL_MS);
    this.#recorder.start();
  }

  /** What was recorded, as a file; named so that it is found again among others. */
  async finish(now: Date): Promise<VoiceMessage> {
    const stopped = new Promise<void>((resolve) => (this.#recorder.onstop = () => resolve()));
    this.#recorder.stop();
    await stopped;
    this.#release();
    const type = this.#recorder.mimeType || 'audio/webm';
    const end = type.includes('mp4') ? 'm4a' : type.includes('ogg') ? 'ogg' : 'webm';
    const at = now.toISOString().slice(0, 19).replace(/[:-]/g, '').replace('T', '-');
    return new VoiceMessage(this.#pieces, `voice-message-${at}.${end}`, type, Math.round(this.length));
  }

  cancel(): void {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    this.#release();
  }

  #release(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
  }
}
