// Signing in: the intranet is named as soon as it is found, a refusal stands beside the field it is about, and
// what was typed stays.
import { PASSWORD, expect, test } from './fixtures';

test('the intranet is named under its address before anything is sent', async ({ app, page }) => {
  await page.goto('/');
  await expect(app.by('signin-url')).toBeFocused();
  await app.by('signin-url').fill(app.bridge.intranet);
  await expect(app.by('signin-intranet')).toContainText('Nordwind');
  const name = await app.by('signin-intranet').boundingBox();
  const field = await app.by('signin-url').boundingBox();
  expect(name!.y).toBeGreaterThan(field!.y + field!.height - 1);
  expect(app.commands.map((command) => command.do)).not.toContain('signIn');
});

test('a wrong password is refused beside the password, and the right one then lets in', async ({ app, page }) => {
  await page.goto('/');
  await app.by('signin-url').fill(app.bridge.intranet);
  await app.by('signin-account').fill('alice@example.com');
  await app.by('signin-password').fill('wrong');
  await app.by('signin-password').press('Enter');

  const refusal = app.by('signin-error');
  await expect(refusal).toHaveText('The name or the password is wrong.');
  await expect(refusal).toHaveAttribute('data-field', 'password');
  await expect(app.by('signin-password')).toHaveAccessibleDescription('The name or the password is wrong.');
  await expect(app.by('signin-password')).toBeFocused();
  await expect(app.by('signin-url')).toHaveValue(app.bridge.intranet);
  await expect(app.by('signin-account')).toHaveValue('alice@example.com');

  await app.by('signin-password').fill(PASSWORD);
  await expect(refusal).toHaveCount(0);
  await app.by('signin-submit').click();
  await expect(app.by('control-bar')).toContainText('Alice Adams');
  await expect(page).toHaveTitle('Hallway');
  await expect(app.by('nothing-chosen')).toBeVisible();
});

test('an address without a scheme is completed', async ({ app, page }) => {
  await page.goto('/');
  await app.by('signin-url').fill(app.bridge.intranet.replace('http://', ''));
  await app.by('signin-account').fill('alice');
  await expect(app.by('signin-url')).toHaveValue(app.bridge.intranet);
  await expect(app.by('signin-intranet')).toContainText('Nordwind');
  await app.by('signin-password').fill(PASSWORD);
  await app.by('signin-submit').click();
  await expect(app.by('control-bar')).toContainText('Alice Adams');
});

for (const [typed, words] of [
  ['http://intranet.example.com', 'Only addresses that start with https:// are safe to sign in to.'],
  ['not an address', 'This is not an address.'],
  ['javascript:alert(1)', 'This is not an address.'],
  ['http://127.0.0.1:9', 'The intranet does not answer.'],
] as const) {
  test(`“${typed}” is refused beside the address`, async ({ app, page }) => {
    await page.goto('/');
    await app.by('signin-url').fill(typed);
    await app.by('signin-account').fill('alice');
    await app.by('signin-password').fill(PASSWORD);
    await app.by('signin-submit').click();
    await expect(app.by('signin-error')).toContainText(words);
    await expect(app.by('signin-error')).toHaveAttribute('data-field', 'url');
    await expect(app.by('signin-url')).toHaveValue(typed);
    await expect(app.by('signin-submit')).toBeEnabled();
  });
}

test('a website that is no intranet is refused in plain words', async ({ app, page }) => {
  await page.goto('/');
  // The bridge itself is a website without messaging.
  await app.by('signin-url').fill(app.bridge.page);
  await app.by('signin-account').fill('alice');
  await app.by('signin-password').fill(PASSWORD);
  await app.by('signin-submit').click();
  await expect(app.by('signin-error')).toContainText('it offers no messaging');
  await expect(app.by('signin-error')).toHaveAttribute('data-field', 'url');
});

test('a missing entry is asked for beside its field', async ({ app, page }) => {
  await page.goto('/');
  await app.by('signin-submit').click();
  await expect(app.by('signin-error')).toHaveAttribute('data-field', 'url');
  await app.by('signin-url').fill(app.bridge.intranet);
  await app.by('signin-submit').click();
  await expect(app.by('signin-error')).toHaveAttribute('data-field', 'account');
  await app.by('signin-account').fill('alice');
  await app.by('signin-submit').click();
  await expect(app.by('signin-error')).toHaveAttribute('data-field', 'password');
  await expect(app.by('signin-password')).toBeFocused();
});

test('the password can be looked at', async ({ app, page }) => {
  await page.goto('/');
  await app.by('signin-password').fill('secret');
  await expect(app.by('signin-password')).toHaveAttribute('type', 'password');
  await app.by('signin-reveal').click();
  await expect(app.by('signin-password')).toHaveAttribute('type', 'text');
  await expect(app.by('signin-password')).toHaveValue('secret');
});

test('signing out asks first and leaves nothing of the account in the page', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.say('between us');
  await expect(app.message('between us')).toBeVisible();
  await app.by('open-settings').click();
  await app.by('sign-out').click();
  await app.by('sign-out-cancel').click();
  await expect(app.by('sign-out-dialog')).toHaveCount(0);
  await app.by('sign-out').click();
  await app.by('sign-out-confirm').click();
  await expect(app.by('signin')).toBeVisible();
  await expect(page.getByText('Bob Brown')).toHaveCount(0);
  await expect(app.by('signin-password')).toHaveValue('');
});
