// Conversations side by side: tabs as browsers have them, and a window for one alone.
import { at, expect, test, type Hallway } from './fixtures';

const tab = (app: Hallway, account: string) => app.by(`tab-${at(account)}`);
const names = (app: Hallway) => app.by('tabs').getByRole('tab').evaluateAll((tabs) => tabs.map((each) => each.getAttribute('title')));

test('a click changes the tab, Ctrl and the middle button open another', async ({ app, page }) => {
  await app.enter();
  await app.world({ person: 'bob', says: 'b' });
  await app.world({ person: 'carol', says: 'c' });
  await app.world({ person: 'zoe', says: 'z' });
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await expect(app.by('tabs')).toHaveCount(0);
  await app.recent('carol').click({ modifiers: ['Control'] });
  await app.inTalkWith('carol');
  await expect(app.by('tabs').getByRole('tab')).toHaveCount(2);
  await app.recent('zoe').click({ button: 'middle' });
  await app.inTalkWith('zoe');
  await expect.poll(() => names(app)).toEqual(['Bob Brown', 'Carol Clark', 'Zoë Ångström']);

  await page.keyboard.press('Control+1');
  await app.inTalkWith('bob');
  await page.keyboard.press('Control+Tab');
  await app.inTalkWith('carol');
  await app.world({ person: 'bob', says: 'again' });
  await expect(tab(app, 'bob').locator('.count')).toContainText('1');
  await page.keyboard.press('Control+w');
  await app.inTalkWith('zoe');
  await page.keyboard.press('Control+Shift+T');
  await app.inTalkWith('carol');
  await tab(app, 'zoe').getByRole('tab').click({ button: 'middle' });
  await expect(app.by('tabs').getByRole('tab')).toHaveCount(2);
  await tab(app, 'carol').getByTestId('tab-close').click();
  await app.inTalkWith('bob');
  await expect(app.by('tabs')).toHaveCount(0);
});

test('tabs are dragged into another order, and are there again after a restart', async ({ app, page }) => {
  await app.enter();
  for (const person of ['bob', 'carol']) await app.world({ person, says: 'hi' });
  await app.recent('bob').click();
  await app.recent('carol').click({ modifiers: ['Control'] });
  const from = (await tab(app, 'carol').boundingBox())!;
  const to = (await tab(app, 'bob').boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => names(app)).toEqual(['Carol Clark', 'Bob Brown']);
  await page.reload();
  await app.inTalkWith('carol');
  await expect.poll(() => names(app)).toEqual(['Carol Clark', 'Bob Brown']);
});

test('a tab shows the line where it was left', async ({ app }) => {
  await app.enter();
  await app.world({ person: 'bob', says: Array.from({ length: 200 }, (_, n) => `line ${n} of many`) });
  await app.world({ person: 'carol', says: 'hi' });
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await app.by('to-newest').click();
  await app.recent('carol').click({ modifiers: ['Control'] });
  await tab(app, 'bob').click();
  await app.by('timeline').evaluate((element) => (element.scrollTop -= 900));
  const first = () =>
    app.messages.evaluateAll((rows) => rows.find((row) => row.getBoundingClientRect().top > row.closest('.scroller')!.getBoundingClientRect().top)?.getAttribute('data-id'));
  const before = await first();
  await tab(app, 'carol').click();
  await app.inTalkWith('carol');
  await tab(app, 'bob').click();
  await app.inTalkWith('bob');
  await expect.poll(first).toBe(before);
});

test('a window for one conversation shows just that', async ({ app, page }) => {
  await app.world({ signIn: true });
  await app.world({ person: 'bob', says: 'hello' });
  await page.goto(`/#conversation=${encodeURIComponent(at('bob'))}&alone`);
  await app.inTalkWith('bob');
  await expect(app.by('left-pane')).toHaveCount(0);
  await expect(app.by('tabs')).toHaveCount(0);
  await app.say('from its own window');
  await expect(app.message('from its own window')).toBeVisible();
});

test('a tab that was asked for is also for a message that is found', async ({ app, page }) => {
  await app.enter();
  await app.world({ person: 'bob', says: 'hello' });
  await app.world({ person: 'carol', says: 'The budget' });
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await page.keyboard.press('Control+t');
  await expect(app.by('search')).toBeFocused();
  await page.keyboard.type('budget');
  await app.by('hit-message').click();
  await app.inTalkWith('carol');
  await expect.poll(() => names(app)).toEqual(['Bob Brown', 'Carol Clark']);
});

test('the last one that was closed is opened again by pointer, where there is no bar of tabs', async ({ app }) => {
  await app.enter();
  await app.world({ person: 'bob', says: 'hello' });
  await app.world({ person: 'carol', says: 'hello' });
  await app.recent('bob').click();
  await app.recent('carol').click({ button: 'middle' });
  await tab(app, 'carol').getByTestId('tab-close').click();
  await app.inTalkWith('bob');
  await app.by('conversation-more').click();
  await app.by('menu-reopen').click();
  await app.inTalkWith('carol');
  await tab(app, 'carol').getByTestId('tab-close').click();
  await app.page.keyboard.press('Control+w');
  await expect(app.by('nothing-chosen')).toBeVisible();
  await app.by('reopen').click();
  await app.inTalkWith('bob');
});

test('what a button goes down on is asked for once, and is there when it comes up', async ({ app, page }) => {
  const asked: string[] = [];
  let answered = 0;
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const conversation = /"of":"timeline","conversation":"([^"]*)"/.exec(String(payload))?.[1];
      if (conversation !== undefined) asked.push(conversation);
    });
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"of":"timeline"')) answered++;
    });
  });
  await app.enter();
  await app.world({ person: 'bob', says: 'from Bob' });
  await app.world({ person: 'carol', says: 'from Carol' });
  await app.recent('carol').click();
  await app.inTalkWith('carol');
  await expect(app.message('from Carol')).toBeVisible();
  expect(asked).toEqual([at('carol')]);

  const before = answered;
  await app.recent('bob').hover();
  await page.mouse.down();
  await expect.poll(() => answered).toBeGreaterThan(before);
  // Whoever does not let go of it there stays where they are.
  await app.inTalkWith('carol');
  expect(asked).toEqual([at('carol'), at('bob')]);
  // What the first task after the click finds.
  await page.evaluate(() => {
    const note = () => (document.body.dataset['after'] = document.querySelector('[data-testid=timeline]')?.textContent ?? '');
    addEventListener('click', () => setTimeout(note), { capture: true, once: true });
  });
  await page.mouse.up();
  await expect(page.locator('body')).toHaveAttribute('data-after', /from Bob/);
  await app.inTalkWith('bob');
  expect(asked).toEqual([at('carol'), at('bob')]);
});
