// What people see of a large company: 50,000 people, 2,000 conversations, a room of 5,000 in which half a million messages
// were said. Times are taken inside the page, from the key or the click to the frame in which what was asked for is painted.
import { writeFileSync } from 'node:fs';
import { expect, test as base, type Page } from '@playwright/test';
import { startBridge, type Bridge } from '../bridge';

const STORE = process.env['HALLWAY_LARGE_STORE'] ?? '';
const FIGURES = process.env['HALLWAY_FIGURES'];
const HALL = 'everybody@rooms.example.com';

const figures: { name: string; value: number; unit: string }[] = [];

function add(name: string, value: number, unit: string): void {
  console.log(`${name}: ${value.toFixed(2)} ${unit}`);
  figures.push({ name, value, unit });
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What is timed inside the page. */
interface Stopwatch {
  /** Milliseconds from calling `act` to the frame that shows something else in `list` (or, first, shows it at all). */
  until(act: () => void, list: string, patience?: number): Promise<number>;
  /** Scrolls for so long, `step` pixels a frame; milliseconds between frames, pixels moved, and frames spent at an end. */
  scroll(list: string, step: number, forMs: number): Promise<{ gaps: number[]; moved: number; waited: number }>;
}

function stopwatch(): void {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const painted = async () => {
    await frame();
    // A task behind the frame in which it was drawn.
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  };
  const shown = (list: string) => {
    const rows = document.querySelectorAll(`${list} [data-row], ${list} [data-testid=message]`);
    return [...rows].map((row) => row.textContent).join('\n');
  };
  const watch: Stopwatch = {
    async until(act, list, patience = 20_000) {
      const before = shown(list);
      const start = performance.now();
      act();
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        const now = shown(list);
        if (now !== '' && now !== before) break;
        // What was typed may leave the same people as before: that is not timed.
        if (performance.now() - start > patience) throw new Error(`nothing else came in ${list}`);
      }
      await painted();
      return performance.now() - start;
    },
    async scroll(list, step, forMs) {
      const scroller = document.querySelector(list);
      if (!scroller) throw new Error(`no ${list}`);
      const gaps: number[] = [];
      let [moved, waited] = [0, 0];
      const begun = await frame();
      let last = begun;
      while (last - begun < forMs) {
        const top = scroller.scrollTop;
        scroller.scrollTop = top + step;
        if (scroller.scrollTop === top) waited++;
        moved += Math.abs(scroller.scrollTop - top);
        const now = await frame();
        gaps.push(now - last);
        last = now;
      }
      return { gaps, moved, waited };
    },
  };
  (window as unknown as { watch: Stopwatch }).watch = watch;
}

const test = base.extend<{ bridge: Bridge }>({
  bridge: async ({}, use) => {
    const bridge = await startBridge({ store: STORE });
    await use(bridge);
    await bridge.stop();
  },
  baseURL: async ({ bridge }, use) => use(bridge.page),
});

test.beforeEach(async ({ page }) => {
  test.skip(STORE === '', 'HALLWAY_LARGE_STORE names the store');
  await page.addInitScript(stopwatch);
});

test.afterAll(() => {
  if (FIGURES) writeFileSync(FIGURES, JSON.stringify({ figures }, null, 2));
});

/** Milliseconds from a click on this to rows in a list that are others than before. */
function click(page: Page, testId: string, list: string): Promise<number> {
  return page.evaluate(
    ([testId, list]) => {
      const button = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
      const { watch } = window as unknown as { watch: Stopwatch };
      return watch.until(() => button?.click(), list ?? '');
    },
    [testId, list],
  );
}

async function scroll(page: Page, what: string, list: string, step: number, forMs = 6_000): Promise<void> {
  const { gaps, moved, waited } = await page.evaluate(
    ([list, step, forMs]) => {
      const { watch } = window as unknown as { watch: Stopwatch };
      return watch.scroll(list as string, step as number, forMs as number);
    },
    [list, step, forMs] as const,
  );
  add(`${what}: frames a second`, (1_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0), '');
  add(`${what}: frame, median`, median(gaps), 'ms');
  add(`${what}: frame, longest`, Math.max(...gaps), 'ms');
  add(`${what}: frames over 50 ms`, gaps.filter((gap) => gap > 50).length, `of ${gaps.length}`);
  add(`${what}: frames at an end, waiting for more`, waited, `of ${gaps.length}`);
  add(`${what}: moved`, moved, 'px');
}

test('large', async ({ page }) => {
  const opened = Date.now();
  await page.goto('/');
  await expect(page.getByTestId('recent').locator('[data-row]').first()).toBeVisible();
  add('page opened to Recent', Date.now() - opened, 'ms');
  add('contacts, first paint', await click(page, 'tab-contacts', '[data-testid=contacts]'), 'ms');
  await expect(page.getByTestId('contacts')).toHaveAttribute('data-total', /^5\d{4}$/);
  await scroll(page, 'contacts, 50,000 scrolled', '[data-testid=contacts]', 240);

  // One letter after the other, as it is typed.
  const keys: number[] = [];
  for (const word of ['anna berg', 'greta', 'team 07', 'nils thal', 'x']) {
    for (let length = 1; length <= word.length; length++) {
      if (word[length - 1] === ' ') continue;
      keys.push(
        await page.evaluate(
          ([text]) => {
            const field = document.querySelector<HTMLInputElement>('[data-testid=search]');
            const { watch } = window as unknown as { watch: Stopwatch };
            return watch.until(() => {
              if (!field) return;
              field.value = text ?? '';
              field.dispatchEvent(new InputEvent('input', { bubbles: true }));
            }, '[data-testid=left-pane]', 1_000);
          },
          [word.slice(0, length)],
        ).catch(() => NaN),
      );
    }
  }
  const settled = keys.filter((key) => !Number.isNaN(key));
  add('contacts, filter: key to paint, median', median(settled), 'ms');
  add('contacts, filter: key to paint, longest', Math.max(...settled), 'ms');
  await page.getByTestId('search').fill('');

  await page.getByTestId('tab-recent').click();
  await scroll(page, 'recent, 2,000 scrolled', '[data-testid=recent]', 120);
  await page.getByTestId('recent').evaluate((list) => (list.scrollTop = 0));

  const opens: number[] = [];
  const rows = page.getByTestId('recent').locator('[data-row]');
  for (let n = 1; n <= 8; n++) {
    const id = (await rows.nth(n).getAttribute('data-testid')) ?? '';
    opens.push(await click(page, id, '[data-testid=timeline]'));
  }
  add('a conversation opened, median', median(opens), 'ms');
  add('a conversation opened, longest', Math.max(...opens), 'ms');

  await page.getByTestId(`conversation-${HALL}`).click();
  await expect(page.getByTestId('conversation')).toHaveAttribute('data-conversation', HALL);
  await expect(page.getByTestId('message').last()).toBeInViewport();
  await scroll(page, 'timeline, scrolled up', '[data-testid=timeline]', -60, 6_000);
  await scroll(page, 'timeline, flung up', '[data-testid=timeline]', -240, 6_000);
  await scroll(page, 'timeline, scrolled down', '[data-testid=timeline]', 60);

  if ((await page.getByTestId('members').count()) === 0) {
    add('members, first paint', await click(page, 'toggle-details', '[data-testid=members]'), 'ms');
  }
  await expect(page.getByTestId('members')).toHaveAttribute('data-total', '5000');
  await scroll(page, 'members, 5,000 scrolled', '[data-testid=members]', 240);
});
