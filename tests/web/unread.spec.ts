// What is unread is counted everywhere alike, and gone everywhere once it was in sight of somebody who looked.
import { at, expect, test } from './fixtures';

test('counts in the title and in Recent, the divider where it begins, and nothing left once seen', async ({ app, page }) => {
  await app.enter();
  await app.world({ person: 'bob', says: 'one' });
  await expect(page).toHaveTitle('Unread messages (1) – Hallway');
  await app.world({ person: 'bob', says: 'two' });
  await app.world({ person: 'carol', says: 'three' });
  await expect(page).toHaveTitle('Unread messages (3) – Hallway');
  await expect(app.recent('bob')).toHaveAttribute('data-unread', '2');
  await expect(app.recent('carol')).toHaveAttribute('data-unread', '1');
  await expect(app.by('unread-count')).toContainText('3');
  // The newest conversation stands above.
  await expect(app.by('recent').getByRole('option').first()).toContainText('Carol Clark');

  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await expect(app.by('new-divider')).toBeVisible();
  const divider = await app.by('new-divider').boundingBox();
  const first = await app.message('one').boundingBox();
  expect(divider!.y).toBeLessThan(first!.y);
  await expect(page).toHaveTitle('Unread messages (1) – Hallway');
  await expect(app.recent('bob')).toHaveAttribute('data-unread', '0');
  // What was new stays marked while one reads it, until one turns to writing.
  await expect(app.by('new-divider')).toBeVisible();
  await app.composer.pressSequentially('a');
  await expect(app.by('new-divider')).toHaveCount(0);

  await app.recent('carol').click();
  await expect(page).toHaveTitle('Hallway');
  await expect(app.by('unread-count')).toHaveCount(0);
});

test('what comes while the window is behind another is unread until it is in front again', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: 'seen at once' });
  await expect(app.message('seen at once')).toBeVisible();
  await expect(page).toHaveTitle('Hallway');
  await app.inFront(false);
  await app.world({ person: 'bob', says: 'while you were away' });
  await expect(app.message('while you were away')).toBeVisible();
  await expect(page).toHaveTitle('Unread messages (1) – Hallway');
  await expect(app.by('new-divider')).toBeVisible();
  await app.inFront(true);
  await expect(page).toHaveTitle('Hallway');
  await expect(app.by('new-divider')).toBeVisible();
});

test('opening a conversation behind another window marks nothing read', async ({ app, page }) => {
  await app.enter();
  await app.inFront(false);
  await app.world({ person: 'bob', says: 'hello' });
  await expect(page).toHaveTitle('Unread messages (1) – Hallway');
  await page.evaluate(() => (location.hash = '#conversation=bob%40localhost'));
  await app.inTalkWith('bob');
  await expect(app.message('hello')).toBeVisible();
  await app.world({ person: 'bob', says: 'again' });
  await expect(page).toHaveTitle('Unread messages (2) – Hallway');
  expect(app.commands.map((command) => command.do)).not.toContain('markRead');
});

test('the tree counts what is unread too', async ({ app }) => {
  await app.enter();
  await app.showContacts();
  await app.world({ person: 'bob', says: 'one' });
  await expect(app.contact('bob')).toContainText('1 unread message');
});

test('what does not call is quiet everywhere: in Recent, on its tab, in the quick switcher, and in the title', async ({ app, page }) => {
  const loud = (place: string) => app.by(place).locator('.count:not(.quiet)');
  await app.enter();
  await app.world({ person: 'bob', says: 'hello' });
  await app.world({ person: 'carol', says: 'hello' });
  await app.recent('bob').click();
  await app.recent('carol').click({ button: 'middle' });
  await app.inTalkWith('carol');
  await expect(page).toHaveTitle('Hallway');
  await app.by(`tab-${at('bob')}`).getByRole('tab').click();
  await app.by('bell').click();
  await app.by('menu-notify-none').click();
  await app.by(`tab-${at('carol')}`).getByRole('tab').click();
  await app.world({ person: 'bob', says: ['one', 'two'] });
  await expect(app.recent('bob')).toHaveAttribute('data-unread', '2');
  await expect(app.by(`tab-${at('bob')}`).locator('.count.quiet')).toContainText('2');
  await expect(app.recent('bob').locator('.count.quiet')).toContainText('2');
  await expect(loud(`tab-${at('bob')}`)).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(app.by('quick-person').filter({ hasText: 'Bob Brown' }).locator('.count.quiet')).toContainText('2');
  await page.keyboard.press('Escape');
  await expect(page).toHaveTitle('Hallway');
});
