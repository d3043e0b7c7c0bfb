// What is said of how many there are is true, however many are here.
import { expect, it } from 'vitest';
import { counted, UNCOUNTED } from './counted';

it('says as many as were counted, and that there are more where there are', () => {
  expect(counted(3, 0)).toEqual({ all: 3, more: false });
  expect(counted(50, UNCOUNTED)).toEqual({ all: 50, more: true });
  expect(counted(50, 1)).toEqual({ all: 51, more: false });
  expect(counted(50, 950)).toEqual({ all: 1000, more: false });
  expect(counted(50, 951)).toEqual({ all: 1000, more: true });
  expect(counted(1000, 1)).toEqual({ all: 1000, more: true });
  expect(counted(1050, UNCOUNTED)).toEqual({ all: 1050, more: true });
  expect(counted(1200, 0)).toEqual({ all: 1200, more: false });
});
