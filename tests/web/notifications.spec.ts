// The pane of what waits: contact requests that are answered there.
import { expect, test } from './fixtures';

test('a contact request is counted, named, and accepted', async ({ app }) => {
  await app.enter();
  await app.by('open-notifications').click();
  await expect(app.by('notifications-empty')).toBeVisible();
  await app.by('drawer-close').click();
  await app.world({ person: 'gina', requests: true });
  await expect(app.by('notifications-count')).toContainText('1');
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
