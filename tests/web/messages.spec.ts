// What people do with messages: react, answer, correct, take back, pin, forward, mark, and look closer.
import { at, expect, test } from './fixtures';

test('reactions: with one click, from the picker, and from others', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: 'The stand is booked' });
  const message = app.message('The stand is booked');
  await message.hover();
  await message.getByTestId('quick-reaction').first().click();
  const thumb = message.locator('[data-testid=reaction][data-emoji="👍"]');
  await expect(thumb).toHaveAttribute('aria-pressed', 'true');
  await app.world({ person: 'bob', does: { do: 'react', message: '~booked', emoji: '👍', on: true } });
  await expect(thumb).toContainText('2');
  await expect(thumb).toHaveAttribute('title', /Bob Brown/);
  await thumb.click();
  await expect(thumb).toHaveAttribute('aria-pressed', 'false');
  await expect(thumb).toContainText('1');

  await message.getByTestId('react').click();
  const search = app.by('emoji-search');
  await expect(search).toBeFocused();
  await search.fill('tada');
  await expect(app.by('emoji').first()).toHaveAttribute('data-emoji', '🎉');
  await page.keyboard.press('Enter');
  await expect(app.by('emoji-picker')).toHaveCount(0);
  await expect(message.locator('[data-testid=reaction][data-emoji="🎉"]')).toHaveAttribute('aria-pressed', 'true');
  // What was used is at hand the next time.
  await app.message('booked').hover();
  await expect(message.getByTestId('quick-reaction').first()).toHaveText('🎉');
});

test('an answer quotes what it answers, and the quote leads there', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: ['Who brings the projector?', ...Array.from({ length: 60 }, (_, n) => `line ${n}`)] });
  await expect(app.message('line 59')).toBeVisible();
  await app.message('line 59').hover();
  await app.by('reply').click();
  await expect(app.by('composer-subject')).toContainText('Reply to Bob Brown');
  await expect(app.composer).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(app.by('composer-subject')).toHaveCount(0);

  await app.world({ person: 'bob', does: { do: 'sendText', conversation: at('alice'), body: 'I do', replyTo: '~projector' } });
  const quote = app.message('I do').getByTestId('quote');
  await expect(quote).toContainText('Who brings the projector?');
  await expect(app.messages.filter({ hasText: /^.*Who brings/ }).first()).not.toBeInViewport();
  await quote.click();
  const answered = app.messages.filter({ has: page.locator('[data-body]', { hasText: 'Who brings the projector?' }) });
  await expect(answered).toBeInViewport();
  await expect(answered).toHaveAttribute('data-flashed', 'true');
  await expect(answered).not.toHaveAttribute('data-flashed', 'true');
});

test('up corrects what one said last; the other sees it, and what it was can be read', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.say('The meeting is at thee');
  await expect(app.message('at thee')).toHaveAttribute('data-state', 'sent');
  await app.composer.press('ArrowUp');
  await expect(app.composer).toHaveValue('The meeting is at thee');
  await expect(app.by('composer-subject')).toHaveAttribute('data-of', 'correction');
  await app.say('The meeting is at three');
  const message = app.message('The meeting is at three');
  await expect(message.getByTestId('edited')).toBeVisible();
  await expect(app.messages).toHaveCount(1);
  await expect(app.composer).toHaveValue('');
  await app.world({ person: 'bob', sees: 'The meeting is at three' });
  await message.getByTestId('edited').click();
  await expect(app.by('version')).toHaveCount(2);
  await expect(app.by('version').last()).toContainText('thee');
  await page.keyboard.press('Escape');
  await expect(app.by('message-info')).toHaveCount(0);

  // A thought begun before the correction is there again after it.
  await app.composer.fill('half a thought');
  await message.click({ button: 'right' });
  await app.by('menu-correct').click();
  await expect(app.composer).toHaveValue('The meeting is at three');
  await page.keyboard.press('Escape');
  await expect(app.composer).toHaveValue('half a thought');
});

test('a message taken back says so, after a question', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.say('for Carol only');
  const message = app.message('for Carol only');
  await expect(message).toHaveAttribute('data-state', 'sent');
  await message.click({ button: 'right' });
  await app.by('menu-retract').click();
  await app.by('ask-cancel').click();
  await expect(message).toBeVisible();
  await message.click({ button: 'right' });
  await app.by('menu-retract').click();
  await app.by('ask-confirm').click();
  await expect(app.by('retracted')).toHaveText('You took this message back');
  await expect(app.messages).toHaveCount(1);
  await app.world({ person: 'bob', says: 'oops' });
  await app.world({ person: 'bob', does: { do: 'retract', message: '~oops' } });
  await expect(app.by('retracted').last()).toHaveText('Bob Brown took this message back');
});

test('pins stand in the head and lead to their place', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: ['The code of the door is 4711', ...Array.from({ length: 50 }, (_, n) => `line ${n}`)] });
  await app.composer.focus();
  await expect(app.message('line 49')).toBeVisible();
  await app.by('timeline').evaluate((element) => (element.scrollTop = 0));
  const message = app.messages.filter({ hasText: '4711' });
  await message.click({ button: 'right' });
  await app.by('menu-pin').click();
  await expect(app.by('pins')).toContainText('The code of the door is 4711');
  await app.by('to-newest').click();
  await expect(app.message('line 49')).toBeInViewport();
  await app.by('pin-latest').click();
  await expect(message).toBeInViewport();
  await expect(message.getByTestId('pinned')).toBeVisible();
  await app.by('pins-all').click();
  await app.by('unpin').click();
  await expect(app.by('pins')).toHaveCount(0);
});

test('forwarding goes to whoever was picked', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: 'Doors close at six' });
  await app.message('Doors close at six').click({ button: 'right' });
  await app.by('menu-forward').click();
  await expect(app.by('forward-do')).toBeDisabled();
  await app.by('forward-search').fill('carol');
  await app.page.locator(`[data-testid=forward-target][data-id="${at('carol')}"]`).click();
  await app.by('forward-do').click();
  await expect(app.by('forward-dialog')).toHaveCount(0);
  await app.world({ person: 'carol', sees: 'Doors close at six' });
  // It stays another's: the head of it names who said it, and it cannot be put differently.
  await app.talkTo('carol');
  const sent = app.message('Doors close at six');
  await expect(sent.getByTestId('forwarded')).toContainText(/Forwarded from Bob Brown.*, \d/);
  await expect(sent).toHaveAttribute('data-mine', 'true');
  await sent.click({ button: 'right' });
  await expect(app.by('menu-forward')).toBeVisible();
  await expect(app.by('menu-correct')).toHaveCount(0);
});

test('an own message tells how far it came, and when', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.say('Is anybody there?');
  await app.world({ person: 'bob', sees: 'Is anybody there?' });
  await app.message('Is anybody there?').click({ button: 'right' });
  await app.by('menu-info').click();
  await expect(app.by('info-delivered')).toHaveText(/^Delivered.*\d/);
});

test('marked unread stays so until one turns to it', async ({ app }) => {
  await app.enter();
  await app.world({ person: 'bob', says: ['first', 'second'] });
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await expect(app.recent('bob')).toHaveAttribute('data-unread', '0');
  await app.message('second').click({ button: 'right' });
  await app.by('menu-markUnread').click();
  await expect(app.recent('bob')).toHaveAttribute('data-unread', '1');
  await expect(app.by('new-divider')).toBeVisible();
  await app.composer.click();
  await expect(app.by('new-divider')).toHaveCount(0);
});

test('everything from the keyboard: to a message, its menu, its information, and back', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: ['one', 'two'] });
  await expect(app.messages).toHaveCount(2);
  await app.by('timeline').focus();
  await page.keyboard.press('ArrowUp');
  await expect(app.message('two')).toBeFocused();
  await expect(app.by('message-tools')).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(app.message('one')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.by('menu-reply')).toBeFocused();
  await page.keyboard.press('i');
  await expect(app.by('menu-info')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(app.by('message-info')).toBeVisible();
  await expect(app.by('message-info')).toContainText('Bob Brown');
  await page.keyboard.press('Escape');
  await expect(app.by('message-info')).toHaveCount(0);
  await app.message('two').focus();
  await page.keyboard.press('Shift+F10');
  await expect(app.by('message-menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.by('message-menu')).toHaveCount(0);
});

test('the composer completes emoji and styles by key', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.composer.pressSequentially('on it :rock');
  await expect(app.by('completion-choice').first()).toBeVisible();
  await app.composer.pressSequentially('et');
  await expect(app.by('completion-choice').first()).toContainText('rocket');
  await page.keyboard.press('Enter');
  await expect(app.composer).toHaveValue('on it 🚀');
  await app.composer.pressSequentially(' :tada:');
  await expect(app.composer).toHaveValue('on it 🚀 🎉');
  await app.composer.fill('a bold word');
  await app.composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(2, 6));
  await page.keyboard.press('Control+b');
  await expect(app.composer).toHaveValue('a *bold* word');
  await page.keyboard.press('Control+b');
  await expect(app.composer).toHaveValue('a bold word');
  await page.keyboard.press('Control+z');
  await expect(app.composer).toHaveValue('a *bold* word');
  await app.by('open-emoji').click();
  await app.by('emoji-search').fill('coffee');
  await page.keyboard.press('Enter');
  await expect(app.composer).toHaveValue(/☕/);
  await expect(app.composer).toBeFocused();
});

test('styles are also found in a menu, which keeps what is selected', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.composer.fill('really new');
  await page.keyboard.press('Control+a');
  await app.by('open-styles').click();
  await app.by('menu-strong').click();
  await expect(app.composer).toHaveValue('*really new*');
  await expect(app.composer).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('let a;');
  await page.keyboard.press('Shift+Home');
  await app.by('open-styles').click();
  await app.by('menu-block').click();
  await expect(app.composer).toHaveValue('*really new*\n```\nlet a;\n```');
  await page.keyboard.press('Enter');
  await expect(app.message('really new').locator('[data-code]')).toHaveText('let a;');
});

test('the composer is dragged to a height, and keeps it', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  const height = () => app.composer.evaluate((field) => field.clientHeight);
  expect(await height()).toBeLessThan(50);
  const grip = (await app.by('composer-grip').boundingBox())!;
  await page.mouse.move(grip.x + grip.width / 2, grip.y + 4);
  await page.mouse.down();
  await page.mouse.move(grip.x + grip.width / 2, grip.y - 96);
  await page.mouse.up();
  await expect.poll(height).toBeGreaterThan(120);
  await page.reload();
  await app.inTalkWith('bob');
  expect(await height()).toBeGreaterThan(120);
  await app.by('composer-grip').dblclick();
  await expect.poll(height).toBeLessThan(50);
});
