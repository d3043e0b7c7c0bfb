// Writing and being written to.
import { expect, test } from './fixtures';

test('Enter sends, and the state follows the message to its reader', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await expect(app.composer).toBeFocused();
  await app.say('Lunch at noon?');
  await expect(app.composer).toHaveValue('');
  const message = app.message('Lunch at noon?');
  await expect(message).toHaveAttribute('data-mine', 'true');
  // Bob is not there: the server has it.
  await expect(message).toHaveAttribute('data-state', 'sent');
  await app.world({ person: 'bob', arrives: true });
  await expect(message).toHaveAttribute('data-state', 'delivered');
  await expect(message.getByRole('img', { name: 'Delivered' })).toBeVisible();
  await app.world({ person: 'bob', reads: true });
  await expect(message).toHaveAttribute('data-state', 'read');
  await expect(app.messages).toHaveCount(1);
});

test('what others write, and that they write, is there at once', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', typing: true });
  await expect(app.by('typing')).toHaveText('Bob Brown is writing…');
  await app.world({ person: 'bob', says: 'Yes, at the usual place.' });
  await expect(app.message('Yes, at the usual place.')).toBeVisible();
  await expect(app.message('Yes, at the usual place.')).toHaveAttribute('data-mine', 'false');
  await expect(app.by('typing')).toHaveText('');
  await expect(app.by('conversation-presence')).toHaveAttribute('data-availability', 'available');
});

test('Shift+Enter makes a line, and lines and spaces keep their shape', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.composer.pressSequentially('fn main() {');
  await app.composer.press('Shift+Enter');
  await app.composer.pressSequentially('    run();');
  await app.composer.press('Shift+Enter');
  await app.composer.pressSequentially('}');
  const one = await app.composer.evaluate((field) => field.clientHeight);
  expect(one).toBeGreaterThan(60);
  await app.composer.press('Enter');
  const body = app.messages.locator('[data-body]');
  await expect(body).toHaveCount(1);
  expect(await body.evaluate((element: HTMLElement) => element.innerText)).toBe('fn main() {\n    run();\n}');
  await expect.poll(() => app.composer.evaluate((field) => field.clientHeight)).toBeLessThan(50);
});

test('nothing is sent where nothing was written', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await expect(app.by('send')).toBeDisabled();
  await app.say('   ');
  await expect(app.by('send')).toBeDisabled();
  await app.say('something');
  await expect(app.messages).toHaveCount(1);
  expect(app.commands.filter((command) => command.do === 'sendText')).toHaveLength(1);
});

test('a text that is too long says so before it is sent', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.composer.fill('a'.repeat(60_007));
  await expect(app.by('conversation')).toContainText('7 characters too many');
  await expect(app.by('send')).toBeDisabled();
});

test('what is unsent stays with its conversation', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('carol');
  await app.say('to Carol');
  await app.talkTo('bob');
  await app.composer.fill('half a thought');
  await app.talkTo('carol');
  await expect(app.composer).toHaveValue('');
  await app.by('tab-recent').click();
  await expect(app.recent('bob').getByTestId('draft')).toHaveText('half a thought');
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await expect(app.composer).toHaveValue('half a thought');
  await page.reload();
  await app.recent('bob').click();
  await expect(app.composer).toHaveValue('half a thought');
});

test('a message to nobody says that it was not sent, and why', async ({ app }) => {
  await app.enter();
  await app.by('search').fill('ghost@localhost');
  await app.by('left-pane').getByText('Write to ghost@localhost').click();
  await app.inTalkWith('ghost');
  await app.say('anybody there?');
  const message = app.message('anybody there?');
  await expect(message).toHaveAttribute('data-state', 'failed');
  await expect(message).toContainText('Not sent. There is no such person any more.');
  await message.getByTestId('retry').click();
  await expect(message).toHaveAttribute('data-state', 'failed');
  await expect(app.messages).toHaveCount(1);
  await app.by('open-notifications').click();
  await expect(app.by('notification')).toContainText('was not sent');
  await app.by('drawer-close').click();
  await message.getByTestId('discard').click();
  await expect(app.messages).toHaveCount(0);
});

test('an address opens a conversation and is not kept', async ({ app, page }) => {
  await app.world({ signIn: true });
  await page.goto('/#conversation=carol%40localhost');
  await app.inTalkWith('carol');
  expect(new URL(page.url()).hash).toBe('');
});

test('what is copied across messages says who wrote it and when', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: ['first line', 'second line'] });
  await app.say('and mine');
  await expect(app.messages).toHaveCount(3);
  const copied = await page.evaluate(() => {
    const bodies = document.querySelectorAll('[data-body]');
    getSelection()?.setBaseAndExtent(bodies[0]!, 0, bodies[2]!, bodies[2]!.childNodes.length);
    const clipboardData = new DataTransfer();
    bodies[0]!.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData('text/plain');
  });
  const lines = copied.split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^Bob Brown, .*\d\d:\d\d: first line$/);
  expect(lines[1]).toMatch(/^Bob Brown, .*\d\d:\d\d: second line$/);
  expect(lines[2]).toMatch(/^Alice Adams, .*\d\d:\d\d: and mine$/);
});

test('emoji alone are large, and a text that fills screens is cut until it is asked for', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  const long = Array.from({ length: 120 }, (_, index) => `point ${index + 1}`).join('\n');
  await app.world({ person: 'bob', says: ['🎉', 'plain', long] });
  const size = (text: string) => app.message(text).locator('[data-body]').evaluate((body) => Number.parseFloat(getComputedStyle(body).fontSize));
  expect(await size('🎉')).toBeGreaterThan(1.5 * (await size('plain')));
  const message = app.message('point 1');
  await expect(message).not.toContainText('point 120');
  await message.getByRole('button', { name: 'Show all of it' }).click();
  await expect(message).toContainText('point 120');
});
