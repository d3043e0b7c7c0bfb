// A picture in the viewer's window.
import { describe, expect, it } from 'vitest';
import { fit, kept, magnified } from './panning';

const window = { width: 1000, height: 500 };
const large = { width: 4000, height: 1000 };

describe('a picture', () => {
  it('fits, and is never made larger than it is', () => {
    expect(fit(large, window)).toEqual({ scale: 0.25, x: 0, y: 0 });
    expect(fit({ width: 100, height: 100 }, window).scale).toBe(1);
  });

  it('is magnified about the pointer', () => {
    const lie = magnified(fit(large, window), 4, large, window, { x: 200, y: 0 });
    expect(lie).toEqual({ scale: 1, x: -600, y: 0 });
    // The same spot of the picture is under the pointer: (200 - x) / scale.
    expect((200 - lie.x) / lie.scale).toBe(200 / 0.25);
  });

  it('has its limits', () => {
    expect(magnified(fit(large, window), 0.1, large, window).scale).toBe(0.25);
    expect(magnified(fit(large, window), 1e6, large, window).scale).toBe(8);
    expect(kept({ scale: 1, x: 9999, y: 9999 }, large, window)).toEqual({ scale: 1, x: 1500, y: 250 });
    expect(kept({ scale: 0.25, x: 30, y: 30 }, large, window)).toEqual({ scale: 0.25, x: 0, y: 0 });
  });
});
