// Whether what is tried is under way, done or refused.
import { describe, expect, it } from 'vitest';
import { Attempt } from './attempt.svelte';
import { refusal } from './i18n';

describe('an attempt', () => {
  it('is busy until it is done', async () => {
    const attempt = new Attempt();
    let done = () => {};
    const run = attempt.run(() => new Promise((settle) => (done = settle)));
    expect(attempt.busy).toBe(true);
    done();
    expect(await run).toBe(true);
    expect(attempt.busy).toBe(false);
    expect(attempt.refused).toBeNull();
  });

  it('says why it was refused, until it is tried again', async () => {
    const attempt = new Attempt();
    expect(await attempt.run(() => Promise.reject({ code: 'banned', detail: '' }))).toBe(false);
    expect(attempt.refused).toBe(refusal('banned'));
    expect(attempt.busy).toBe(false);
    expect(await attempt.run(() => Promise.resolve())).toBe(true);
    expect(attempt.refused).toBeNull();
  });

  it('is not begun twice', async () => {
    const attempt = new Attempt();
    let done = () => {};
    let deeds = 0;
    const first = attempt.run(() => ((deeds += 1), new Promise((settle) => (done = settle))));
    expect(await attempt.run(async () => void (deeds += 1))).toBe(false);
    done();
    expect(await first).toBe(true);
    expect(deeds).toBe(1);
  });
});
