// The notification center: contact requests that are answered there, and every other kind of entry.
import { at, expect, test } from './fixtures';

test('a contact request is counted, named, and accepted', async ({ app, page }) => {
  await app.enter();
  await app.by('open-notifications').click();
  await expect(app.by('notifications-empty')).toBeVisible();
  await app.by('drawer-close').click();
  await app.world({ person: 'gina', requests: true });
  await expect(app.by('notifications-count')).toContainText('1');
  await expect(page).toHaveTitle('Notifications (1) – Hallway');
  await expect(app.by('open-notifications')).toHaveAccessibleName('Notifications, 1 new');
  await app.by('open-notifications').click();
  await expect(app.by('notification')).toHaveCount(1);
  await expect(app.by('notification')).toContainText('would like to have you as a contact');
  await expect(app.by('notification')).toContainText(/gina/i);
  await app.by('accept').click();
  await expect(app.by('notification')).toHaveCount(0);
  await app.by('drawer-close').click();
  await expect(app.by('notifications-count')).toHaveCount(0);
  await app.showContacts();
  await expect(app.contact('gina')).toBeVisible();
});

test('a contact request that is declined leaves nothing behind', async ({ app }) => {
  await app.enter();
  await app.world({ person: 'gina', requests: true });
  await app.by('open-notifications').click();
  await app.by('decline').click();
  await expect(app.by('notifications-empty')).toBeVisible();
  await app.by('drawer-close').click();
  await app.showContacts();
  await expect(app.contact('bob')).toBeVisible();
  await expect(app.contact('gina')).toHaveCount(0);
});

test('every kind stands in one list, leads to its place, and is marked as read', async ({ app, page }) => {
  const room = 'plans@rooms.localhost';
  await app.enter();
  await app.talkTo('bob');
  await app.say('The stand is booked');
  await expect(app.message('booked')).toHaveAttribute('data-state', 'sent');
  await app.world({ person: 'bob', does: { do: 'react', message: '~booked', emoji: '🎉', on: true } });
  await app.by('search').fill('ghost@localhost');
  await page.getByText('Write to ghost@localhost').click();
  await app.say('Anybody there?');
  await expect(app.message('Anybody')).toHaveAttribute('data-state', 'failed');
  const options = { name: 'Plans', description: '', open: false, listed: false, moderated: false, anyoneInvites: true, anyoneSetsTopic: true, newcomersSeePast: true };
  await app.world({ person: 'carol', does: { do: 'createRoom', address: room, options, members: [at('alice')] } });
  await expect(app.by('notifications-count')).toContainText('3');
  await app.by('open-notifications').click();
  const entry = (kind: string) => app.page.locator(`[data-testid=notification][data-kind=${kind}]`);
  await expect(entry('reaction')).toContainText('Bob Brown reacted to your message');
  await expect(entry('reaction')).toContainText('🎉 The stand is booked');
  await expect(entry('failedMessage')).toContainText('was not sent');

  await expect(entry('invitation')).toContainText('You are invited to Plans');
  await expect(entry('invitation')).toContainText('Carol Clark');
  await entry('invitation').getByTestId('join').click();
  await expect(entry('invitation')).toHaveCount(0);
  await app.world({ person: 'carol', does: { do: 'sendText', conversation: room, body: 'Alice Adams, and what do you say?', mentions: [{ begin: 0, end: 11, address: at('alice') }] } });
  await expect(entry('mention')).toContainText('Carol Clark mentioned you in Plans');

  // Only one kind, only what is new.
  await app.by('notifications-kind').selectOption('reaction');
  await expect(app.by('notification')).toHaveCount(1);
  await app.by('notifications-kind').selectOption('contactRequest');
  await expect(app.by('notifications-empty')).toBeVisible();
  await app.by('notifications-unviewed').click();
  await expect(app.by('notification')).toHaveCount(3);
  await entry('reaction').getByTestId('notification-go').click();
  await app.inTalkWith('bob');
  await expect(app.message('booked')).toBeInViewport();
  await app.by('open-notifications').click();
  await expect(entry('reaction')).toHaveAttribute('data-viewed', 'true');

  // An entry is marked as read without going anywhere.
  await entry('mention').hover();
  await entry('mention').getByTestId('notification-view').click();
  await expect(entry('mention')).toHaveAttribute('data-viewed', 'true');
  await expect(app.by('notifications')).toBeVisible();

  await app.by('notifications-mark-all').click();
  await expect(app.by('notifications-count')).toHaveCount(0);
  await expect(entry('failedMessage')).toHaveAttribute('data-viewed', 'true');
  // A message that was not sent is thrown away where it is listed.
  await entry('failedMessage').getByTestId('discard').click();
  await expect(entry('failedMessage')).toHaveCount(0);
  await app.by('notifications-unviewed').click();
  await expect(app.by('notifications-empty')).toBeVisible();
});
