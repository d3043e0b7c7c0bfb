// The window in every shape: narrow, small, magnified, right to left, in longer words, without motion.
import { expect, test, type Hallway } from './fixtures';
import { png } from './pictures';

/** Goes through everything there is to see and says what sticks out. */
async function tour(app: Hallway): Promise<string[]> {
  const found: string[] = [];
  const look = async (where: string) => found.push(...(await app.overflowing()).map((what) => `${where}: ${what}`));
  const { page } = app;
  await page.goto('/');
  await expect(app.by('signin')).toBeVisible();
  await look('sign-in');
  await app.world({ hire: ['max', 'Maximiliane Freifrau von und zu Donaudampfschifffahrtsgesellschaft', 'Bundesverwaltungsangelegenheiten::Grundstücksverkehrsgenehmigung'] });
  await app.world({ signIn: true });
  await expect(app.by('control-bar')).toBeVisible();
  await app.world({ person: 'max', is: 'away', status: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz, und das bis heute Abend' });
  await app.world({ person: 'max', says: ['x'.repeat(400), 'شكرا جزيلا على المساعدة', 'https://example.com/' + 'path/'.repeat(60)] });
  await app.world({ person: 'gina', requests: true });
  await expect(app.recent('max')).toHaveAttribute('data-unread', '3');
  await look('recent');
  await app.showContacts();
  await expect(app.contact('max')).toBeVisible();
  await look('contacts');
  await app.by('open-notifications').click();
  await expect(app.by('notification')).toBeVisible();
  await look('notifications');
  await app.by('drawer-close').click();
  await app.by('open-settings').click();
  await expect(app.by('settings')).toBeVisible();
  await look('settings');
  await app.by('drawer-close').click();
  await app.contact('max').click();
  await app.inTalkWith('max');
  await expect(app.messages).toHaveCount(3);
  await look('conversation');
  await app.composer.fill('y'.repeat(300));
  await look('composer');
  await app.world({ person: 'max', hands: ['Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung 2026.pdf', 'application/pdf', [37, 80, 68, 70]] });
  await app.world({ person: 'max', hands: ['chart.png', 'image/png', [...png(900, 300)]] });
  await app.world({ person: 'max', does: { do: 'sendText', conversation: 'alice@localhost', body: 'and '.repeat(40), replyTo: '~example.com' } });
  await expect(app.by('quote')).toBeVisible();
  await expect(app.by('picture')).toBeVisible();
  await app.messages.last().click({ button: 'right' });
  await look('menu');
  await app.by('menu-pin').click();
  await expect(app.by('pins')).toBeVisible();
  await app.messages.last().click({ button: 'right' });
  await app.by('menu-reply').click();
  await app.by('file-chooser').setInputFiles([{ name: 'Rindfleischetikettierungsüberwachungsaufgaben.png', mimeType: 'image/png', buffer: png(80, 60) }]);
  await expect(app.by('staged-file')).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('and');
  await look('messages');
  await app.by('find-close').click();
  await app.by('unstage').click();
  await app.by('composer-leave').click();
  await app.messages.last().click({ button: 'right' });
  await app.by('menu-info').click();
  await expect(app.by('message-info')).toBeVisible();
  await look('information');
  await app.by('message-info-close').click();
  await app.by('toggle-details').click();
  await expect(app.by('details')).toBeVisible();
  await look('details');
  await app.world({ server: 'stop' });
  await expect(app.by('banner')).toBeVisible();
  await look('banner');
  return found;
}

test.describe('at 600 pixels', () => {
  test.use({ viewport: { width: 600, height: 800 } });

  test('one pane at a time, with a way back', async ({ app }) => {
    await app.enter();
    await expect(app.by('left-pane')).toBeVisible();
    await expect(app.by('nothing-chosen')).toHaveCount(0);
    await app.showContacts();
    await app.contact('bob').click();
    await app.inTalkWith('bob');
    await expect(app.by('left-pane')).toHaveCount(0);
    await app.say('from the train');
    await expect(app.messages).toHaveCount(1);
    await app.by('back').click();
    await expect(app.by('left-pane')).toBeVisible();
    await expect(app.by('conversation')).toHaveCount(0);
    await app.contact('bob').click();
    await app.inTalkWith('bob');
    await app.page.keyboard.press('Escape');
    await expect(app.by('left-pane')).toBeVisible();
  });

  test('nothing sticks out', async ({ app }) => {
    expect(await tour(app)).toEqual([]);
  });
});

test.describe('at its smallest', () => {
  test.use({ viewport: { width: 360, height: 420 } });

  test('nothing sticks out', async ({ app }) => {
    expect(await tour(app)).toEqual([]);
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('nothing sticks out, and the words are German', async ({ app, page }) => {
    expect(await tour(app)).toEqual([]);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(app.by('tab-contacts')).toHaveText('Kontakte');
  });
});

test.describe('in Arabic', () => {
  test.use({ locale: 'ar-EG' });

  test('the window is mirrored, and nothing sticks out', async ({ app, page }) => {
    expect(await tour(app)).toEqual([]);
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    const list = await app.by('left-pane').boundingBox();
    const talk = await app.by('conversation').boundingBox();
    expect(list!.x).toBeGreaterThan(talk!.x);
    // A Latin name and a Latin text begin beside their author all the same.
    const name = await app.by('conversation-name').boundingBox();
    expect(name!.x + name!.width).toBeGreaterThan(talk!.x + talk!.width / 2);
  });

  test('a menu asked for by key stands where its line begins', async ({ app, page }) => {
    await app.enter();
    await app.world({ person: 'bob', says: 'hello' });
    await app.recent('bob').click();
    await app.inTalkWith('bob');
    for (const [list, menu, keys] of [
      ['recent', 'recent-menu', ['Shift+F10']],
      ['timeline', 'message-menu', ['ArrowUp', 'Enter']],
    ] as const) {
      await app.by(list).focus();
      for (const key of keys) await page.keyboard.press(key);
      const [at, around] = [await app.by(menu).boundingBox(), await app.by(list).boundingBox()];
      expect(at!.x + at!.width / 2).toBeGreaterThan(around!.x + around!.width / 2);
      await page.keyboard.press('Escape');
      await expect(app.by(menu)).toHaveCount(0);
    }
  });
});

test.describe('magnified', () => {
  test('everything at twice its size, and nothing sticks out', async ({ app, page }) => {
    await app.enter();
    await app.by('open-settings').click();
    for (let zoom = 110; zoom <= 200; zoom += 10) {
      await app.by('zoom-in').click();
      await expect(app.by('zoom')).toHaveText(`${zoom}%`);
    }
    expect(await app.overflowing()).toEqual([]);
    await page.keyboard.press('Escape');
    await app.showContacts();
    await expect(app.contact('bob')).toBeVisible();
    expect(await app.overflowing()).toEqual([]);
    await app.contact('bob').click();
    await app.inTalkWith('bob');
    await app.say('large');
    await expect(app.messages).toHaveCount(1);
    expect(await app.overflowing()).toEqual([]);
  });
});

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test.describe(`motion: ${reducedMotion}`, () => {
    test.use({ contextOptions: { reducedMotion } });

    test(reducedMotion === 'reduce' ? 'nothing moves' : 'a little moves', async ({ app, page }) => {
      await app.enter();
      await app.talkTo('bob');
      await app.world({ person: 'bob', typing: true });
      await expect(app.by('typing')).toContainText('is writing');
      await app.by('open-settings').click();
      const moving = await page.evaluate(
        () => document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 0).length,
      );
      if (reducedMotion === 'reduce') expect(moving).toBe(0);
      else expect(moving).toBeGreaterThan(0);
    });
  });
}
