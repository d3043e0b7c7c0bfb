// The search over everything: below the people as one types, and in its pane with operators.
import { expect, test, at } from './fixtures';

test.beforeEach(async ({ app }) => {
  await app.world({ person: 'bob', says: ['The budget for lunch', 'Nothing else'] });
  await app.world({ person: 'carol', says: ['Budget meeting at ten'] });
  await app.enter();
  await expect(app.recent('carol')).toBeVisible();
  await expect(app.recent('bob')).toBeVisible();
});

test('messages stand below the people, and lead to their place', async ({ app }) => {
  await app.by('search').fill('budget');
  await expect(app.by('search-empty')).toContainText('Nobody found for “budget”');
  await expect(app.by('hit-message')).toHaveCount(2);
  await expect(app.by('hit-message').locator('mark')).toHaveText(['Budget', 'budget']);
  await app.by('hit-message').filter({ hasText: 'lunch' }).click();
  await app.inTalkWith('bob');
  await expect(app.message('The budget for lunch')).toBeInViewport();
  await expect(app.by('search')).toHaveValue('');
});

test('arrow keys go from the people to the messages and back; Enter opens', async ({ app, page }) => {
  await app.world({ person: 'dave', says: 'Bob was here' });
  await app.by('search').fill('bob');
  await expect(app.contact('bob')).toBeVisible();
  await expect(app.by('hit-message')).toHaveCount(1);
  const active = () => app.by('search').getAttribute('aria-activedescendant');
  await expect.poll(active).toMatch(/^contacts-/);
  await page.keyboard.press('ArrowDown');
  await expect.poll(active).toBe('hit-0');
  await page.keyboard.press('ArrowUp');
  await expect.poll(active).toMatch(/^contacts-/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await app.inTalkWith('dave');
});

test('all results are arranged, narrowed, and stay open beside the conversation', async ({ app, page }) => {
  await page.keyboard.press('Control+Shift+f');
  await expect(app.by('search')).toBeFocused();
  await page.keyboard.type('budget');
  await expect(app.by('hit-message')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(app.by('results')).toBeVisible();
  await expect(app.by('results-field')).toBeFocused();
  await expect(app.by('results-field')).toHaveValue('budget');
  await expect(app.by('result')).toHaveCount(2);
  await expect(app.by('results-count')).toHaveText('2 messages');
  await expect(app.by('results').getByRole('heading', { name: 'Today' })).toBeVisible();
  await app.by('by-conversation').click();
  await expect(app.by('results').getByRole('heading', { level: 3 })).toHaveText(['Carol Clark', 'Bob Brown']);
  await app.by('result').filter({ hasText: 'lunch' }).click();
  await app.inTalkWith('bob');
  await expect(app.by('result').filter({ hasText: 'lunch' })).toHaveAttribute('aria-current', 'true');

  // A name is completed, and narrows.
  await app.by('operator-from').click();
  await expect(app.by('results-field')).toBeFocused();
  await page.keyboard.type('car');
  await expect(app.by('offer')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(app.by('results-field')).toHaveValue('budget from:"Carol Clark" ');
  await expect(app.by('result')).toHaveCount(1);
  await expect(app.by('result')).toContainText('meeting');
  await page.keyboard.press('ArrowDown');
  await expect(app.by('result')).toBeFocused();
  await page.keyboard.press('Enter');
  await app.inTalkWith('carol');
  await page.keyboard.press('Escape');
  await expect(app.by('results')).toHaveCount(0);
});

test('what was searched for is marked where a result leads to, as long as the results are there', async ({ app, page }) => {
  const marked = () => page.evaluate(() => [...(CSS.highlights.get('found') ?? [])].map((range) => (range as Range).toString()));
  await app.by('search').fill('budget');
  await app.by('hit-all').click();
  await app.by('result').filter({ hasText: 'lunch' }).click();
  await app.inTalkWith('bob');
  await expect.poll(marked).toEqual(['budget']);
  await app.by('result').filter({ hasText: 'meeting' }).click();
  await app.inTalkWith('carol');
  await expect.poll(marked).toEqual(['Budget']);
  await page.keyboard.press('Escape');
  await expect(app.by('results')).toHaveCount(0);
  await expect.poll(marked).toEqual([]);
});

test('nothing found says what was looked for', async ({ app }) => {
  await app.by('search').fill('budget from:bob has:image');
  await app.by('hit-all').click();
  await expect(app.by('results-empty')).toContainText('3 messages looked through for “budget”, from bob, and with a picture.');
  await app.by('results-field-clear').click();
  await expect(app.by('results-begin')).toBeVisible();
  await app.by('operator-has').click();
  await expect(app.by('offer')).toHaveText([/^file/, /^image/, /^video/, /^audio/, /^link/]);
  await app.by('offer').nth(4).click();
  await expect(app.by('results-field')).toHaveValue('has:link ');
  await expect(app.by('results-empty')).toBeVisible();
});

test('how much was searched is said', async ({ app }) => {
  await app.by('search').fill('budget');
  await app.by('hit-all').click();
  await expect(app.by('results-completeness')).toContainText(/Everything|Older messages/);
});

test('narrow, the pane takes the window and gives way to the message', async ({ app, page }) => {
  await page.setViewportSize({ width: 420, height: 700 });
  await app.by('search').fill('budget');
  await app.by('hit-all').click();
  await expect(app.by('result')).toHaveCount(2);
  expect(await app.overflowing()).toEqual([]);
  await app.by('result').filter({ hasText: 'meeting' }).click();
  await expect(app.by('conversation')).toHaveAttribute('data-conversation', at('carol'));
  await expect(app.by('results')).toHaveCount(0);
});

test('narrow, what is opened from elsewhere is not hidden by the pane', async ({ app, page }) => {
  await page.setViewportSize({ width: 420, height: 700 });
  await app.by('search').fill('budget');
  await app.by('hit-all').click();
  await expect(app.by('result')).toHaveCount(2);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zoe');
  await page.keyboard.press('Enter');
  await expect(app.by('conversation')).toHaveAttribute('data-conversation', at('zoe'));
  await expect(app.by('results')).toHaveCount(0);
});

test('narrow, the field takes the focus when it is wanted, not whenever one comes back', async ({ app, page }) => {
  await page.setViewportSize({ width: 420, height: 700 });
  await page.keyboard.press('/');
  await expect(app.by('search')).toBeFocused();
  await app.recent('bob').click();
  await app.inTalkWith('bob');
  await app.by('back').click();
  await expect(app.by('search')).toBeVisible();
  await expect(app.by('search')).not.toBeFocused();
});
