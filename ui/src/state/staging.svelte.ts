// Files that go with the next message: handed over to the core as soon as they are chosen, so that sending
// does not wait for them. What is too large is refused here, before it is tried; what a file is the core finds out, and it
// says which kinds the server does not take (XEP-0363).
import { asApiError } from '../ipc/transport';
import type { Code } from '../ipc/generated/Code';
import type { DraftFile } from '../ipc/generated/DraftFile';
import type { UploadRow } from '../ipc/generated/UploadRow';

/** Hands a file over and answers with what `sendText` will call it. */
export type Stage = (file: Blob, name: string, told: (bytes: number) => void, signal: AbortSignal) => Promise<string>;

export type Refusal = { why: 'size'; name: string; size: number; most: number } | { why: 'type'; name: string };

export class StagedFile {
  readonly key: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** What this page was given; null where only the core has the bytes, from before. */
  readonly file: Blob | null;
  /** There is a small picture of it under this id. */
  readonly thumbnail: string | null = null;
  /** What `sendText` calls it, once that is known. */
  staged: string | null = null;
  /** Bytes handed over. */
  handed = $state(0);
  /** Its bytes are with the core. */
  ready = $state(false);
  failed = $state(false);
  /** Why the core did not take it; null where the file itself could not be read. */
  why = $state<Code | null>(null);
  readonly done: Promise<string | null>;
  #control = new AbortController();

  constructor(key: number, of: File | DraftFile, stage: Stage) {
    this.key = key;
    this.name = of.name;
    this.size = of.size;
    if (!(of instanceof File)) {
      this.file = null;
      this.thumbnail = of.thumbnail ? of.id : null;
      this.staged = of.id;
      this.ready = !of.gone;
      this.failed = of.gone;
      this.why = of.gone ? 'notFound' : null;
      this.done = Promise.resolve(of.gone ? null : of.id);
      return;
    }
    this.file = of;
    const told = (bytes: number) => (this.handed = bytes);
    this.done = stage(of, of.name, told, this.#control.signal).then(
      (staged) => {
        this.ready = true;
        this.staged = staged;
        return staged;
      },
      (thrown: unknown) => {
        this.why = codeOf(thrown);
        this.failed = true;
        return null;
      },
    );
  }

  abort(): void {
    this.#control.abort();
  }
}

export class Staging {
  files = $state.raw<readonly StagedFile[]>([]);
  refused = $state.raw<readonly Refusal[]>([]);
  #stage: Stage;
  #drop: (staged: string) => void;
  #changed: () => void;
  #next = 1;

  /** `changed`: other files than before are to be sent. */
  constructor(stage: Stage, drop: (staged: string) => void, changed: () => void = () => undefined) {
    this.#stage = stage;
    this.#drop = drop;
    this.#changed = changed;
  }

  /** What the core calls those it has, also where it has their bytes no longer. */
  get ids(): string[] {
    return this.files.flatMap(({ staged }) => staged ?? []);
  }

  /** Those the core kept. */
  load(kept: readonly DraftFile[]): void {
    this.files = kept.map((file) => new StagedFile(this.#next++, file, this.#stage));
  }

  get empty(): boolean {
    return this.files.length === 0;
  }

  /** Takes what the server would take, and says of the others why not. */
  add(chosen: readonly File[], limits: UploadRow | null): void {
    const most = limits?.maxSize ?? Infinity;
    const fits = (file: File) => file.size <= most;
    this.refused = chosen.filter((file) => !fits(file)).map(({ name, size }) => ({ why: 'size', name, size, most }));
    const taken = chosen.filter(fits).map((file) => new StagedFile(this.#next++, file, this.#stage));
    this.files = [...this.files, ...taken];
    for (const file of taken) void file.done.then(() => this.#judged(file));
  }

  #judged(file: StagedFile): void {
    if (!this.files.includes(file)) return;
    if (file.staged !== null) this.#changed();
    if (file.why !== 'fileTypeRefused') return;
    this.files = this.files.filter((each) => each !== file);
    this.refused = [...this.refused, { why: 'type', name: file.name }];
  }

  remove(file: StagedFile): void {
    this.#letGo(file);
    this.#changed();
  }

  #letGo(file: StagedFile): void {
    this.files = this.files.filter((each) => each !== file);
    file.abort();
    void file.done.then((staged) => {
      if (staged !== null) this.#drop(staged);
    });
  }

  /** What `sendText` calls these files, once all their bytes are with the core. Null: something did not work. */
  async handedOver(files: readonly StagedFile[]): Promise<string[] | null> {
    const staged = await Promise.all(files.map((file) => file.done));
    const known = staged.filter((each) => each !== null);
    return known.length === staged.length ? known : null;
  }

  /** They are on their way: no longer here, but not dropped. */
  release(files: readonly StagedFile[]): void {
    this.files = this.files.filter((each) => !files.includes(each));
    this.refused = [];
  }

  /** They could not be sent after all. */
  restore(files: readonly StagedFile[]): void {
    this.files = [...files, ...this.files];
    this.#changed();
  }

  /** Lets go of all of it. */
  clear(): void {
    for (const file of this.files) this.#letGo(file);
    this.refused = [];
  }
}

/** A code of the core's; what the web view itself says of a file is none. */
function codeOf(thrown: unknown): Code | null {
  const { code } = asApiError(thrown);
  return code === 'internal' ? null : code;
}
