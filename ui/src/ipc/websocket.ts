// The transport of a page in a browser: JSON over one WebSocket to a bridge at the page's own host.
// After a lost connection the views are opened anew (each starts with a reset), so the page heals by
// itself; commands under way are answered with `offline`. Files are handed over by HTTP POST.
import { followHash } from './hash';
import type { Command } from './generated/Command';
import type { Error as ApiError } from './generated/Error';
import type { Update } from './generated/Update';
import type { View } from './generated/View';
import type { Transport } from './transport';

type Request = { execute: Command } | { open: { view: number; what: View } } | { close: number };
type Answer = { id: number; ok: true } | { id: number; error: ApiError } | { updates: Update[] };
type Waiting = { resolve: () => void; reject: (error: ApiError) => void };

const RETRY_MS = 1000;

export function websocketTransport(url: string): Transport {
  let socket: WebSocket | null = null;
  let nextRequest = 1;
  let queue: string[] = [];
  const waiting = new Map<number, Waiting>();
  const views = new Map<number, { view: View; onUpdate: (update: Update) => void }>();

  function send(request: Request): Promise<void> {
    const id = nextRequest++;
    const text = JSON.stringify({ id, ...request });
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      if (socket?.readyState === WebSocket.OPEN) socket.send(text);
      else queue.push(text);
    });
  }

  function hear(answer: Answer): void {
    if ('updates' in answer) {
      for (const update of answer.updates) views.get(update.view)?.onUpdate(update);
      return;
    }
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(answer.error);
    else asked?.resolve();
  }

  function connect(again: boolean): void {
    const fresh = new WebSocket(url);
    socket = fresh;
    fresh.onopen = () => {
      if (again) for (const [view, { view: what }] of views) send({ open: { view, what } }).catch(() => undefined);
      const held = queue;
      queue = [];
      for (const text of held) fresh.send(text);
    };
    fresh.onmessage = ({ data }) => hear(JSON.parse(String(data)) as Answer);
    fresh.onclose = () => {
      const lost = [...waiting.values()];
      waiting.clear();
      queue = [];
      for (const { reject } of lost) reject({ code: 'offline', detail: 'the bridge closed' });
      setTimeout(() => connect(true), RETRY_MS);
    };
  }

  connect(false);
  return {
    execute: (command) => send({ execute: command }),
    openView(id, view, onUpdate) {
      views.set(id, { view, onUpdate });
      return send({ open: { view: id, what: view } });
    },
    closeView(id) {
      views.delete(id);
      send({ close: id }).catch(() => undefined);
    },
    async stageBegin(offer) {
      return (await post('/stage', new Blob([JSON.stringify(offer)], { type: 'application/json' }))).text();
    },
    async stageAppend(staged, offset, bytes) {
      await post(`/stage/${encodeURIComponent(staged)}?offset=${offset}`, bytes);
    },
    mediaUrl: (kind, id) => `/media/${kind}/${encodeURIComponent(id)}`,
    onNavigate: (callback) => followHash(callback, false),
    // A browser asks nobody before it ends a page.
    onParting: () => undefined,
  };
}

/** Rejects with what the bridge said where it refused. */
async function post(path: string, body: BodyInit): Promise<Response> {
  const answer = await fetch(path, { method: 'POST', body });
  if (answer.ok) return answer;
  throw (await answer.json().catch(() => ({ code: 'internal', detail: `${answer.status}` }))) as ApiError;
}
