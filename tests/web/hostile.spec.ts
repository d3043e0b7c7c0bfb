// Whatever is written is shown as it was written: nothing runs, nothing is fetched, and no way of clicking takes
// the page elsewhere. What must never happen is watched in every test (fixtures.ts); here it is provoked.
import { at, expect, test } from './fixtures';

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<body onload=alert(1)>',
  '<a href="javascript:alert(1)">click</a>',
  '<a href="data:text/html,<script>alert(1)</script>">click</a>',
  '<form action="https://evil.example"><input name=password><button>OK</button></form>',
  '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<video><source onerror=alert(1)></video>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<style>*{display:none!important}</style>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<template><img src=x onerror=alert(1)></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '"><img src=x onerror=alert(1)>',
  "'-alert(1)-'",
  '{{constructor.constructor("alert(1)")()}}',
  '{@html "<img src=x onerror=alert(1)>"}',
  '${alert(1)}',
  'javascript:alert(1)',
  'JaVaScRiPt://example.com/%0aalert(1)',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'vbscript:msgbox(1) file:///etc/passwd tauri://localhost ipc://localhost',
  '&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &amp;',
  '<!-- --!><img src=x onerror=alert(1)>',
  '<xss style="position:fixed;inset:0" onmouseover=alert(1)>x</xss>',
  '\u202egnp.exe <img src=x onerror=alert(1)>',
  '__proto__ constructor toString',
];

test('what watches the page would see it', async ({ app, page }) => {
  await app.enter();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'alert(1)';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/x.png';
    document.body.append(image);
    console.warn('hm');
  });
  await expect.poll(() => app.seen).toContain('policy: script-src-elem inline');
  await expect.poll(() => app.seen).toContain('policy: img-src http://127.0.0.1:9/x.png');
  expect(app.seen).toContain('warning: hm');
  await page.evaluate(() => setTimeout(() => alert('now'), 0));
  await expect.poll(() => app.seen).toContain('dialog: now');
  app.seen.length = 0;
});

test('no text becomes anything but text', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: HOSTILE });
  const bodies = app.messages.locator('[data-body]');
  await expect(bodies).toHaveCount(HOSTILE.length);
  // As written, but for what would turn the direction of its neighbours.
  expect((await bodies.allTextContents()).map((text) => text.trim())).toEqual(HOSTILE.map((text) => text.replace('\u202e', '')));
  // Only our own elements, no attribute that acts, no address but of the web and of mail.
  const odd = await bodies.evaluateAll((all) =>
    all.flatMap((body) =>
      [...body.querySelectorAll('*')]
        .filter((element) => {
          const attributes = [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'src' || name === 'style');
          const link = element instanceof HTMLAnchorElement && /^(https?|mailto):/.test(element.getAttribute('href') ?? '');
          return attributes || !(link || ['DIV', 'P', 'SPAN'].includes(element.tagName));
        })
        .map((element) => element.outerHTML),
    ),
  );
  expect(odd).toEqual([]);
  await page.mouse.move(700, 400);
  // And in the list, where the last text is shown too.
  await app.by('tab-recent').click();
  await expect(app.recent('bob')).toContainText('__proto__ constructor toString');
  // What the person writes themselves is no different.
  await app.say('<img src=x onerror=alert(1)>');
  await expect(app.messages.last().locator('[data-body]')).toHaveText('<img src=x onerror=alert(1)>');
  await expect(page.locator('img[src="x"], iframe, object, embed, base, form[action]')).toHaveCount(0);
});

test('names, departments and status texts are text too', async ({ app, page }) => {
  const name = '<img src=x onerror=alert(1)>';
  await app.world({ hire: ['eve', name, '<b>R</b>&D::<script>alert(1)</script>'] });
  await app.enter();
  await app.showContacts();
  await expect(app.contact('eve')).toContainText(name);
  await expect(app.by('contacts')).toContainText('<script>alert(1)</script>');
  await app.world({ person: 'eve', is: 'away', status: '<svg onload=alert(1)>' });
  await expect(app.contact('eve')).toContainText('<svg onload=alert(1)>');
  await app.talkTo('eve');
  await expect(app.by('conversation-name')).toHaveText(name);
  await app.by('toggle-details').click();
  await expect(app.by('details')).toBeVisible();
  await app.world({ person: 'eve', typing: true });
  await expect(app.by('typing')).toContainText(name);
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
});

test('a link is a wish, told to the core, however it is clicked', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: 'Look at https://example.com/a?b=c#d, or write to mail@example.com.' });
  const link = app.messages.getByRole('link', { name: 'https://example.com/a?b=c#d' });
  const opened = () => app.commands.filter((command) => command.do === 'openLink').map((command) => command['url']);
  await expect(link).toHaveAttribute('title', 'https://example.com/a?b=c#d');
  await link.click();
  await expect.poll(opened).toEqual(['https://example.com/a?b=c#d']);
  await link.click({ button: 'middle' });
  await link.click({ modifiers: ['ControlOrMeta'] });
  await link.click({ modifiers: ['Shift'] });
  await link.focus();
  await page.keyboard.press('Enter');
  await expect.poll(opened).toHaveLength(5);
  await app.messages.getByRole('link', { name: 'mail@example.com' }).click();
  await expect.poll(opened).toHaveLength(6);
  expect(opened().at(-1)).toBe('mailto:mail@example.com');
  expect(page.url()).toBe(`${app.bridge.page}/`);
  expect(page.context().pages()).toHaveLength(1);
  await expect(app.by('notice')).toHaveCount(0);
});

test('a link that hides where it leads shows it', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', says: ['https://exаmple.com/login', 'https://example.com@evil.example/'] });
  await expect(app.messages).toHaveCount(2);
  await expect(app.messages.first()).toContainText('(xn--exmple-4nf.com)');
  // An address that pretends to be another is no link at all.
  await expect(app.messages.last()).toContainText('https://example.com@evil.example/');
  await expect(app.messages.last().getByRole('link')).toHaveCount(0);
});

test('something dropped on the page does not open there', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  const prevented = await app.by('timeline').evaluate((element) => {
    const data = new DataTransfer();
    data.setData('text/uri-list', 'https://evil.example/');
    const events = ['dragover', 'drop'].map((kind) => new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    return events.map((event) => (element.dispatchEvent(event), event.defaultPrevented));
  });
  expect(prevented).toEqual([true, true]);
  expect(page.url()).toBe(`${app.bridge.page}/`);
});

test('the address can only name what to show', async ({ app, page }) => {
  await app.world({ signIn: true });
  await page.goto(`/#conversation=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
  await expect(app.by('control-bar')).toBeVisible();
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  await page.evaluate(() => (location.hash = '#conversation=bob%40localhost'));
  await expect(app.by('conversation')).toHaveAttribute('data-conversation', at('bob'));
});
