// The people or emoji that fit what stands before the caret. People are the room's members, asked for when the
// first "@" is typed; between two people there is nobody to name.
import { loadEmoji, type Emoji } from '../../shared/emoji/data';
import { searchEmoji } from '../../shared/emoji/search';
import { toned } from '../../shared/emoji/tone';
import type { App } from '../../state/app.svelte';
import type { OpenView } from '../../state/view.svelte';
import type { MemberRow } from '../../ipc/generated/MemberRow';
import { answers } from '../../shared/people/answers';
import type { Token } from './completion';

export type Choice =
  | { kind: 'person'; key: string; name: string; hint: string; address: string; row: MemberRow }
  | { kind: 'emoji'; key: string; name: string; hint: string; char: string };

const MOST = 8;

/** The short name that was begun, or the first there is. */
function hintOf({ codes }: Emoji, query: string): string {
  const code = codes.find((each) => each.startsWith(query.toLowerCase())) ?? codes[0];
  return code === undefined ? '' : `:${code}:`;
}

export class Choices {
  #app: App;
  /** The room; null between two people. */
  #room: string | null;
  #members = $state.raw<OpenView<'members'> | null>(null);
  #emoji = $state.raw<readonly Emoji[]>([]);
  #asked = '';

  constructor(app: App, room: string | null) {
    this.#app = app;
    this.#room = room;
  }

  /** Has what is needed for this token fetched; tells what fits so far. */
  fetch(token: Token): void {
    if (token.kind === 'emoji') {
      if (this.#emoji.length === 0) void loadEmoji().then((all) => (this.#emoji = all));
      return;
    }
    if (this.#room === null) return;
    this.#members ??= this.#app.watch({ of: 'members', room: this.#room });
    // Large rooms come in parts: the core narrows by the first word, the rest is done here.
    const word = token.query.split(' ')[0] ?? '';
    if (word !== this.#asked) this.#app.send({ do: 'filter', view: this.#members.id, text: word });
    this.#asked = word;
  }

  fitting(token: Token): Choice[] {
    if (token.kind === 'emoji') {
      const { tone } = this.#app.emoji;
      return searchEmoji(this.#emoji, token.query, MOST).map((each) => {
        const char = each.toned ? toned(each.char, tone) : each.char;
        return { kind: 'emoji', key: each.char, name: each.label, hint: hintOf(each, token.query), char };
      });
    }
    const rows = this.#members?.rows ?? [];
    return rows
      .filter((row) => !row.me && row.affiliation !== 'outcast' && answers(`${row.name} ${row.nick}`, token.query))
      .slice(0, MOST)
      .map((row) => ({ kind: 'person', key: row.id, name: row.name, hint: row.title || (row.nick === row.name ? '' : row.nick), address: row.address ?? row.id, row }));
  }

  /** The emoji of a whole short name. */
  byCode(code: string): string | null {
    const found = this.#emoji.find(({ codes }) => codes.includes(code.toLowerCase()));
    return found ? (found.toned ? toned(found.char, this.#app.emoji.tone) : found.char) : null;
  }

  close(): void {
    this.#members?.close();
  }
}
