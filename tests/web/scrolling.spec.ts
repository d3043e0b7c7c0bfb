// The line one reads does not move, whatever comes above or below it.
import type { Locator } from '@playwright/test';
import { expect, test, type Hallway } from './fixtures';

const lines = Array.from({ length: 150 }, (_, index) => `line ${index + 1}`);

interface Line {
  id: string;
  y: number;
}

/** Scrolls, and says at once which line is the first whole one in sight and where it stands. */
function scrollTo(timeline: Locator, top: number): Promise<Line> {
  return timeline.evaluate((scroller, top) => {
    scroller.scrollTop = top;
    const edge = scroller.getBoundingClientRect().top;
    for (const row of scroller.querySelectorAll<HTMLElement>('[data-testid=message]')) {
      const y = row.getBoundingClientRect().top - edge;
      if (y >= 0) return { id: row.dataset['id'] ?? '', y };
    }
    throw new Error('no line in sight');
  }, top);
}

function placeOf(timeline: Locator, id: string): Promise<number> {
  return timeline.evaluate((scroller, id) => {
    const row = scroller.querySelector(`[data-testid=message][data-id="${CSS.escape(id)}"]`);
    return row ? row.getBoundingClientRect().top - scroller.getBoundingClientRect().top : NaN;
  }, id);
}

async function stays(timeline: Locator, line: Line): Promise<void> {
  expect(Math.abs((await placeOf(timeline, line.id)) - line.y), `line ${line.id} moved`).toBeLessThanOrEqual(1);
}

async function enterWithHistory(app: Hallway): Promise<Locator> {
  await app.world({ person: 'bob', says: lines });
  await app.enter();
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  return app.by('timeline');
}

test('reading begins where the unread part begins, however much that is', async ({ app, page }) => {
  await enterWithHistory(app);
  await expect(app.by('new-divider')).toBeInViewport();
  await expect(app.messages.first()).toContainText('line 1');
  await expect(app.messages.first()).toBeInViewport();
  // Not in sight, so not read.
  await expect(page).toHaveTitle('Unread messages (150) – Hallway');
  await app.by('to-newest').click();
  await expect(app.message('line 150')).toBeInViewport();
  await expect(page).toHaveTitle('Hallway');
});

test('older lines come above without moving the one that is read', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: lines });
  await expect(app.message('line 150')).toBeInViewport();
  // A fresh page holds the newest part only.
  await page.reload();
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await expect(app.message('line 150')).toBeInViewport();
  const timeline = app.by('timeline');
  for (let loads = 0; (await app.by('beginning').count()) === 0; loads++) {
    expect(loads, 'the beginning is reached').toBeLessThan(10);
    const first = await app.messages.first().getAttribute('data-id');
    const line = await scrollTo(timeline, 120);
    await expect.poll(async () => (await app.messages.first().getAttribute('data-id')) !== first || (await app.by('beginning').count()) > 0).toBe(true);
    await stays(timeline, line);
  }
  await timeline.evaluate((scroller) => (scroller.scrollTop = 0));
  await expect(app.by('beginning')).toBeInViewport();
  await expect(app.messages.first()).toContainText('line 1');
  expect(app.commands.map((command) => command.do)).toContain('loadOlder');
});

test('what arrives while one reads further up moves nothing and is announced', async ({ app }) => {
  const timeline = await enterWithHistory(app);
  await app.by('to-newest').click();
  await expect(app.message('line 150')).toBeInViewport();
  await expect(app.by('to-newest')).toHaveCount(0);
  const top = await timeline.evaluate((scroller) => scroller.scrollTop);
  const line = await scrollTo(timeline, top - 900);
  await expect(app.by('to-newest')).toBeVisible();
  await app.world({ person: 'bob', says: ['and one more', 'the last word'] });
  await expect(app.by('to-newest')).toContainText('the last word');
  await expect(app.by('to-newest')).toContainText('2 new');
  await stays(timeline, line);
  // And it is not read before it was in sight.
  await expect(app.page).toHaveTitle('Unread messages (2) – Hallway');
  await app.by('to-newest').click();
  await expect(app.message('the last word')).toBeInViewport();
  await expect(app.page).toHaveTitle('Hallway');
  await expect(app.by('to-newest')).toHaveCount(0);
});

test('at the newest one stays at the newest', async ({ app }) => {
  await enterWithHistory(app);
  await app.by('to-newest').click();
  await expect(app.message('line 150')).toBeInViewport();
  await app.world({ person: 'bob', says: Array.from({ length: 30 }, (_, index) => `more ${index + 1}`) });
  await expect(app.message('more 30')).toBeInViewport();
  await app.composer.fill('a\nb\nc\nd\ne\nf');
  await expect(app.message('more 30')).toBeInViewport();
});

test('a conversation is found again where it was left', async ({ app }) => {
  const timeline = await enterWithHistory(app);
  await app.by('to-newest').click();
  await expect(app.message('line 150')).toBeInViewport();
  await expect(app.by('to-newest')).toHaveCount(0);
  const top = await timeline.evaluate((scroller) => scroller.scrollTop);
  const line = await scrollTo(timeline, top - 700);
  await expect(app.by('to-newest')).toBeVisible();
  await app.talkTo('carol');
  await app.talkTo('bob');
  await expect.poll(() => placeOf(timeline, line.id)).not.toBeNaN();
  await stays(timeline, line);
});

test('a window that changes its size keeps the line', async ({ app, page }) => {
  const timeline = await enterWithHistory(app);
  await app.by('to-newest').click();
  await expect(app.message('line 150')).toBeInViewport();
  await page.setViewportSize({ width: 1280, height: 500 });
  await expect(app.message('line 150')).toBeInViewport();
  const top = await timeline.evaluate((scroller) => scroller.scrollTop);
  const line = await scrollTo(timeline, top - 700);
  await expect(app.by('to-newest')).toBeVisible();
  await page.setViewportSize({ width: 1000, height: 700 });
  await expect.poll(() => timeline.evaluate((scroller) => scroller.clientHeight)).toBeGreaterThan(500);
  await stays(timeline, line);
});

test('in a window that holds hundreds of lines those at the newest stay, and nothing comes and goes', async ({ app, page }) => {
  await page.setViewportSize({ width: 1280, height: 4500 });
  await app.world({ person: 'bob', says: Array.from({ length: 400 }, (_, index) => `line ${index + 1}`) });
  await app.enter();
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  const rest = () =>
    app.by('timeline').evaluate(async (timeline) => {
      let changes = 0;
      const observer = new MutationObserver((records) => (changes += records.length));
      observer.observe(timeline, { childList: true, subtree: true });
      for (let frames = 0; frames < 10; frames++) await new Promise((resolve) => requestAnimationFrame(resolve));
      observer.disconnect();
      return changes;
    });
  // More than a window holds is drawn, and then it is at rest: frames pass without a line that comes or goes.
  await expect.poll(() => app.messages.count()).toBe(300);
  await expect.poll(rest).toBe(0);
  await expect(app.messages.first()).toBeInViewport();
  await app.by('to-newest').click();
  await expect(app.message('line 400')).toBeInViewport();
  await expect.poll(() => app.messages.count()).toBeGreaterThan(250);
  await expect.poll(rest).toBe(0);
  await expect(app.message('line 400')).toBeInViewport();
});

test('only what is said now is read out, not what one opens or what is older', async ({ app, page }) => {
  await page.addInitScript(() => {
    const read: string[] = [];
    (window as unknown as { read: string[] }).read = read;
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node instanceof Element && node.matches('[data-testid=message]') && node.closest('[aria-live=polite]')) read.push(node.textContent ?? '');
    }).observe(document, { childList: true, subtree: true });
  });
  const read = () => page.evaluate(() => (window as unknown as { read: string[] }).read);
  const log = app.by('timeline').getByRole('log');
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: lines });
  await expect(app.message('line 150')).toBeInViewport();
  await page.reload();
  await app.recent('bob').click();
  await expect(app.message('line 150')).toBeInViewport();
  await expect(log).toHaveAttribute('aria-live', 'polite');
  expect(await read()).toEqual([]);
  await app.world({ person: 'bob', says: 'and now' });
  await expect.poll(read).toEqual([expect.stringContaining('and now')]);
  await scrollTo(app.by('timeline'), 0);
  await expect(log).toHaveAttribute('aria-live', 'off');
});

test('a pointer that rests points at none of the rows that scroll by', async ({ app, page }) => {
  const timeline = await enterWithHistory(app);
  await app.by('to-newest').click();
  await expect(app.message('line 150')).toBeInViewport();
  const box = (await timeline.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await expect(app.by('message-tools')).toBeVisible();
  await page.mouse.wheel(0, -300);
  await expect(app.by('message-tools')).toHaveCount(0);
  await page.mouse.move(x, y + 2);
  await expect(app.by('message-tools')).toBeVisible();
});
