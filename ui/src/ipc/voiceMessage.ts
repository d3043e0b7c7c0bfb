// A recording made in this window: a file that knows how long it is, which its bytes often do not.
export class VoiceMessage extends File {
  /** Milliseconds. */
  readonly recordedMs: number;

  constructor(pieces: Blob[], name: string, type: string, recordedMs: number) {
    super(pieces, name, { type });
    this.recordedMs = recordedMs;
  }
}
