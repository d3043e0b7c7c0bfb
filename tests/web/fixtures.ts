// What every browser test stands on: a bridge of its own, the page as a person uses it, and an eye on what must
// never happen (a script of somebody else, a dialog, a request elsewhere, an address that changes).
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { startBridge, type Action, type Bridge } from './bridge';

export { expect } from '@playwright/test';

export const PASSWORD = 'correct horse battery staple';
export const at = (account: string) => `${account}@localhost`;

type Command = { do: string } & Record<string, unknown>;

/** The page, in the words of those who use it. */
export class Hallway {
  readonly page: Page;
  readonly bridge: Bridge;
  /** What the page asked for, in order. */
  readonly commands: Command[] = [];
  /** What must never happen and did: empty at the end of every test. */
  readonly seen: string[];

  constructor(page: Page, bridge: Bridge, seen: string[]) {
    this.page = page;
    this.bridge = bridge;
    this.seen = seen;
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        const asked = JSON.parse(String(payload)) as { execute?: Command };
        if (asked.execute) this.commands.push(asked.execute);
      }),
    );
  }

  world(action: Action): Promise<void> {
    return this.bridge.world(action);
  }

  by(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Opens the page as somebody who is signed in already. */
  async enter(): Promise<void> {
    await this.world({ signIn: true });
    await this.page.goto('/');
    await expect(this.by('control-bar')).toBeVisible();
  }

  async showContacts(): Promise<void> {
    await this.by('tab-contacts').click();
  }

  contact(account: string): Locator {
    return this.by(`contact-${at(account)}`);
  }

  recent(account: string): Locator {
    return this.by(`conversation-${at(account)}`);
  }

  department(name: string): Locator {
    return this.page.locator('[data-testid^=department-]').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Opens the conversation with somebody from the contacts. */
  async talkTo(account: string): Promise<void> {
    await this.showContacts();
    await this.contact(account).click();
    await this.inTalkWith(account);
  }

  async inTalkWith(account: string): Promise<void> {
    await expect(this.by('conversation')).toHaveAttribute('data-conversation', at(account));
    await expect(this.by('timeline').locator('.column')).toBeVisible();
  }

  get composer(): Locator {
    return this.by('composer');
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** The messages that are in the document. */
  get messages(): Locator {
    return this.by('message');
  }

  message(text: string): Locator {
    return this.messages.filter({ hasText: text });
  }

  /** The window goes behind another one, or comes back to the front. */
  async inFront(front: boolean): Promise<void> {
    await this.page.evaluate((front) => {
      Object.defineProperty(document, 'hasFocus', { value: () => front, configurable: true });
      dispatchEvent(new Event(front ? 'focus' : 'blur'));
    }, front);
  }

  /** Every box of the page that is wider inside than outside, or sticks out of the window. */
  async overflowing(): Promise<string[]> {
    return this.page.evaluate(() => {
      const name = (element: Element) =>
        `${element.tagName.toLowerCase()}${[...element.classList].map((c) => `.${c}`).join('')}[${element.getAttribute('data-testid') ?? ''}]`;
      const found: string[] = [];
      for (const element of document.querySelectorAll('html, body, main, nav, aside, section, form, header, [role], [data-testid]')) {
        const style = getComputedStyle(element);
        // One line that ends in an ellipsis is meant to be wider inside.
        if (style.textOverflow === 'ellipsis' || style.clipPath !== 'none' || style.display === 'inline') continue;
        // The handle of the left pane reaches a little over its edge.
        const more = element.querySelector(':scope > [role=separator]') ? 4 : 1;
        if (element.scrollWidth > element.clientWidth + more && element.clientWidth > 0 && element.closest('.sr-only, svg') === null) {
          found.push(`${name(element)}: ${element.scrollWidth} in ${element.clientWidth}`);
        }
        const box = element.getBoundingClientRect();
        if (box.width > 1 && (box.left < -1 || box.right > innerWidth + 1)) found.push(`${name(element)} from ${box.left} to ${box.right}`);
      }
      return found;
    });
  }
}

/** Watches a page for what must never happen. */
async function watch(page: Page, home: string): Promise<string[]> {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.push(`error: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) seen.push(`${message.type()}: ${message.text()}`);
  });
  page.on('popup', (popup) => seen.push(`another window: ${popup.url()}`));
  page.on('download', (download) => seen.push(`download: ${download.url()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${home}/`)) seen.push(`request: ${request.url()}`);
  });
  page.on('framenavigated', (frame) => {
    // A hash says what to show; it leads nowhere.
    const address = frame.url().replace(/#.*/, '');
    if (address !== 'about:blank' && address !== `${home}/`) seen.push(`address: ${frame.url()}`);
  });
  await page.exposeFunction('violated', (what: string) => seen.push(`policy: ${what}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      (window as unknown as { violated: (what: string) => void }).violated(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return seen;
}

interface Fixtures {
  bridge: Bridge;
  app: Hallway;
}

export const test = base.extend<Fixtures>({
  bridge: async ({}, use) => {
    const bridge = await startBridge();
    await use(bridge);
    await bridge.stop();
  },
  baseURL: async ({ bridge }, use) => use(bridge.page),
  app: async ({ page, bridge }, use) => {
    const seen = await watch(page, bridge.page);
    await use(new Hallway(page, bridge, seen));
    expect(seen, 'what must never happen').toEqual([]);
  },
});
