// Without a connection everything stays readable and writable, one line says so, and what was written is sent once.
import { expect, test } from './fixtures';

test('a message written while the server is away is sent once when it is back', async ({ app, page }) => {
  await app.world({ person: 'bob', says: 'before' });
  await app.enter();
  await app.talkTo('bob');
  await expect(app.message('before')).toBeVisible();
  await expect(app.by('banner')).toHaveCount(0);

  await app.world({ server: 'stop' });
  await expect(app.by('banner')).toHaveAttribute('data-connection', 'offline');
  await expect(app.by('banner')).toContainText(/Offline since \S+.* What you write is sent when you are back\./);
  await expect(app.message('before')).toBeVisible();
  await expect(app.by('own-status')).toHaveAttribute('data-availability', 'offline');
  await app.say('written meanwhile');
  const message = app.message('written meanwhile');
  await expect(message).toHaveAttribute('data-state', 'pending');
  await expect(message.getByRole('img', { name: 'Waiting to be sent' })).toBeVisible();

  await app.by('reconnect').click();
  await expect.poll(() => app.commands.map((command) => command.do)).toContain('reconnect');

  await app.world({ server: 'start' });
  // It comes back by itself; who does not want to wait may ask, if it is not back already.
  await app.by('reconnect').click({ timeout: 1000 }).catch(() => undefined);
  await expect(message).toHaveAttribute('data-state', /sent|delivered/);
  await expect(app.by('banner')).toHaveCount(0);
  await app.world({ person: 'bob', sees: 'written meanwhile' });
  await expect(message).toHaveAttribute('data-state', 'delivered');
  await expect(message).toHaveCount(1);
  await page.reload();
  await app.talkTo('bob');
  await expect(message).toHaveCount(1);
});

test('a connection that only broke is mended without a word', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', arrives: true });
  await app.world({ server: 'cut' });
  await app.say('over the gap');
  await expect(app.message('over the gap')).toHaveAttribute('data-state', 'delivered');
  await expect(app.messages).toHaveCount(1);
  await expect(app.by('banner')).toHaveCount(0);
});

test('offline by choice is said differently, and ended by one click', async ({ app }) => {
  await app.enter();
  await app.by('own-status').click();
  await app.by('status-offline').click();
  await expect(app.by('banner')).toContainText('You appear offline.');
  await app.by('banner').getByRole('button', { name: 'Go online' }).click();
  await expect(app.by('own-status')).toHaveAttribute('data-availability', 'available');
  await expect(app.by('banner')).toHaveCount(0);
});
