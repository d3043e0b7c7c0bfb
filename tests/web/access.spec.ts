// No violation of WCAG 2.2 AA that a machine can find (axe), in light, dark and high contrast.
import { expect, test } from './fixtures';
import { violations } from './violations';

for (const look of ['light', 'dark', 'high contrast'] as const) {
  test.describe(look, () => {
    test.use({ colorScheme: look === 'dark' ? 'dark' : 'light', contextOptions: { contrast: look === 'high contrast' ? 'more' : 'no-preference' } });

    test('sign-in, and its refusal', async ({ app, page }) => {
      await page.goto('/');
      await expect(page.locator('html')).toHaveAttribute('data-contrast', look === 'high contrast' ? 'more' : 'normal');
      await app.by('signin-url').fill(app.bridge.intranet);
      await expect(app.by('signin-intranet')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await app.by('signin-account').fill('alice');
      await app.by('signin-password').fill('wrong');
      await app.by('signin-submit').click();
      await expect(app.by('signin-error')).toBeVisible();
      await expect(app.by('signin-submit')).toBeEnabled();
      expect(await violations(page)).toEqual([]);
    });

    test('the lists, and a search', async ({ app, page }) => {
      await app.world({ person: 'bob', is: 'away', status: 'In the lab' });
      await app.world({ person: 'carol', says: 'unread' });
      await app.enter();
      await expect(app.recent('carol')).toHaveAttribute('data-unread', '1');
      expect(await violations(page), 'recent').toEqual([]);
      await app.showContacts();
      await expect(app.contact('bob')).toHaveAttribute('data-availability', 'away');
      expect(await violations(page), 'the tree').toEqual([]);
      await app.by('search').fill('zo');
      await expect(app.contact('zoe').locator('mark')).toBeVisible();
      expect(await violations(page), 'somebody found').toEqual([]);
      await app.by('search').fill('zzz');
      await expect(app.by('search-empty')).toBeVisible();
      expect(await violations(page), 'nobody found').toEqual([]);
    });

    test('the search over everything, the quick switcher, the keys, and a person', async ({ app, page }) => {
      await app.world({ person: 'bob', says: 'The budget for lunch' });
      await app.enter();
      await expect(app.recent('bob')).toBeVisible();
      await app.by('search').fill('b');
      await expect(app.by('hit-message')).toBeVisible();
      expect(await violations(page), 'in the lists').toEqual([]);
      await app.by('search').fill('budget');
      await app.by('hit-all').click();
      await app.by('result').click();
      await app.inTalkWith('bob');
      expect(await violations(page), 'results').toEqual([]);
      await app.by('operator-has').click();
      await expect(app.by('offer').first()).toBeVisible();
      expect(await violations(page), 'offers').toEqual([]);
      await app.by('results-field').fill('zzz');
      await expect(app.by('results-empty')).toBeVisible();
      expect(await violations(page), 'no results').toEqual([]);
      await app.by('results-close').click();
      await page.keyboard.press('Control+k');
      await expect(app.by('quick')).toBeVisible();
      await page.keyboard.type('bud');
      await expect(app.by('quick-message')).toBeVisible();
      expect(await violations(page), 'the quick switcher').toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+/');
      await expect(app.by('keyboard-help')).toBeVisible();
      expect(await violations(page), 'the keys').toEqual([]);
      await page.keyboard.press('Escape');
      await app.showContacts();
      await app.contact('bob').click({ button: 'right' });
      await page.getByTestId('menu-favourite').click();
      await expect(app.department('Favourites')).toBeVisible();
      await app.contact('bob').first().hover();
      expect(await violations(page), 'a favourite').toEqual([]);
    });

    test('a conversation, and an outage', async ({ app, page }) => {
      await app.enter();
      await app.talkTo('bob');
      await app.inFront(false);
      await app.world({ person: 'bob', says: ['Good morning', 'https://example.com', 'https://exаmple.com'] });
      await expect(app.messages).toHaveCount(3);
      await expect(app.by('new-divider')).toBeVisible();
      await app.world({ person: 'bob', typing: true });
      await expect(app.by('typing')).toContainText('is writing');
      await app.by('toggle-details').click();
      await expect(app.by('details')).toBeVisible();
      await app.message('Good morning').hover();
      expect(await violations(page), 'a conversation').toEqual([]);
      await app.world({ server: 'stop' });
      await expect(app.by('banner')).toBeVisible();
      await app.say('waiting');
      await expect(app.message('waiting')).toHaveAttribute('data-state', 'pending');
      expect(await violations(page), 'offline').toEqual([]);
    });

    test('panes, menus and questions', async ({ app, page }) => {
      await app.enter();
      await app.world({ person: 'gina', requests: true });
      await app.by('own-status').click();
      await expect(app.by('status-menu')).toBeVisible();
      expect(await violations(page), 'the status menu').toEqual([]);
      await page.keyboard.press('Escape');
      await app.by('open-notifications').click();
      await expect(app.by('notification')).toBeVisible();
      expect(await violations(page), 'notifications').toEqual([]);
      await app.by('open-settings').click();
      await expect(app.by('settings')).toBeVisible();
      expect(await violations(page), 'settings').toEqual([]);
      await app.by('sign-out').click();
      await expect(app.by('sign-out-dialog')).toBeVisible();
      expect(await violations(page), 'signing out').toEqual([]);
    });
  });
}
