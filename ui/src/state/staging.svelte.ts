// Files that go with the next message: handed over to the core as soon as they are chosen, so that sending
// does not wait for them. What the server will not take is refused here, before it is tried (XEP-0363).
import { asApiError } from '../ipc/transport';
import type { Code } from '../ipc/generated/Code';
import type { UploadRow } from '../ipc/generated/UploadRow';

/** Hands a file over and answers with what `sendText` will call it. */
export type Stage = (file: Blob, name: string, told: (bytes: number) => void, signal: AbortSignal) => Promise<string>;

export type Refusal = { why: 'size'; name: string; size: number; most: number } | { why: 'type'; name: string };

export class StagedFile {
  readonly key: number;
  readonly name: string;
  readonly file: Blob;
  /** Bytes handed over. */
  handed = $state(0);
  /** Its bytes are with the core. */
  ready = $state(false);
  failed = $state(false);
  /** Why the core did not take it; null where the file itself could not be read. */
  why = $state<Code | null>(null);
  readonly done: Promise<string | null>;
  #control = new AbortController();

  constructor(key: number, file: Blob, name: string, stage: Stage) {
    this.key = key;
    this.name = name;
    this.file = file;
    const told = (bytes: number) => (this.handed = bytes);
    this.done = stage(file, name, told, this.#control.signal).then(
      (staged) => {
        this.ready = true;
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
  #next = 1;

  constructor(stage: Stage, drop: (staged: string) => void) {
    this.#stage = stage;
    this.#drop = drop;
  }

  get empty(): boolean {
    return this.files.length === 0;
  }

  /** Takes what the server would take, and says of the others why not. */
  add(chosen: readonly File[], limits: UploadRow | null): void {
    const refused: Refusal[] = [];
    const taken: StagedFile[] = [];
    for (const file of chosen) {
      const why = limits && refusal(file, limits);
      if (why) refused.push(why);
      else taken.push(new StagedFile(this.#next++, file, file.name, this.#stage));
    }
    this.files = [...this.files, ...taken];
    this.refused = refused;
  }

  remove(file: StagedFile): void {
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
  }

  /** Lets go of all of it. */
  clear(): void {
    for (const file of this.files) this.remove(file);
    this.refused = [];
  }
}

/** A code of the core's; what the web view itself says of a file is none. */
function codeOf(thrown: unknown): Code | null {
  const { code } = asApiError(thrown);
  return code === 'internal' ? null : code;
}

function refusal(file: File, limits: UploadRow): Refusal | null {
  if (limits.maxSize !== null && file.size > limits.maxSize) return { why: 'size', name: file.name, size: file.size, most: limits.maxSize };
  if (!taken(file.type, limits.types)) return { why: 'type', name: file.name };
  return null;
}

/** Whether a media type is on the list (`image/*`, `text/plain`); an empty list, and a type nobody knows, are left to the server. */
export function taken(type: string, types: readonly string[]): boolean {
  if (types.length === 0 || type === '') return true;
  const bare = type.toLowerCase().replace(/;.*$/, '').trim();
  return types.some((each) => {
    const allowed = each.toLowerCase();
    return allowed === '*/*' || allowed === bare || (allowed.endsWith('/*') && bare.startsWith(allowed.slice(0, -1)));
  });
}
