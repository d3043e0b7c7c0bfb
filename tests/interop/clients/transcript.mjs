// What was said in a room, as a program shows it that knows answers (XEP-0461), corrections (XEP-0308), reactions (XEP-0444)
// and retractions (XEP-0424). Nothing of XML: each library reads that itself, and says what came.
//
// Invariant: only whoever wrote a message, known by occupant id where the room gives one (XEP-0421), changes it.

import { tell } from "./lines.mjs";

export class Transcript {
  #rooms = new Map();

  /**
   * What came from somebody in a room: `{ nick, occupant, id, stanzaId, body, replaces, answers, quoted, reactions, retracts }`.
   * `quoted` is the range of the body, in characters, that is there only for those who do not know answers (XEP-0428).
   */
  heard(room, { nick, occupant, id, stanzaId, body, replaces, answers, quoted, reactions, retracts }) {
    const messages = this.#messages(room);
    const author = occupant ?? nick;
    const byRoom = (name) => messages.find((message) => message.stanzaId === name);
    if (retracts !== undefined) {
      const message = byRoom(retracts);
      if (message?.author === author) message.removed = true;
    } else if (reactions) {
      byRoom(reactions.of)?.reactions.set(author, reactions.emojis);
    } else if (replaces !== undefined) {
      const message = messages.find((message) => message.id === replaces && message.author === author);
      if (message) Object.assign(message, { words: without(body, quoted), edited: true });
    } else if (body) {
      messages.push({ nick, author, id, stanzaId, words: without(body, quoted), answers, reactions: new Map() });
    }
    tell("transcript", { room, lines: messages.map((message) => line(message, byRoom)) });
  }

  /** The last message that says this. */
  find(room, words) {
    const message = this.#messages(room).findLast((message) => !message.removed && message.words.includes(words));
    if (!message) throw new Error(`nobody said ${words} in ${room}`);
    return message;
  }

  #messages(room) {
    if (!this.#rooms.has(room)) this.#rooms.set(room, []);
    return this.#rooms.get(room);
  }
}

function without(body, quoted) {
  if (!quoted) return body;
  const characters = [...body];
  characters.splice(quoted.start, quoted.end - quoted.start);
  return characters.join("");
}

/** As the tests write what Hallway shows. */
function line({ nick, words, answers, edited, removed, reactions }, byRoom) {
  if (removed) return `${nick}: (removed)`;
  const answered = answers === undefined ? undefined : byRoom(answers);
  const before = answered ? `(${answered.nick}: ${answered.words}) ` : "";
  const counts = new Map();
  for (const emoji of [...reactions.values()].flat()) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  const after = [...counts].map(([emoji, count]) => ` ${emoji}${count}`).join("");
  return `${nick}: ${before}${words}${edited ? " (edited)" : ""}${after}`;
}

/** A quote that begins an answer, for those who do not know answers. */
export function quote(words) {
  return words.split("\n").map((line) => `> ${line}\n`).join("");
}
