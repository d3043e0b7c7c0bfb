// Draws the reference pictures of docs/screenshots: the demo company, what is seen most in light and dark, the rest
// once; German, Arabic, narrow, magnified. Not a check: `npm run screens`, then look at what changed.
import { join } from 'node:path';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { ROOT, startBridge } from './bridge';
import { startDemo, type Demo } from './demo';
import { png } from './pictures';

const EMAIL = 'anna.berg@example.com';
const PASSWORD = 'hallway';
const DOMAIN = 'nordwind.example';

interface Fixtures {
  demo: Demo;
  window: Window;
}

/** The page before the demo company, and the camera. */
class Window {
  readonly page: Page;
  readonly intranet: string;
  #look: 'light' | 'dark';

  constructor(page: Page, intranet: string, look: 'light' | 'dark') {
    this.page = page;
    this.intranet = intranet;
    this.#look = look;
  }

  by(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  recent(account: string): Locator {
    return this.by(`conversation-${account}@${DOMAIN}`);
  }

  async signIn(account = EMAIL): Promise<void> {
    await this.page.goto('/');
    await this.by('signin-url').fill(this.intranet);
    await this.by('signin-account').fill(account);
    await this.by('signin-password').fill(PASSWORD);
    await this.by('signin-submit').click();
    await expect(this.by('own-status-line')).toHaveText(/^(Available|Verfügbar|متاح)/);
  }

  /** Signed in, with a conversation in front and all its faces there. */
  async talk(account: string): Promise<void> {
    await this.signIn();
    await this.page.evaluate((to) => (location.hash = `#conversation=${encodeURIComponent(to)}`), `${account}@${DOMAIN}`);
    await expect(this.by('message').last()).toBeInViewport();
  }

  /** Faces and titles are fetched little by little, those in sight first: until no more come. */
  async settled(): Promise<void> {
    const { page } = this;
    await page.evaluate(async () => {
      const all = () => `${document.images.length} ${document.body.innerText.length}`;
      const loaded = () => [...document.images].every((image) => image.complete && image.naturalWidth > 0);
      let last = '';
      for (let still = 0, tries = 0; still < 8 && tries < 100; tries++) {
        await new Promise((after) => setTimeout(after, 250));
        const now = all();
        still = now === last && loaded() ? still + 1 : 0;
        last = now;
      }
    });
  }

  /** Points at a message, once more where the list moved under the pointer meanwhile. */
  async point(words: string): Promise<void> {
    await expect(async () => {
      await this.page.mouse.move(640, 1);
      await this.by('message').filter({ hasText: words }).hover();
      await expect(this.by('reply')).toBeVisible({ timeout: 1000 });
    }).toPass();
  }

  /** In light and in dark. */
  async picture(name: string): Promise<void> {
    await this.#shoot(`${name}-${this.#look}`);
  }

  /** In light only: dark would show nothing that is not to be seen elsewhere. */
  async sample(name: string): Promise<void> {
    if (this.#look === 'light') await this.#shoot(name);
  }

  async #shoot(file: string): Promise<void> {
    const { page } = this;
    await page.mouse.move(640, 799);
    await this.settled();
    await page.screenshot({ path: join(ROOT, 'docs/screenshots', `${file}.png`), animations: 'disabled', caret: 'hide' });
  }
}

const test = base.extend<Fixtures>({
  demo: async ({}, use) => {
    const demo = await startDemo();
    await use(demo);
    await demo.stop();
  },
  window: async ({ browser, demo, colorScheme, locale, viewport, timezoneId }, use) => {
    const bridge = await startBridge({ intranet: demo.url });
    const context = await browser.newContext({
      baseURL: bridge.page,
      colorScheme: colorScheme ?? 'light',
      locale: locale ?? 'en-GB',
      viewport,
      ...(timezoneId === undefined ? {} : { timezoneId }),
    });
    await use(new Window(await context.newPage(), demo.url, colorScheme === 'dark' ? 'dark' : 'light'));
    await context.close();
    await bridge.stop();
  },
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme} @screens`, () => {
    test.use({ colorScheme });

    test('signing in', async ({ window }) => {
      await window.page.goto('/');
      await window.by('signin-url').fill(window.intranet);
      await window.by('signin-account').fill(EMAIL);
      await expect(window.by('signin-intranet')).toBeVisible();
      await window.by('signin-password').focus();
      await window.picture('sign-in');
      await window.by('signin-password').fill('not this one');
      await window.by('signin-submit').click();
      await expect(window.by('signin-error')).toBeVisible();
      await window.sample('refusal');
    });

    test('the first day', async ({ window, demo }) => {
      demo.add('mila.sand', 'Mila Sand', 'Marketing', PASSWORD);
      await window.signIn('mila.sand');
      await expect(window.by('recent-empty')).toBeVisible();
      await window.sample('first-day');
    });

    test('talking', async ({ window, demo }) => {
      await window.talk('jonas.weber');
      await window.picture('conversation');
      await window.recent('paul.adeyemi').click();
      await expect(window.by('conversation-name')).toHaveText('Paul Adeyemi');
      await window.by('tab-contacts').click();
      await expect(window.by('contacts').getByRole('treeitem').first()).toBeVisible();
      await window.by('toggle-details').click();
      await expect(window.by('details')).toBeVisible();
      await window.picture('contacts');
      await window.by('toggle-details').click();
      await window.by('search').fill('le');
      await expect(window.by('contacts').locator('mark').first()).toBeVisible();
      await expect(window.by('hits')).toBeVisible();
      await window.sample('search');
      await window.by('search').fill('price');
      await window.by('hit-all').click();
      await expect(window.by('result').first()).toBeVisible();
      await window.by('result').first().click();
      await window.picture('search-results');
      await window.by('results-close').click();
      await window.page.keyboard.press('Control+k');
      await window.by('quick-field').fill('pa');
      await expect(window.by('quick-person').first()).toBeVisible();
      await window.picture('quick-switcher');
      await window.page.keyboard.press('Escape');
      await window.page.keyboard.press('Control+/');
      await expect(window.by('keyboard-help')).toBeVisible();
      await window.sample('keyboard-help');
      await window.page.keyboard.press('Escape');
      await window.by('tab-recent').click();
      await window.by('open-settings').click();
      await expect(window.by('settings')).toBeVisible();
      await window.picture('settings');
      await window.by('density-compact').click();
      await window.by('drawer-close').click();
      await window.recent('priya.raghunathan').click();
      await expect(window.by('message').last()).toBeInViewport();
      await window.sample('compact');
      await window.by('open-settings').click();
      await window.by('density-comfortable').click();
      await window.by('drawer-close').click();

      await demo.stop();
      await expect(window.by('banner')).toBeVisible();
      await window.by('composer').fill('I am on the train; the figures come this evening.');
      await window.by('composer').press('Enter');
      await expect(window.by('message').last()).toHaveAttribute('data-state', 'pending');
      await window.picture('offline');
    });

    test('what people do with messages', async ({ window }) => {
      const { page } = window;
      await window.talk('jonas.weber');
      await expect(window.by('picture')).toBeVisible();
      await window.by('composer').fill('And this is how I counted, if somebody asks:\n```sql\nselect region, sum(pieces)\nfrom orders\nwhere month = 3\ngroup by region;\n```');
      await window.by('composer').press('Enter');
      // Colleagues who keep still answer all the same.
      await expect(window.by('message').filter({ hasText: 'group by region' })).toHaveAttribute('data-state', 'read');
      await expect(window.by('message').last()).toHaveAttribute('data-mine', 'false');
      await page.setViewportSize({ width: 1280, height: 1080 });
      await window.picture('busy');
      await page.setViewportSize({ width: 1280, height: 800 });
      await window.by('message').filter({ hasText: '12:15 in front' }).click({ button: 'right' });
      await window.sample('message-menu');
      await page.keyboard.press('Escape');
      await window.by('message').filter({ hasText: 'Did you see the numbers' }).scrollIntoViewIfNeeded();
      await window.point('Congratulations');
      await window.by('react').click();
      await expect(window.by('emoji').first()).toBeVisible();
      await window.picture('emoji-picker');
      await page.keyboard.press('Escape');
      await window.by('history').click();
      await window.sample('history-menu');
      await page.keyboard.press('Escape');
      await window.by('picture').first().click();
      await expect(window.by('viewer').locator('img')).toBeVisible();
      await window.sample('viewer');
      await page.keyboard.press('Escape');
      await window.point('Perfect. I owe you');
      await window.by('reply').click();
      await window.by('file-chooser').setInputFiles([
        { name: 'Sheltered stand, east hall.png', mimeType: 'image/png', buffer: png(600, 400, [196, 132, 70]) },
        { name: 'Offer 2187 with delivery dates.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(184_000) },
      ]);
      await window.by('composer').fill('Here is the offer, and the stand we get for it.');
      await expect(window.by('staged-file').last()).toHaveAttribute('data-ready', 'true');
      await window.picture('composer-files');
    });

    test('side by side', async ({ window }) => {
      await window.talk('amelie.rousseau');
      for (const person of ['uwe.petersen', 'paul.adeyemi', 'jonas.weber']) await window.recent(person).click({ modifiers: ['Control'] });
      await window.by(`tab-paul.adeyemi@${DOMAIN}`).getByRole('tab').click();
      await expect(window.by('conversation-name')).toHaveText('Paul Adeyemi');
      await expect(window.by('message').last()).toBeInViewport();
      await window.picture('tabs');
    });

    test('a message that cannot be sent', async ({ window }) => {
      await window.signIn();
      await window.by('search').fill(`jonas.webber@${DOMAIN}`);
      await window.page.getByText(`Write to jonas.webber@${DOMAIN}`).click();
      await window.by('composer').fill('Jonas, do you have the minimum quantities for the price list?');
      await window.by('composer').press('Enter');
      await expect(window.by('message').last()).toHaveAttribute('data-state', 'failed');
      await window.picture('failed-message');
      await window.by('open-notifications').click();
      await expect(window.by('notification').nth(1)).toBeVisible();
      await window.picture('notifications');
    });

    test('rooms', async ({ window }) => {
      await window.signIn();
      await window.by('tab-rooms').click();
      await window.by(`room-autumn@rooms.${DOMAIN}`).click();
      await expect(window.by('message').last()).toBeInViewport();
      await window.picture('room');
      await window.by('toggle-details').click();
      await expect(window.by('members').getByRole('option').first()).toBeVisible();
      await window.picture('room-details');
      await window.by('toggle-details').click();
      await window.by('browse-rooms').click();
      await expect(window.by('public-room').first()).toContainText('there now');
      await window.sample('public-rooms');
      await window.page.keyboard.press('Escape');
      await window.by('new-room').click();
      await window.by('room-name').fill('Summer party');
      await window.by('people-field').fill('mei');
      await expect(window.by('suggestion')).toHaveCount(1);
      await window.by('people-field').press('Enter');
      await window.by('people-field').fill('jonas');
      await expect(window.by('suggestion').first()).toBeVisible();
      await window.sample('create-room');
    });
  });
}

test.describe('once @screens', () => {
  for (const [locale, name, account] of [
    ['de-DE', 'german', 'paul.adeyemi'],
    ['ar-EG', 'arabic', 'layla.haddad'],
  ] as const) {
    test.describe(() => {
      test.use({ locale });

      test(`in ${name}`, async ({ window }) => {
        await window.talk(account);
        await window.sample(name);
      });
    });
  }

  test.describe(() => {
    test.use({ viewport: { width: 600, height: 800 } });

    test('narrow', async ({ window }) => {
      await window.signIn();
      await expect(window.by('recent').getByRole('option').first()).toBeVisible();
      await window.sample('narrow');
    });
  });

  test('magnified, and in a window of its own', async ({ window }) => {
    await window.talk('priya.raghunathan');
    for (let step = 0; step < 3; step++) await window.page.keyboard.press('Control+=');
    await window.sample('magnified');
    await window.page.keyboard.press('Control+0');
    await window.page.setViewportSize({ width: 560, height: 720 });
    await window.page.goto('about:blank');
    await window.page.goto(`/#conversation=${encodeURIComponent(`lena.fischer@${DOMAIN}`)}&alone`);
    await expect(window.by('message').last()).toBeInViewport();
    await window.sample('own-window');
  });
});
