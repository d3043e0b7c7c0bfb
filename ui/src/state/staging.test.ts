// What the server takes is handed over; what it does not take is refused beforehand.
import { describe, expect, it } from 'vitest';
import { Staging } from './staging.svelte';

const limits = { maxSize: 10, types: ['image/*', 'text/plain'], expiryDays: 30, dailySize: null };
const file = (name: string, type: string, length: number) => new File([new Uint8Array(length)], name, { type });

describe('staging', () => {
  it('hands over what is taken and says why the rest is not', async () => {
    const stage = (_: Blob, name: string) =>
      name === 'c.exe' ? Promise.reject({ code: 'fileTypeRefused', detail: 'application/x-msdownload' }) : Promise.resolve(`#${name}`);
    const staging = new Staging(stage, () => undefined);
    staging.add([file('a.png', 'image/png', 3), file('b.png', 'image/png', 11), file('c.exe', '', 3)], limits);
    await Promise.all(staging.files.map(({ done }) => done));
    await Promise.resolve();
    expect(staging.refused.map(({ why, name }) => [why, name])).toEqual([
      ['size', 'b.png'],
      ['type', 'c.exe'],
    ]);
    const { files } = staging;
    expect(await staging.handedOver(files)).toEqual(['#a.png']);
    staging.release(files);
    expect(staging.empty).toBe(true);
    staging.restore(files);
    expect(staging.files).toEqual(files);
  });

  it('keeps everything where one could not be handed over', async () => {
    const stage = (_: Blob, name: string) => (name === 'b.png' ? Promise.reject(new Error('full')) : Promise.resolve(name));
    const staging = new Staging(stage, () => undefined);
    staging.add([file('a.png', 'image/png', 3), file('b.png', 'image/png', 3)], limits);
    expect(await staging.handedOver(staging.files)).toBeNull();
    expect(staging.files.map(({ name, failed }) => [name, failed])).toEqual([
      ['a.png', false],
      ['b.png', true],
    ]);
    expect(staging.files.map(({ why }) => why)).toEqual([null, null]);
  });

  it('drops what is taken away again', async () => {
    const dropped: string[] = [];
    const staging = new Staging((_, name) => Promise.resolve(name), (staged) => dropped.push(staged));
    staging.add([file('a.png', 'image/png', 3)], limits);
    const [first] = staging.files;
    staging.remove(first!);
    await first!.done;
    expect(dropped).toEqual(['a.png']);
    expect(staging.empty).toBe(true);
  });
});
