// Handing a file over: every byte once and in order, and nothing left behind when it is broken off.
import { describe, expect, it } from 'vitest';
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
  };
  return { client: new Client(transport), pieces, commands };
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
