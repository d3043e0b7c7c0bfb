// What is chosen applies at once and is there after a reload: the core keeps it, not the page.
import { expect, test } from './fixtures';

const background = () => getComputedStyle(document.body).backgroundColor;
const rootSize = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

test('the theme', async ({ app, page }) => {
  await app.enter();
  const light = await page.evaluate(background);
  await app.by('open-settings').click();
  await app.by('theme-dark').click();
  await expect.poll(() => page.evaluate(background)).not.toBe(light);
  const dark = await page.evaluate(background);
  await page.reload();
  await expect(app.by('control-bar')).toBeVisible();
  await expect.poll(() => page.evaluate(background)).toBe(dark);
  // The system's wish counts again where the system is chosen.
  await app.by('open-settings').click();
  await app.by('theme-system').click();
  await expect.poll(() => page.evaluate(background)).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => page.evaluate(background)).toBe(dark);
});

test('the size of everything', async ({ app, page }) => {
  await app.enter();
  const before = await page.evaluate(rootSize);
  await app.by('open-settings').click();
  await app.by('zoom-in').click();
  await expect(app.by('zoom')).toHaveText('110%');
  await expect.poll(() => page.evaluate(rootSize)).toBeCloseTo(before * 1.1, 1);
  await page.reload();
  await expect(app.by('control-bar')).toBeVisible();
  await expect.poll(() => page.evaluate(rootSize)).toBeCloseTo(before * 1.1, 1);
  await page.keyboard.press('Control+0');
  await expect.poll(() => page.evaluate(rootSize)).toBeCloseTo(before, 1);
});

test('the key that sends', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.by('open-settings').click();
  await app.by('send-key-ctrlEnter').click();
  await app.by('drawer-close').click();
  await expect(app.by('send-key')).toContainText('Ctrl+Enter sends');
  await page.reload();
  await app.talkTo('bob');
  await app.composer.pressSequentially('first');
  await app.composer.press('Enter');
  await app.composer.pressSequentially('second');
  await expect(app.composer).toHaveValue('first\nsecond');
  await app.composer.press('Control+Enter');
  await expect(app.messages).toHaveCount(1);
  await app.by('send-key').click();
  await expect(app.by('send-key')).toContainText('Enter sends');
  await app.say('third');
  await expect(app.messages).toHaveCount(2);
});

test('who is listed, and how dense', async ({ app, page }) => {
  await app.enter();
  await app.world({ person: 'bob', arrives: true });
  await app.showContacts();
  await expect(app.contact('carol')).toBeVisible();
  const tall = (await app.contact('bob').boundingBox())!.height;
  await app.by('open-settings').click();
  await app.by('set-showOffline').click();
  await expect(app.contact('carol')).toHaveCount(0);
  await expect(app.contact('bob')).toBeVisible();
  await app.by('density-compact').click();
  await expect.poll(async () => (await app.contact('bob').boundingBox())!.height).toBeLessThan(tall);
  await app.by('set-showGroups').click();
  await expect(app.department('Sales')).toHaveCount(0);
  await page.reload();
  await app.showContacts();
  await expect(app.contact('bob')).toBeVisible();
  await expect(app.contact('carol')).toHaveCount(0);
  await expect(app.department('Sales')).toHaveCount(0);
  await app.by('open-settings').click();
  await expect(app.by('set-showOffline')).toHaveAttribute('aria-checked', 'false');
});

test('the status, with its text', async ({ app, page }) => {
  await app.enter();
  await app.by('own-status').click();
  await app.by('status-text').fill('In the lab till 3');
  await app.by('status-set').click();
  await expect(app.by('own-status-line')).toHaveText('Available · In the lab till 3');
  await app.by('own-status').click();
  await app.by('status-doNotDisturb').click();
  await expect(app.by('own-status')).toHaveAttribute('data-availability', 'doNotDisturb');
  await page.reload();
  await expect(app.by('own-status-line')).toHaveText('Do not disturb · In the lab till 3');
});
