// The quick switcher, and the sheet of keys.
import { expect, test } from './fixtures';

test('offers where one was last, finds people and messages, and goes there', async ({ app, page }) => {
  await app.world({ person: 'bob', says: 'Lunch with Zelda?' });
  await app.world({ person: 'carol', says: 'hi' });
  await app.enter();
  await app.recent('carol').click();
  await app.inTalkWith('carol');
  await expect(app.recent('bob')).toBeVisible();

  await page.keyboard.press('Control+k');
  await expect(app.by('quick-field')).toBeFocused();
  await expect(app.by('quick-person')).toHaveCount(1);
  await expect(app.by('quick-person')).toContainText('Bob Brown');
  await page.keyboard.press('Enter');
  await app.inTalkWith('bob');
  await expect(app.composer).toBeFocused();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('ze');
  await expect(app.by('quick-message')).toHaveCount(1);
  await expect(app.by('quick-message').locator('mark')).toHaveText('Ze');
  await page.keyboard.press('Escape');
  await expect(app.by('quick')).toHaveCount(0);
  await expect(app.composer).toBeFocused();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('dav');
  await expect(app.by('quick-person')).toContainText(['Dave']);
  await page.keyboard.press('Control+Enter');
  await app.inTalkWith('dave');
  // In a tab of its own.
  await expect(page.getByRole('tab', { name: /Bob Brown/ })).toBeVisible();
});

test('Enter means what was typed, however slowly the lines follow', async ({ app, page }) => {
  let held: (() => void)[] | null = null;
  const release = () => {
    held?.forEach((send) => send());
    held = null;
  };
  await page.routeWebSocket(/bridge/, (socket) => {
    const core = socket.connectToServer();
    socket.onMessage((message) => core.send(message));
    core.onMessage((message) => (held ? held.push(() => socket.send(message)) : socket.send(message)));
  });
  await app.world({ person: 'bob', says: 'hi' });
  await app.enter();
  await expect(app.recent('bob')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(app.by('quick-person')).toContainText(['Bob Brown']);
  held = [];
  await page.keyboard.type('dav');
  await page.keyboard.press('Enter');
  release();
  await app.inTalkWith('dave');
  await app.by('search').focus();
  held = [];
  await page.keyboard.type('zo');
  await page.keyboard.press('Enter');
  release();
  await app.inTalkWith('zoe');
  await page.keyboard.press('Control+n');
  await expect(app.by('people-field')).toBeFocused();
  held = [];
  await page.keyboard.type('car');
  await page.keyboard.press('Enter');
  release();
  await expect(app.by('people-line').getByRole('listitem')).toHaveText(/Carol Clark/);
});

test('arrow keys go round, and the last line searches everything', async ({ app, page }) => {
  await app.enter();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('bo');
  await expect(app.by('quick-person')).toHaveCount(1);
  const chosen = app.by('quick').getByRole('option', { selected: true });
  await expect(chosen).toHaveAttribute('data-testid', 'quick-person');
  await page.keyboard.press('ArrowUp');
  await expect(chosen).toHaveAttribute('data-testid', 'quick-everything');
  await page.keyboard.press('ArrowDown');
  await expect(chosen).toHaveAttribute('data-testid', 'quick-person');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(app.by('results-field')).toHaveValue('bo');
  await expect(app.by('results-field')).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+k');
  await expect(app.by('quick')).toHaveCount(0);
});

test('the sheet of keys shows them all, and follows the setting', async ({ app, page }) => {
  await app.enter();
  await page.keyboard.press('Control+/');
  await expect(app.by('keyboard-help')).toBeVisible();
  await expect(app.by('key-quick')).toHaveText(/Quick switcher\s*CtrlK/);
  await expect(app.by('key-send').locator('kbd')).toHaveText(['Enter']);
  await page.keyboard.press('Escape');
  await expect(app.by('keyboard-help')).toHaveCount(0);
  await page.keyboard.press('Control+,');
  await app.by('send-key-ctrlEnter').click();
  await page.keyboard.press('F1');
  await expect(app.by('key-send').locator('kbd')).toHaveText(['Ctrl', 'Enter']);
});
