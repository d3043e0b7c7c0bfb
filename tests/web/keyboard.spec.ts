// Everything without a pointer, and always seen where the focus is.
import { PASSWORD, expect, test } from './fixtures';

test('signing in, finding somebody and writing to them', async ({ app, page }) => {
  await page.goto('/');
  await expect(app.by('signin-url')).toBeFocused();
  await page.keyboard.type(app.bridge.intranet);
  await page.keyboard.press('Tab');
  await page.keyboard.type('alice');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(app.by('control-bar')).toBeVisible();

  await page.keyboard.press('Control+Shift+f');
  await expect(app.by('search')).toBeFocused();
  await page.keyboard.type('o');
  // Zoë, Bob and Carol have it in their names; the first of them is ready to be opened.
  await expect(app.contact('dave')).toHaveCount(0);
  const active = () => app.by('contacts').getAttribute('aria-activedescendant');
  const first = await active();
  await page.keyboard.press('ArrowDown');
  await expect.poll(active).not.toBe(first);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('bob');
  await expect(app.by('contacts').locator('[data-testid^=contact-]')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await app.inTalkWith('bob');
  await expect(app.composer).toBeFocused();
  await expect(app.by('search')).toHaveValue('');
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await expect(app.messages).toHaveCount(1);

  // A letter typed anywhere goes to the composer.
  await app.by('timeline').focus();
  await page.keyboard.type('xyz');
  await expect(app.composer).toHaveValue('xyz');
});

test('Escape closes what lies on top, and the focus goes back', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await page.keyboard.press('Control+,');
  await expect(app.by('settings')).toBeVisible();
  await expect(app.by('settings')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(app.by('settings')).toHaveCount(0);
  await expect(app.composer).toBeFocused();
  await app.by('own-status').focus();
  await page.keyboard.press('Enter');
  await expect(app.by('status-menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.by('status-menu')).toHaveCount(0);
  await expect(app.by('own-status')).toBeFocused();
  await page.keyboard.press('Control+Shift+f');
  await page.keyboard.type('zoe');
  await page.keyboard.press('Escape');
  await expect(app.by('search')).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(app.by('search')).not.toBeFocused();
});

test('the tree is walked, folded and opened by arrow keys', async ({ app, page }) => {
  await app.enter();
  await app.showContacts();
  await expect(app.contact('bob')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(app.by('contacts')).toBeFocused();
  const active = async () => page.locator(`#${await app.by('contacts').getAttribute('aria-activedescendant')}`);
  await page.keyboard.press('Home');
  await expect(await active()).toContainText('Head office');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await expect(app.department('Sales')).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(app.department('Sales')).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(await active()).toContainText('Bob Brown');
  await page.keyboard.press('ArrowLeft');
  await expect(await active()).toContainText('Sales');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await app.inTalkWith('bob');
});

test('Alt and arrows go through the conversations', async ({ app, page }) => {
  await app.world({ person: 'bob', says: 'hi' });
  await app.world({ person: 'carol', says: 'hi' });
  await app.enter();
  await expect(app.recent('bob')).toBeVisible();
  await app.recent('carol').click();
  await app.inTalkWith('carol');
  await page.keyboard.press('Alt+ArrowDown');
  await app.inTalkWith('bob');
  await page.keyboard.press('Alt+ArrowUp');
  await app.inTalkWith('carol');
});

test('with Shift they go to the unread ones', async ({ app, page }) => {
  for (const person of ['bob', 'carol', 'dave']) await app.world({ person, says: 'hi' });
  await app.enter();
  await app.recent('dave').click();
  await app.inTalkWith('dave');
  await expect(app.recent('dave')).toHaveAttribute('data-unread', '0');
  await app.recent('carol').click();
  await app.inTalkWith('carol');
  await expect(app.recent('carol')).toHaveAttribute('data-unread', '0');
  await app.recent('dave').click();
  await app.inTalkWith('dave');
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await app.inTalkWith('bob');
  // Nothing is unread above.
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await app.inTalkWith('bob');
});

test('F6 goes from part to part, and back with Shift', async ({ app, page }) => {
  await app.world({ person: 'bob', says: 'hi' });
  await app.enter();
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await app.by('toggle-details').click();
  await app.composer.focus();
  await page.keyboard.press('F6');
  await expect(app.by('details').getByRole('button').first()).toBeFocused();
  await page.keyboard.press('F6');
  await expect(app.by('recent')).toBeFocused();
  await page.keyboard.press('F6');
  await expect(app.by('timeline')).toBeFocused();
  await page.keyboard.press('F6');
  await expect(app.composer).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(app.by('timeline')).toBeFocused();
});

test('a conversation is muted, and heard again, by one key', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await page.keyboard.press('Control+Shift+m');
  await expect(app.by('bell')).toHaveAttribute('data-muted', 'true');
  await page.keyboard.press('Control+Shift+m');
  await expect(app.by('bell')).toHaveAttribute('data-muted', 'false');
});

test('where the focus is can be seen at every stop', async ({ app, page }) => {
  await app.world({ person: 'bob', says: 'hi' });
  await app.enter();
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  const stops: string[] = [];
  for (let stop = 0; stop < 32; stop++) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return null;
      const name = focused.getAttribute('data-testid') ?? focused.getAttribute('aria-label') ?? focused.textContent?.trim() ?? '';
      // The ring may be drawn on the thing itself, on the box around a field, or on the active row of a list.
      const row = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '')?.firstElementChild;
      const drawn = [focused, focused.parentElement, focused.parentElement?.parentElement, focused.closest('.box'), row].some((element) => {
        if (!element) return false;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
      });
      return `${name}: ${drawn || focused.getAttribute('role') === 'separator' ? 'seen' : 'unseen'}`;
    });
    if (seen) stops.push(seen);
  }
  expect(stops.filter((stop) => stop.endsWith('unseen'))).toEqual([]);
  for (const name of ['search', 'tab-recent', 'recent', 'own-status', 'open-notifications', 'open-settings', 'toggle-details', 'timeline', 'composer']) {
    expect(stops).toContain(`${name}: seen`);
  }
});
