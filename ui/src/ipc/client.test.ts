// Handing a file over: every byte once and in order, and nothing left behind when it is broken off. Handing over what the
// page holds before it ends: settled only when everything is answered.
import { describe, expect, it, vi } from 'vitest';
import { Client } from './client';
import type { Command } from './generated/Command';
import type { Transport } from './transport';

const MIB = 1 << 20;

function collecting(refuseAt = Infinity) {
  const pieces: { offset: number; length: number }[] = [];
  const commands: Command[] = [];
  const transport: Transport = {
    execute: (command) => Promise.resolve(void commands.push(command)),
    openView: () => Promise.resolve(),
    closeView: () => undefined,
    stageBegin: ({ name, mime, size }) => Promise.resolve(`${name} ${mime} ${size}`),
    stageAppend(_, offset, bytes) {
      if (offset >= refuseAt) return Promise.reject({ code: 'diskFull', detail: '' });
      pieces.push({ offset, length: bytes.length });
      return Promise.resolve();
    },
    mediaUrl: () => '',
    onNavigate: () => undefined,
    onParting: () => undefined,
  };
  return { client: new Client(transport), transport, pieces, commands };
}

describe('a file handed over', () => {
  const file = new Blob([new Uint8Array(2 * MIB + 7)], { type: 'image/png' });

  it('goes in pieces of one MiB, and says how far it is', async () => {
    const { client, pieces, commands } = collecting();
    const told: number[] = [];
    expect(await client.stage(file, 'a.png', (bytes) => told.push(bytes))).toBe(`a.png image/png ${2 * MIB + 7}`);
    expect(pieces).toEqual([
      { offset: 0, length: MIB },
      { offset: MIB, length: MIB },
      { offset: 2 * MIB, length: 7 },
    ]);
    expect(told).toEqual([MIB, 2 * MIB, 2 * MIB + 7]);
    expect(commands).toEqual([]);
  });

  it('may be empty', async () => {
    const { client, pieces } = collecting();
    expect(await client.stage(new Blob([]), 'empty')).toBe('empty  0');
    expect(pieces).toEqual([]);
  });

  it('is dropped where it is refused', async () => {
    const { client, commands } = collecting(MIB);
    await expect(client.stage(file, 'a')).rejects.toMatchObject({ code: 'diskFull' });
    expect(commands).toEqual([{ do: 'dropStaged', file: `a image/png ${2 * MIB + 7}` }]);
  });

  it('is dropped where a person changed their mind', async () => {
    const { client, commands } = collecting();
    const control = new AbortController();
    await expect(client.stage(file, 'a', () => control.abort('enough'), control.signal)).rejects.toBe('enough');
    expect(commands).toHaveLength(1);
  });
});

describe('a page that is about to be ended', () => {
  it('has handed over what it holds when all it sent is answered', async () => {
    const { transport } = collecting();
    const answers: (() => void)[] = [];
    let part: () => Promise<void> = () => Promise.resolve();
    const client = new Client({
      ...transport,
      execute: () => new Promise((resolve, reject) => answers.push(answers.length === 0 ? resolve : () => reject({ code: 'offline', detail: '' }))),
      onParting: (callback) => (part = callback),
    });
    const front = client.execute({ do: 'front', conversation: null });
    const held = ['a', 'b'];
    client.onParting(() => {
      const conversation = held.shift();
      if (conversation) void client.execute({ do: 'typing', conversation, active: false }).catch(() => undefined);
    });
    let handedOver = false;
    const parting = part().then(() => (handedOver = true));
    expect(answers).toHaveLength(2);
    answers[0]?.();
    await front;
    expect(handedOver).toBe(false);
    // A refusal is an answer.
    answers[1]?.();
    await vi.waitFor(() => expect(answers).toHaveLength(3));
    expect(handedOver).toBe(false);
    answers[2]?.();
    await parting;
  });
});
