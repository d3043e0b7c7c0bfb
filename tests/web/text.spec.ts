// What a message's text looks like: styles, quotes, code, links, actions; and that copying gives what was written.
import { expect, test } from './fixtures';

const FENCED = '```rust\nfn main() { println!("a line that is much longer than any window is wide, ' + 'and on '.repeat(30) + '"); }\n```';

test('styles, quotes and code are drawn', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({
    person: 'bob',
    says: ['*bold* _italic_ ~gone~ `code *x*`', '> what was said\n>> and before\n\nan answer', FENCED, '/me waves', 'see https://example.com/a_(b). And anna@example.com'],
  });
  await expect(app.messages).toHaveCount(5);
  const style = (text: string, property: string) =>
    app.messages.getByText(text, { exact: true }).first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  expect(Number(await style('bold', 'font-weight'))).toBeGreaterThan(600);
  expect(await style('italic', 'font-style')).toBe('italic');
  expect(await style('gone', 'text-decoration-line')).toBe('line-through');
  await expect(app.messages.locator('code').first()).toHaveText('code *x*');
  // The marks are in the text, for copying, and take no room.
  const mark = app.messages.first().getByText('*', { exact: true }).first();
  expect((await mark.evaluate((element) => element.getBoundingClientRect())).width).toBe(0);
  await expect(app.messages.locator('blockquote blockquote')).toHaveText('and before');
  const code = app.messages.locator('[data-code]');
  // It scrolls in its box, and the window does not.
  expect(await code.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expect(app.message('waves')).toContainText('Bob Brown waves');
  await expect(app.messages.getByRole('link')).toHaveText(['https://example.com/a_(b)', 'anna@example.com']);
  await expect(app.messages.getByRole('link').first()).toHaveAttribute('title', 'https://example.com/a_(b)');
  await app.messages.getByRole('link').first().click();
  expect(app.commands.filter((command) => command.do === 'openLink')).toEqual([{ do: 'openLink', url: 'https://example.com/a_(b)' }]);
});

test('a whole message is copied as it was written, and code by its button', async ({ app, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.enter();
  await app.talkTo('bob');
  const written = '> quoted\n\n*bold*\n```\nlet a;\nlet b;\n```';
  await app.world({ person: 'bob', says: [written] });
  await expect(app.messages).toHaveCount(1);
  const copy = (end: string) =>
    page.evaluate((end) => {
      const body = document.querySelector('[data-body]')!;
      getSelection()?.setBaseAndExtent(body, 0, body.querySelector(end)!, body.querySelector(end)!.childNodes.length);
      const clipboardData = new DataTransfer();
      body.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
      return clipboardData.getData('text/plain');
    }, end);
  expect(await copy('pre')).toBe(written);
  // A part of one message is left to the browser.
  expect(await copy('blockquote')).toBe('');
  await app.messages.first().getByTestId('copy-code').click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('let a;\nlet b;');
});
