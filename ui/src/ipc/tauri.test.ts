// A command's answer waits for what it did to a view, though Tauri lets the page fetch what is large.
import { mockIPC, clearMocks } from '@tauri-apps/api/mocks';
import type { Channel } from '@tauri-apps/api/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tauriTransport } from './tauri';
import type { Update } from './generated/Update';

const update: Update = { view: 1, of: 'unread', patches: [] };
let channel: Channel<Update[]> | undefined;
let sent = 0;

beforeEach(() => {
  vi.stubGlobal('window', globalThis);
  mockIPC((call, given) => {
    if (call === 'open_view') channel = (given as { channel: Channel<Update[]> }).channel;
    return call === 'execute' ? sent : null;
  });
});

afterEach(() => {
  clearMocks();
  vi.unstubAllGlobals();
});

/** Whether a promise is settled once everything that could settle it has run. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await new Promise((resolve) => setTimeout(resolve));
  return done;
}

it('a command is carried out when the rows it asked for are there', async () => {
  const transport = tauriTransport();
  let rows = 0;
  await transport.openView(1, { of: 'unread' }, () => rows++);
  sent = 2;
  const answer = transport.execute({ do: 'filter', view: 1, text: 'anna' });
  expect(await settled(answer)).toBe(false);
  channel?.onmessage([update]);
  expect(await settled(answer)).toBe(false);
  channel?.onmessage([update]);
  expect(await settled(answer)).toBe(true);
  expect(rows).toBe(2);
  // Nothing more was sent, or nobody shows it any more: there is nothing to wait for.
  expect(await settled(transport.execute({ do: 'filter', view: 1, text: 'anna' }))).toBe(true);
  sent = 3;
  const late = transport.execute({ do: 'filter', view: 1, text: 'berg' });
  expect(await settled(late)).toBe(false);
  transport.closeView(1);
  expect(await settled(late)).toBe(true);
});
