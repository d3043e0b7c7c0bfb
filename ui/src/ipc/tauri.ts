// The transport of the application: Tauri's invoke for commands, one Channel for each open view.
// The core sends the updates of one frame as an array.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWindow } from '@tauri-apps/api/window';
import { followHash } from './hash';
import type { Update } from './generated/Update';
import type { Transport } from './transport';

/** The window with the lists; every other one is for a single conversation. */
const MAIN = 'main';

export function tauriTransport(): Transport {
  const channels = new Map<number, Channel<Update[]>>();
  return {
    execute: (command) => invoke<void>('execute', { command }),

    openView(id, view, onUpdate) {
      const channel = new Channel<Update[]>((updates) => {
        if (channels.has(id)) updates.forEach(onUpdate);
      });
      channels.set(id, channel);
      return invoke<void>('open_view', { id, view, channel });
    },

    closeView(id) {
      channels.delete(id);
      // Nobody waits for this, and a view that is already gone is what was wanted.
      invoke('close_view', { id }).catch(() => undefined);
    },

    stageBegin: (name, mime, size) => invoke<string>('stage_begin', { name, mime, size }),

    // A raw body: the bytes are not turned into text on their way.
    stageAppend: (staged, offset, bytes) => invoke<void>('stage_append', bytes, { headers: { staged, offset: String(offset) } }),

    // The protocol's base differs by OS (a scheme, or a host on Windows); the path must keep its slash.
    mediaUrl: (kind, id) => `${convertFileSrc('', 'media')}${kind}/${encodeURIComponent(id)}`,

    onNavigate(callback) {
      const { label } = getCurrentWindow();
      followHash(callback, label !== MAIN);
      const quiet = () => undefined;
      // By its own name: a listener without one hears what is said to every window.
      const target = { target: label };
      listen<{ conversation: string }>('open-conversation', ({ payload }) => callback(payload), target).catch(quiet);
      listen<{ pane: string }>('open-pane', ({ payload }) => callback(payload), target).catch(quiet);
    },
  };
}
