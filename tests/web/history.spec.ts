// The past of a conversation: going to days, searching in it, exporting and deleting it, and what is chosen for it.
import { expect, test } from './fixtures';

const LINES = Array.from({ length: 120 }, (_, n) => `line ${n} of many`);

test('a search narrows, marks, and goes from hit to hit with what stands around them', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: ['The Café opens at nine', ...LINES, 'the cafe is closed'] });
  await expect(app.message('the cafe is closed')).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(app.by('find-field')).toBeFocused();
  await page.keyboard.type('cafe');
  await expect(app.by('find-count')).toHaveText('1 of 2');
  const marked = () => page.evaluate(() => [...(CSS.highlights.get('found') ?? [])].map((range) => (range as Range).toString()));
  await expect.poll(marked).toContain('cafe');
  await page.keyboard.press('Enter');
  await expect(app.by('find-count')).toHaveText('2 of 2');
  await expect(app.message('The Café opens at nine')).toBeInViewport();
  await expect.poll(marked).toContain('Café');
  await page.keyboard.press('Shift+Enter');
  await expect(app.message('the cafe is closed')).toBeInViewport();
  await page.keyboard.type('zzz');
  await expect(app.by('find-count')).toHaveText('Nothing found');
  await page.keyboard.press('Escape');
  await expect(app.by('find-bar')).toHaveCount(0);
  await expect.poll(marked).toEqual([]);
  await expect(app.composer).toBeFocused();
});

test('hits are counted, and gone through to the last; one that comes leads nobody away', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: LINES });
  await expect(app.message('line 119 of many')).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('many');
  await expect(app.by('find-count')).toHaveText('1 of 120');
  for (let n = 0; n < 40; n++) await page.keyboard.press('Enter');
  await expect(app.by('find-count')).toHaveText('41 of 120');
  await expect(app.message('line 79 of many')).toBeInViewport();
  await app.world({ person: 'bob', says: 'many more' });
  await expect(app.by('find-count')).toHaveText('42 of 121');
  await expect(app.message('line 79 of many')).toBeInViewport();
  for (let n = 43; n <= 121; n++) {
    await page.keyboard.press('Enter');
    await expect(app.by('find-count')).toHaveText(`${n} of 121`);
  }
  await expect(app.message('line 0 of many')).toBeInViewport();
});

test('a search says where older messages are not here to be looked through', async ({ app, page }) => {
  // As a core tells it that still waits for the archive.
  await page.routeWebSocket(/bridge/, (socket) => {
    const core = socket.connectToServer();
    core.onMessage((message) => socket.send(typeof message === 'string' ? message.replaceAll('"complete":true', '"complete":false') : message));
  });
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: 'hello' });
  await expect(app.message('hello')).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(app.by('find-missing')).toHaveCount(0);
  await page.keyboard.type('budget');
  await expect(app.by('find-count')).toHaveText('Nothing found');
  await expect(app.by('find-missing')).toHaveText('Older messages are not here yet.');
});

test('the beginning, a date, and back to the newest', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: LINES });
  await expect(app.message('line 119 of many')).toBeVisible();
  await app.by('history').click();
  await app.by('menu-beginning').click();
  await expect(app.messages.filter({ hasText: /line 0 of many/ })).toBeInViewport();
  await app.by('to-newest').click();
  await expect(app.message('line 119 of many')).toBeInViewport();
  await app.by('history').click();
  await app.by('menu-date').click();
  await expect(app.by('calendar')).toBeVisible();
  // Today has the focus; whoever takes it stands where today begins.
  await page.keyboard.press('Enter');
  await expect(app.by('calendar')).toHaveCount(0);
  await expect(app.messages.filter({ hasText: /line 0 of many/ })).toBeInViewport();
});

test('further up, the way back says who wrote last and what, be it a file', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: LINES });
  await app.world({ person: 'bob', hands: ['plan.pdf', 'application/pdf', [37, 80, 68, 70]] });
  await expect(app.messages.filter({ hasText: 'plan.pdf' })).toBeVisible();
  await app.by('history').click();
  await app.by('menu-beginning').click();
  await expect(app.messages.filter({ hasText: /line 0 of many/ })).toBeInViewport();
  await expect(app.by('to-newest')).toHaveText('Bob Brown: plan.pdf');
});

test('older messages are asked for by key, too, up to the beginning', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: LINES });
  await expect(app.message('line 119 of many')).toBeVisible();
  await page.reload();
  await app.inTalkWith('bob');
  await expect(app.by('load-older')).toHaveRole('button');
  await app.by('load-older').focus();
  const pressed = async () => {
    await page.keyboard.press('Enter');
    return app.by('beginning').count();
  };
  await expect.poll(pressed).toBe(1);
  await expect(app.by('timeline')).toBeFocused();
  await expect(app.messages.filter({ hasText: /line 0 of many/ })).toHaveCount(1);
});

test('muting, the level, the top and the star are chosen and seen', async ({ app }) => {
  await app.enter();
  await app.world({ person: 'bob', says: 'hello' });
  await app.recent('bob').click();
  await app.by('bell').click();
  await app.by('menu-mute-hour').click();
  await expect(app.by('bell')).toHaveAttribute('title', /^Muted until \d\d:\d\d|^Muted until .*\d\d:\d\d$/);
  await app.by('bell').click();
  await app.by('menu-unmute').click();
  await app.by('bell').click();
  await app.by('menu-mute-tomorrow').click();
  await expect(app.by('bell')).toHaveAttribute('title', /^Muted until .*08:00$/);
  await app.by('bell').click();
  await app.by('menu-unmute').click();
  await app.by('bell').click();
  await app.by('menu-mute-always').click();
  await expect(app.by('bell')).toHaveAttribute('data-muted', 'true');
  await expect(app.recent('bob').getByTestId('muted')).toBeVisible();
  await app.by('bell').click();
  await app.by('menu-unmute').click();
  await expect(app.by('bell')).toHaveAttribute('data-muted', 'false');
  await app.by('bell').click();
  await app.by('menu-notify-none').click();
  await app.by('bell').click();
  await expect(app.by('menu-notify-none')).toHaveAttribute('aria-checked', 'true');
  await app.page.keyboard.press('Escape');
  await app.by('conversation-more').click();
  await app.by('menu-pin').click();
  await expect(app.recent('bob').getByTestId('pinned')).toBeVisible();
  await app.by('favourite').click();
  await expect(app.by('favourite')).toHaveAttribute('aria-pressed', 'true');
  await app.by('favourite').click();
  await app.by('ask-confirm').click();
  await expect(app.by('favourite')).toHaveAttribute('aria-pressed', 'false');
});

test('the list has a menu of its own', async ({ app, page }) => {
  await app.enter();
  await app.world({ person: 'bob', says: 'hello' });
  await app.world({ person: 'carol', says: 'hi' });
  await expect(app.recent('bob')).toHaveAttribute('data-unread', '1');
  await app.recent('bob').click({ button: 'right' });
  await app.by('menu-read').click();
  await expect(app.recent('bob')).toHaveAttribute('data-unread', '0');
  await app.recent('bob').click({ button: 'right' });
  await app.by('menu-pin').click();
  await expect(app.by('recent').getByRole('option').first()).toContainText('Bob Brown');
  await app.by('recent').focus();
  await page.keyboard.press('Shift+F10');
  await expect(app.by('recent-menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await app.recent('bob').click({ button: 'right' });
  await app.by('menu-unread').click();
  await expect(app.recent('bob').getByTestId('marked').or(app.recent('bob').locator('.count'))).toBeVisible();
});

test('deleting asks, and then nothing is left', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: 'to be forgotten' });
  await expect(app.messages).toHaveCount(1);
  await app.by('history').click();
  await app.by('menu-delete').click();
  await expect(app.by('delete-history')).toContainText('The others keep theirs.');
  await app.by('ask-confirm').click();
  await expect(app.messages).toHaveCount(0);
});

test('an export lies in Downloads', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: 'for the record' });
  await expect(app.messages).toHaveCount(1);
  await app.by('history').click();
  await app.by('menu-export').click();
  await app.by('menu-export-text').click();
  await expect(app.by('saved')).toContainText('in Downloads.');
});
