// One page's side of the contract: numbers the views it opens and hands each its own patches.
import { tauriTransport } from './tauri';
import { asApiError, type Destination, type MediaKind, type Transport } from './transport';
import { VoiceMessage } from './voiceMessage';
import { websocketTransport } from './websocket';
import type { Command } from './generated/Command';
import type { Error as ApiError } from './generated/Error';
import type { Patch } from './generated/Patch';
import type { Update } from './generated/Update';
import type { View } from './generated/View';

/** The patches of the view named by `of`, typed by its rows. */
export type PatchesOf<Of extends View['of']> = Extract<Update, { of: Of }>['patches'];
/** The row type of the view named by `of`. */
export type RowOf<Of extends View['of']> = PatchesOf<Of>[number] extends Patch<infer R> ? R : never;

/** How much of a file is handed over at a time. Bytes. */
const PIECE = 1 << 20;

export interface OpenedView {
  readonly id: number;
  close(): void;
}

export class Client {
  #transport: Transport;
  #nextView = 1;
  /** Commands that were not answered yet. */
  #underWay = new Set<Promise<void>>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Rejects with an `ApiError`, whatever went wrong. */
  async execute(command: Command): Promise<void> {
    const answer = this.#transport.execute(command);
    this.#underWay.add(answer);
    try {
      await answer;
    } catch (thrown) {
      throw asApiError(thrown);
    } finally {
      this.#underWay.delete(answer);
    }
  }

  open<Of extends View['of']>(
    view: Extract<View, { of: Of }>,
    onPatches: (patches: PatchesOf<Of>) => void,
    onRefused: (error: ApiError) => void = () => undefined,
  ): OpenedView {
    const id = this.#nextView++;
    this.#transport
      .openView(id, view, (update) => {
        if (update.of === view.of) onPatches(update.patches as PatchesOf<Of>);
      })
      .catch((thrown: unknown) => onRefused(asApiError(thrown)));
    return { id, close: () => this.#transport.closeView(id) };
  }

  /**
   * Hands a file over to the core, piece by piece, so that no piece of it stays in the page. `told` hears how many
   * bytes are there. Rejects with an `ApiError`, or with the signal's reason; what was handed over is then dropped.
   */
  async stage(file: Blob, name: string, told: (bytes: number) => void = () => undefined, signal?: AbortSignal): Promise<string> {
    let staged: string | null = null;
    try {
      staged = await this.#transport.stageBegin({ name, mime: file.type, size: file.size, recordedMs: file instanceof VoiceMessage ? file.recordedMs : null });
      for (let offset = 0; offset < file.size; offset += PIECE) {
        signal?.throwIfAborted();
        const bytes = new Uint8Array(await file.slice(offset, offset + PIECE).arrayBuffer());
        await this.#transport.stageAppend(staged, offset, bytes);
        told(offset + bytes.length);
      }
      signal?.throwIfAborted();
      return staged;
    } catch (thrown) {
      if (staged !== null) this.execute({ do: 'dropStaged', file: staged }).catch(() => undefined);
      throw signal?.aborted ? signal.reason : asApiError(thrown);
    }
  }

  mediaUrl(kind: MediaKind, id: string): string {
    return this.#transport.mediaUrl(kind, id);
  }

  onNavigate(callback: (to: Destination) => void): void {
    this.#transport.onNavigate(callback);
  }

  /**
   * The page is about to be ended: `flush` sends what it still holds, and what a person typed meanwhile, until nothing is
   * left that was not answered.
   */
  onParting(flush: () => void): void {
    this.#transport.onParting(async () => {
      for (flush(); this.#underWay.size > 0; flush()) await Promise.allSettled(this.#underWay);
    });
  }
}

/** Tauri where the page runs in the application, otherwise the bridge at the page's own host. */
export function chooseTransport(): Transport {
  if ('__TAURI_INTERNALS__' in window) return tauriTransport();
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return websocketTransport(`${scheme}://${location.host}/bridge`);
}
