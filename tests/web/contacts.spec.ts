// The company as a tree: it folds, counts, filters while one types, and changes by itself.
import { expect, test } from './fixtures';

test.beforeEach(async ({ app }) => {
  await app.enter();
  await app.showContacts();
  await expect(app.contact('bob')).toBeVisible();
});

test('departments are nested and say how many are there', async ({ app }) => {
  await expect(app.department('Head office')).toHaveAttribute('aria-level', '1');
  await expect(app.department('Sales')).toHaveAttribute('aria-level', '2');
  await expect(app.department('Inside')).toHaveAttribute('aria-level', '3');
  await expect(app.contact('carol')).toHaveAttribute('aria-level', '4');
  await expect(app.department('Head office')).toContainText('0/3');
  await expect(app.contact('mallory')).toHaveCount(0);
});

test('a department folds with all below it, and stays folded', async ({ app, page }) => {
  await app.department('Sales').click();
  await expect(app.department('Sales')).toHaveAttribute('aria-expanded', 'false');
  await expect(app.contact('bob')).toHaveCount(0);
  await expect(app.contact('carol')).toHaveCount(0);
  await expect(app.contact('dave')).toBeVisible();
  await page.reload();
  await app.showContacts();
  await expect(app.contact('dave')).toBeVisible();
  await expect(app.contact('bob')).toHaveCount(0);
  await app.department('Sales').click();
  await expect(app.contact('carol')).toBeVisible();
});

test('presence is seen as it changes, in shape and words', async ({ app }) => {
  await expect(app.contact('bob')).toHaveAttribute('data-availability', 'offline');
  await app.world({ person: 'bob', arrives: true });
  await expect(app.contact('bob')).toHaveAttribute('data-availability', 'available');
  await expect(app.department('Head office')).toContainText('1/3');
  await app.world({ person: 'bob', is: 'doNotDisturb', status: 'In the lab till 3' });
  await expect(app.contact('bob')).toHaveAttribute('data-availability', 'doNotDisturb');
  await expect(app.contact('bob')).toContainText('In the lab till 3');
  await expect(app.contact('bob').getByText('Do not disturb')).toBeAttached();
  await app.world({ person: 'bob', leaves: true });
  await expect(app.contact('bob')).toHaveAttribute('data-availability', 'offline');
  await expect(app.department('Head office')).toContainText('0/3');
});

test('somebody new appears without anybody reloading', async ({ app }) => {
  await app.world({ hire: ['frank', 'Frank Fisher', 'R&D::Optics'] });
  await expect(app.contact('frank')).toBeVisible();
  await expect(app.department('Optics')).toHaveAttribute('aria-level', '2');
  await expect(app.contact('frank')).toContainText('Frank Fisher');
});

for (const [typed, who, marked] of [
  ['zoe', 'zoe', 'Zoë'],
  ['ZOË', 'zoe', 'Zoë'],
  ['angs', 'zoe', 'Ångs'],
  ['cla', 'carol', 'Cla'],
  ['brown', 'bob', 'Brown'],
] as const) {
  test(`“${typed}” finds ${who} and marks ${marked}`, async ({ app }) => {
    await app.by('search').pressSequentially(typed);
    await expect(app.contact(who)).toBeVisible();
    await expect(app.by('contacts').locator('[data-testid^=contact-]')).toHaveCount(1);
    await expect(app.contact(who).locator('mark')).toHaveText(marked);
  });
}

test('the list follows each key, and comes back whole', async ({ app }) => {
  const people = app.by('contacts').locator('[data-testid^=contact-]');
  await app.by('search').press('d');
  await expect(people).toHaveCount(1);
  await app.by('search').press('x');
  await expect(app.by('search-empty')).toContainText('Nobody found for “dx”');
  await app.by('search').press('Backspace');
  await expect(people).toHaveCount(1);
  await app.by('search-clear').click();
  await expect(people).toHaveCount(4);
  await expect(app.by('search')).toBeFocused();
});

test('keys stay with whom they went to, whatever is heard of others meanwhile', async ({ app, page }) => {
  await app.world({ hire: ['dora', 'Dora Dean', 'Sales'] });
  await app.by('search').pressSequentially('d');
  await expect(app.by('contacts').locator('[data-testid^=contact-]')).toHaveCount(2);
  const active = () =>
    app.by('search').evaluate((field) => document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.dataset['testid']);
  const begun = await active();
  await page.keyboard.press('ArrowDown');
  await expect.poll(active).toMatch(/^contact-/);
  await expect.poll(active).not.toBe(begun);
  const chosen = await active();
  await app.world({ person: 'dave', is: 'away' });
  await expect(app.contact('dave')).toHaveAttribute('data-availability', 'away');
  expect(await active()).toBe(chosen);
});

test('the star makes a favourite, on top of the company; the menu takes it away again', async ({ app, page }) => {
  await app.contact('bob').hover();
  await app.contact('bob').getByTestId('star').click();
  await expect(app.department('Favourites')).toBeVisible();
  await expect(app.contact('bob')).toHaveCount(2);
  await expect(app.department('Favourites')).toContainText('0/1');
  await app.contact('bob').first().click({ button: 'right' });
  await page.getByTestId('menu-favourite').click();
  await expect(app.by('unfavourite')).toContainText('Remove Bob Brown from your favourites?');
  await app.by('ask-confirm').click();
  await expect(app.department('Favourites')).toHaveCount(0);
  await expect(app.contact('bob')).toHaveCount(1);
});

test('the menu of a person mutes, and leads to what is known of them', async ({ app, page }) => {
  await app.contact('dave').click({ button: 'right' });
  await expect(app.by('person-menu')).toBeVisible();
  // The company put them in the list: they cannot be taken out of it.
  await expect(page.getByTestId('menu-remove')).toHaveCount(0);
  await page.getByTestId('menu-mute').click();
  await page.getByTestId('menu-mute-always').click();
  await app.contact('dave').click({ button: 'right' });
  await expect(page.getByTestId('menu-unmute')).toBeVisible();
  await page.getByTestId('menu-information').click();
  await app.inTalkWith('dave');
  await expect(app.by('details')).toBeVisible();
});

test('what time it is where somebody is stands among what is known of them', async ({ app }) => {
  await app.world({ person: 'bob', says: 'Good morning' });
  await app.talkTo('bob');
  await app.by('toggle-details').click();
  await expect(app.by('details')).toContainText(/Local time.*\d\d:\d\d.*\(UTC[+−]\d\d:\d\d\)/);
});

test('whom one asked to be a contact can be taken out of the list', async ({ app, page }) => {
  await app.world({ person: 'gina', requests: true });
  await app.by('open-notifications').click();
  await app.by('accept').click();
  await app.by('drawer-close').click();
  await app.contact('gina').click({ button: 'right' });
  await page.getByTestId('menu-remove').click();
  await app.by('ask-confirm').click();
  await expect(app.contact('gina')).toHaveCount(0);
});
