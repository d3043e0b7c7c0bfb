// The transport of the application: Tauri's invoke for commands, one Channel for each open view.
// The core sends the updates of one frame as an array. Invariant: what a command did to a view is there when its answer is.
// Tauri alone does not say so: it lets the page fetch a large message, and the answer comes first.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';
import { followHash } from './hash';
import type { Command } from './generated/Command';
import type { Update } from './generated/Update';
import type { Destination, Transport } from './transport';

/** The window with the lists; every other one is for a single conversation. */
const MAIN = 'main';

/** What has come through a view's channel, and who waits for more of it. */
class Arrivals {
  #count = 0;
  #waiting: { count: number; go: () => void }[] = [];

  one(): void {
    this.#count++;
    for (const { count, go } of this.#waiting) if (count <= this.#count) go();
    this.#waiting = this.#waiting.filter(({ count }) => count > this.#count);
  }

  /** Settled once so many messages are there. */
  async reached(count: number): Promise<void> {
    if (count > this.#count) await new Promise<void>((go) => this.#waiting.push({ count, go }));
  }

  /** Nothing is waited for any more. */
  close(): void {
    for (const { go } of this.#waiting) go();
  }
}

export function tauriTransport(): Transport {
  const views = new Map<number, Arrivals>();
  return {
    async execute(command) {
      const sent = await invoke<number | null>('execute', { command });
      if (sent !== null && 'view' in command) await views.get(command.view)?.reached(sent);
    },

    openView(id, view, onUpdate) {
      const arrivals = new Arrivals();
      views.set(id, arrivals);
      const channel = new Channel<Update[]>((updates) => {
        if (!views.has(id)) return;
        updates.forEach(onUpdate);
        arrivals.one();
      });
      return invoke<void>('open_view', { id, view, channel });
    },

    closeView(id) {
      views.get(id)?.close();
      views.delete(id);
      // Nobody waits for this, and a view that is already gone is what was wanted.
      invoke('close_view', { id }).catch(() => undefined);
    },

    stageBegin: (offer) => invoke<string>('stage_begin', { offer }),

    // A raw body: the bytes are not turned into text on their way.
    stageAppend: (staged, offset, bytes) => invoke<void>('stage_append', bytes, { headers: { staged, offset: String(offset) } }),

    // The protocol's base differs by OS (a scheme, or a host on Windows); the path must keep its slash.
    mediaUrl: (kind, id) => `${convertFileSrc('', 'media')}${kind}/${encodeURIComponent(id)}`,

    onNavigate(callback) {
      const { label } = getCurrentWindow();
      followHash(callback, label !== MAIN);
      // By its own name: a listener without one hears what is said to every window.
      listen<Destination>('go', ({ payload }) => callback(payload), { target: label }).catch(() => undefined);
    },

    onParting(callback) {
      const command: Command = { do: 'handedOver' };
      const quiet = () => undefined;
      const handOver = () => void callback().then(() => invoke('execute', { command })).catch(quiet);
      listen('hand-over', handOver, { target: getCurrentWindow().label }).catch(quiet);
    },
  };
}
