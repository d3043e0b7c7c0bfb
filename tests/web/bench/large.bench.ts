// What people see of a large company: 50,000 people, 2,000 conversations, a room of 5,000 in which half a million messages
// were said.
import { writeFileSync } from 'node:fs';
import { expect, test as base, type Page } from '@playwright/test';
import { startBridge, type Bridge } from '../bridge';
import { Stopwatch, type Answer } from './stopwatch';

const STORE = process.env['HALLWAY_LARGE_STORE'] ?? '';
const FIGURES = process.env['HALLWAY_FIGURES'];
/** As long as people hold a button down when they click. The time is taken from where it comes up. */
const HELD_MS = 80;
const HALL = 'everybody@rooms.example.com';

const figures: { name: string; value: number; unit: string }[] = [];

function add(name: string, value: number, unit: string): void {
  console.log(`${name}: ${value.toFixed(2)} ${unit}`);
  figures.push({ name, value, unit });
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const test = base.extend<{ bridge: Bridge; watch: Stopwatch }>({
  bridge: async ({}, use) => {
    const bridge = await startBridge({ store: STORE });
    await use(bridge);
    await bridge.stop();
  },
  baseURL: async ({ bridge }, use) => use(bridge.page),
  watch: async ({ page }, use) => use(await Stopwatch.of(page)),
});

test.skip(STORE === '', 'HALLWAY_LARGE_STORE names the store');

test.afterAll(() => {
  if (FIGURES) writeFileSync(FIGURES, JSON.stringify({ figures }, null, 2));
});

/** A click on this, until there are rows in a list that are others than before. */
async function click(watch: Stopwatch, testId: string, list: string): Promise<Answer | null> {
  const { mouse } = watch.page;
  const place = await watch.page.getByTestId(testId).boundingBox();
  if (!place) throw new Error(`no ${testId}`);
  // The pointer is there already: what the row does under it is not the click's.
  await mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  const press = async () => {
    await mouse.down();
    await watch.page.waitForTimeout(HELD_MS);
    await mouse.up();
  };
  return watch.until('click', press, list);
}

/** What people wait, in the middle and at the worst; and what of it is the page's own work. */
function addAnswers(what: string, of: string, all: (Answer | null)[]): void {
  const answers = all.filter((answer) => answer !== null);
  const each = (name: keyof Answer) => answers.map((answer) => answer[name]);
  add(`${what}: its rows in the document, median`, median(each('there')), 'ms');
  add(`${what}: ${of}, median`, median(each('ms')), 'ms');
  add(`${what}: ${of}, longest`, Math.max(...each('ms')), 'ms');
  add(`${what}: frames until then, median`, median(each('frames')), `of ${answers.length}`);
  add(`${what}: work, median`, median(each('work')), 'ms');
  add(`${what}: work, script`, median(each('script')), 'ms');
  add(`${what}: work, style`, median(each('style')), 'ms');
  add(`${what}: work, layout`, median(each('layout')), 'ms');
  add(`${what}: styles computed`, median(each('styles')), 'times');
  add(`${what}: laid out`, median(each('layouts')), 'times');
}

async function scroll(watch: Stopwatch, what: string, list: string, step: number, forMs = 6_000): Promise<void> {
  const { gaps, moved, waited } = await watch.scroll(list, step, forMs);
  add(`${what}: frames a second`, (1_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0), '');
  add(`${what}: frame, median`, median(gaps), 'ms');
  add(`${what}: frame, longest`, Math.max(...gaps), 'ms');
  add(`${what}: frames over 50 ms`, gaps.filter((gap) => gap > 50).length, `of ${gaps.length}`);
  add(`${what}: frames at an end, waiting for more`, waited, `of ${gaps.length}`);
  add(`${what}: moved`, moved, 'px');
}

/** Opens the page, as far as Recent; milliseconds. */
async function begin(page: Page): Promise<number> {
  const opened = Date.now();
  await page.goto('/');
  await expect(page.getByTestId('recent').locator('[data-row]').first()).toBeVisible();
  return Date.now() - opened;
}

test('50,000 people', async ({ page, watch }) => {
  add('page opened to Recent', await begin(page), 'ms');
  add('contacts, first paint', (await click(watch, 'tab-contacts', '[data-testid=contacts]'))?.ms ?? NaN, 'ms');
  await expect(page.getByTestId('contacts')).toHaveAttribute('data-total', /^5\d{4}$/);
  await scroll(watch, 'contacts, 50,000 scrolled', '[data-testid=contacts]', 240);

  // One letter after the other, as it is typed.
  const keys: (Answer | null)[] = [];
  const field = page.getByTestId('search');
  for (const word of ['anna berg', 'greta', 'team 07', 'nils thal', 'x']) {
    await field.fill('');
    await expect(page.getByTestId('contacts')).toHaveAttribute('data-total', /^5\d{4}$/);
    for (const letter of word) {
      // A letter may leave the same people as before, as a space does: that is not timed.
      keys.push(await watch.until('keydown', () => page.keyboard.press(letter === ' ' ? 'Space' : letter), '[data-testid=contacts]', 1_000));
    }
  }
  addAnswers('contacts, filter', 'key to paint', keys);
});

test('2,000 conversations', async ({ page, watch }) => {
  await begin(page);
  await scroll(watch, 'recent, 2,000 scrolled', '[data-testid=recent]', 120);
  await page.getByTestId('recent').evaluate((list) => (list.scrollTop = 0));
  await expect(page.getByTestId('recent').locator('[data-row="0"]')).toBeVisible();

  const opens: (Answer | null)[] = [];
  const rows = page.getByTestId('recent').locator('[data-row]');
  for (let n = 1; n <= 10; n++) {
    const id = (await rows.nth(n).getAttribute('data-testid')) ?? '';
    opens.push(await click(watch, id, '[data-testid=timeline]'));
  }
  addAnswers('a conversation', 'opened', opens);
});

test('a room of 5,000', async ({ page, watch }) => {
  await begin(page);
  await page.getByTestId(`conversation-${HALL}`).click();
  await expect(page.getByTestId('conversation')).toHaveAttribute('data-conversation', HALL);
  await expect(page.getByTestId('message').last()).toBeInViewport();
  await scroll(watch, 'timeline, scrolled up', '[data-testid=timeline]', -60, 6_000);
  await scroll(watch, 'timeline, flung up', '[data-testid=timeline]', -240, 6_000);
  await scroll(watch, 'timeline, scrolled down', '[data-testid=timeline]', 60);

  if ((await page.getByTestId('members').count()) === 0) {
    add('members, first paint', (await click(watch, 'toggle-details', '[data-testid=members]'))?.ms ?? NaN, 'ms');
  }
  await expect(page.getByTestId('members')).toHaveAttribute('data-total', '5000');
  await scroll(watch, 'members, 5,000 scrolled', '[data-testid=members]', 240);
});
