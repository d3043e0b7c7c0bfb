// What carries commands in and views out. Invariant: two verbs only, `execute` and `openView`; nothing
// is ever asked for and answered with data. Bytes of files, which commands cannot hold, are handed over
// beside them; a command then names them.
import type { Command } from './generated/Command';
import type { Error as ApiError } from './generated/Error';
import type { FileOffer } from './generated/FileOffer';
import type { Update } from './generated/Update';
import type { View } from './generated/View';

export interface Transport {
  /** Resolves when the command was carried out; rejects with an `ApiError`. */
  execute(command: Command): Promise<void>;
  /** Resolves when the view is open; its updates, the first one a reset, go to `onUpdate`. */
  openView(id: number, view: View, onUpdate: (update: Update) => void): Promise<void>;
  closeView(id: number): void;
  /** Announces a file to be handed over; the answer is what `sendText` will call it. */
  stageBegin(offer: FileOffer): Promise<string>;
  /** Its next bytes, at `offset`. */
  stageAppend(staged: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The address of a picture or a file the core keeps: bytes never cross as text. */
  mediaUrl(kind: MediaKind, id: string): string;
  /** Calls back when the shell wants something shown. */
  onNavigate(callback: (to: Destination) => void): void;
  /** Calls back when the shell is about to end the page, which waits until what comes back is settled. */
  onParting(callback: () => Promise<void>): void;
}

export type MediaKind = 'avatar' | 'logo' | 'thumbnail' | 'file';

/**
 * A conversation (`alone`: the window is for it and nothing else; `words`: what a link would have one write there), the question
 * whether to join a room, or a pane.
 */
export type Destination = { conversation: string; alone?: true; words?: string } | { join: string } | { pane: string };

/** Whatever a transport was rejected with, as an error of the contract. */
export function asApiError(thrown: unknown): ApiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown as ApiError;
  }
  return { code: 'internal', detail: String(thrown) };
}
