// Rooms in the page: made, found, joined, settled and left; their people and what these are made to be.
import { at, expect, test, type Hallway } from './fixtures';
import { violations } from './violations';

/** Makes a room and is in it; `people` are found by their names. */
async function make(app: Hallway, name: string, { people = [], open = false }: { people?: string[]; open?: boolean } = {}): Promise<void> {
  await app.by('tab-rooms').click();
  await app.by('new-room').click();
  await app.by('room-name').fill(name);
  if (open) await app.by('room-public').click();
  for (const person of people) {
    await app.by('people-field').fill(person);
    await expect(app.by('suggestion')).toHaveCount(1);
    await app.by('people-field').press('Enter');
  }
  await app.by('create-room-do').click();
  await expect(app.by('create-room')).toHaveCount(0);
  await expect(app.by('conversation-name')).toHaveText(name);
  await expect(app.composer).toBeVisible();
}

async function details(app: Hallway): Promise<void> {
  await app.by('toggle-details').click();
  await expect(app.by('members').getByRole('option').first()).toBeVisible();
}

const member = (app: Hallway, account: string) => app.by(`member-${at(account)}`);

test.beforeEach(async ({ app }) => {
  await app.enter();
});

test('a room is made with its people, listed, and written in', async ({ app }) => {
  await app.by('tab-rooms').click();
  await expect(app.by('rooms-empty')).toBeVisible();
  await app.by('new-room').click();
  await app.by('create-room-do').click();
  await expect(app.by('create-room')).toContainText('Give the room a name.');
  await expect(app.by('room-name')).toBeFocused();
  await app.page.keyboard.press('Escape');
  await make(app, 'Größe & Maße', { people: ['bob', 'carol'] });
  const made = app.commands.find((command) => command.do === 'createRoom');
  expect(made?.['address']).toMatch(/^grosse-masse-[a-z2-9]{8}@/);
  expect(made?.['members']).toEqual([at('bob'), at('carol')]);
  await expect(app.by('rooms').getByRole('option')).toContainText('Größe & Maße');
  await app.say('First!');
  await expect(app.message('First!')).toHaveAttribute('data-state', 'sent');
  await expect(app.by('conversation-presence')).toContainText('3 members');
});

test('its people are listed, and made what they are to be', async ({ app }) => {
  await make(app, 'Works', { people: ['bob'] });
  await details(app);
  await expect(member(app, 'alice')).toContainText('Owner');
  await expect(member(app, 'bob')).toHaveAttribute('data-affiliation', 'member');
  await member(app, 'bob').click({ button: 'right' });
  await app.by('menu-rank').click();
  await expect(app.by('menu-member')).toHaveAttribute('aria-checked', 'true');
  await app.by('menu-admin').click();
  await expect(member(app, 'bob')).toContainText('Administrator');
  await member(app, 'bob').click();
  await app.by('menu-ban').click();
  await app.by('ask-confirm').click();
  await expect(member(app, 'bob')).toContainText('Banned');
  await member(app, 'bob').click();
  await app.by('menu-unban').click();
  await expect(member(app, 'bob')).toHaveCount(0);
  await member(app, 'alice').click();
  await expect(app.by('member-menu')).toHaveCount(0);
});

test('somebody is named with @, by keys alone, and Enter then sends', async ({ app }) => {
  await make(app, 'Works', { people: ['bob', 'carol', 'dave'] });
  // Who came with it stands in one line.
  await expect(app.by('notice').filter({ hasText: 'joined' })).toHaveText('Bob Brown, Carol Clark, and Dave Davis joined');
  await app.composer.pressSequentially('Ask @');
  await expect(app.by('completion').getByRole('option')).toHaveCount(3);
  await app.composer.pressSequentially('bro');
  await expect(app.by('completion').getByRole('option')).toHaveCount(1);
  await app.composer.press('Enter');
  await expect(app.composer).toHaveValue('Ask @Bob Brown ');
  await expect(app.by('completion')).toHaveCount(0);
  await app.composer.press('Enter');
  await expect(app.message('Ask').getByTestId('mention')).toHaveText('@Bob Brown');
  await expect(app.composer).toHaveValue('');
  const sent = app.commands.findLast((command) => command.do === 'sendText');
  expect(sent?.['mentions']).toEqual([{ begin: 4, end: 14, address: at('bob') }]);
});

test('who wrote is named, or written to, by a click on their name', async ({ app }) => {
  await make(app, 'Works', { people: ['bob'] });
  const room = (await app.by('conversation').getAttribute('data-conversation'))!;
  await app.world({ person: 'bob', does: { do: 'joinRoom', room } });
  await app.world({ person: 'bob', does: { do: 'sendText', conversation: room, body: 'Who has the key?' } });
  const said = app.message('Who has the key?');
  await expect(said).toBeVisible();
  await app.composer.fill('Ask');
  await said.getByTestId('author').click();
  await app.by('menu-mention').click();
  await expect(app.composer).toHaveValue('Ask @Bob Brown ');
  await expect(app.composer).toBeFocused();
  await app.composer.press('Enter');
  await expect(app.message('Ask').getByTestId('mention')).toHaveText('@Bob Brown');
  await said.getByTestId('author').click();
  await app.by('menu-write').click();
  await app.inTalkWith('bob');
});

test('more people are invited', async ({ app, page }) => {
  await make(app, 'Works', { people: ['bob'] });
  await details(app);
  await app.by('room-invite').click();
  await expect(app.by('invite-do')).toBeDisabled();
  await app.by('people-field').fill('bob');
  await expect(app.by('people-nothing'), 'bob is in it already').toBeVisible();
  await app.by('people-field').fill('carol');
  await expect(app.by('suggestion')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(app.by('invite-dialog')).toHaveCount(0);
  await expect(member(app, 'carol')).toBeVisible();
});

test('topic and settings are changed', async ({ app }) => {
  await make(app, 'Works');
  await details(app);
  await app.by('edit-topic').click();
  await app.by('topic-field').fill('Quay 4 is closed');
  await app.by('topic-field').press('Enter');
  await expect(app.by('room-topic')).toHaveText('Quay 4 is closed');
  await expect(app.by('conversation-presence')).toContainText('Quay 4 is closed');
  await app.by('room-configure').click();
  await app.by('room-name').fill('Works and quays');
  await app.by('room-public').click();
  await app.by('room-settings-do').click();
  await expect(app.by('room-settings')).toHaveCount(0);
  await expect(app.by('room-details')).toContainText('Public room');
});

test('a room is left, found among the public ones, and joined again', async ({ app }) => {
  await make(app, 'Lunch', { open: true });
  await app.say('Soup today');
  await details(app);
  await app.by('room-more').click();
  await app.by('menu-leave').click();
  await app.by('ask-confirm').click();
  await expect(app.by('standing')).toContainText('You are not in this room.');
  await expect(app.composer).toHaveCount(0);
  await expect(app.message('Soup today')).toBeVisible();
  await expect(app.by('rooms-empty')).toBeVisible();
  await app.by('browse-rooms').click();
  await app.by('public-rooms-filter').fill('zzz');
  await expect(app.by('public-rooms-empty')).toContainText('No public room found for “zzz”');
  await app.by('public-rooms-filter').fill('lun');
  await expect(app.by('public-room')).toHaveCount(1);
  await app.by('join-public').click();
  await expect(app.by('public-rooms')).toHaveCount(0);
  await expect(app.composer).toBeVisible();
  await expect(app.by('rooms').getByRole('option')).toHaveCount(1);
});

test('a link into a room asks first, and leads there', async ({ app }) => {
  await make(app, 'Lunch', { open: true });
  const room = (await app.by('conversation').getAttribute('data-conversation')) ?? '';
  await details(app);
  await app.by('room-more').click();
  await app.by('menu-leave').click();
  await app.by('ask-confirm').click();
  await expect(app.by('standing')).toContainText('You are not in this room.');
  await app.talkTo('bob');
  await app.say(`Soup: xmpp:${room}?join`);
  await app.message('Soup').getByRole('link').click();
  await expect(app.by('join-room')).toContainText(room);
  await app.by('join-room-do').click();
  await expect(app.by('join-room')).toHaveCount(0);
  await expect(app.by('conversation-name')).toHaveText('Lunch');
  await expect(app.composer).toBeVisible();
  // Who is in there already is not asked.
  await app.talkTo('bob');
  await app.message('Soup').getByRole('link').click();
  await expect(app.by('conversation-name')).toHaveText('Lunch');
  // A room that is not there.
  await app.talkTo('bob');
  await app.say('No soup: xmpp:nowhere@elsewhere.invalid?join');
  await app.message('No soup').getByRole('link').click();
  await app.by('join-room-do').click();
  await expect(app.by('join-room-refused')).toBeVisible();
  await expect(app.by('join-room-do')).toBeFocused();
  await app.page.keyboard.press('Escape');
  await expect(app.by('join-room')).toHaveCount(0);
});

test('a link from outside asks about a room, and puts words into a conversation', async ({ app }) => {
  await make(app, 'Lunch', { open: true });
  const room = (await app.by('conversation').getAttribute('data-conversation')) ?? '';
  await app.talkTo('bob');
  // One belongs to it: also where the page begins with the link.
  await app.page.evaluate((room) => (location.hash = `join=${encodeURIComponent(room)}`), room);
  await expect(app.by('conversation-name')).toHaveText('Lunch');
  await app.talkTo('bob');
  const page = app.page.url();
  await app.page.goto('about:blank');
  await app.page.goto(`${page}#join=${encodeURIComponent(room)}`);
  await expect(app.by('conversation-name')).toHaveText('Lunch');
  await expect(app.by('join-room')).toHaveCount(0);
  await app.talkTo('bob');
  await app.page.evaluate(() => (location.hash = 'join=nowhere%40elsewhere.invalid'));
  await expect(app.by('join-room')).toContainText('nowhere@elsewhere.invalid');
  await app.page.keyboard.press('Escape');
  await expect(app.by('conversation-name')).toHaveText('Bob Brown');
  // Words stand below what was being written, are not sent, and are there after a restart.
  await app.composer.fill('Dear Bob,');
  await app.page.evaluate(() => (location.hash = 'conversation=bob%40localhost&words=Hello%0A%3Cb%3Ethere'));
  await expect(app.composer).toHaveValue('Dear Bob,\nHello\n<b>there');
  await expect(app.composer).toBeFocused();
  await expect(app.by('message').filter({ hasText: 'Hello' })).toHaveCount(0);
});

test('a room is deleted, and says so', async ({ app }) => {
  await make(app, 'Old matters');
  await details(app);
  await app.by('room-more').click();
  await app.by('menu-destroy').click();
  await app.by('ask-field').fill('Done');
  await app.by('ask-confirm').click();
  await expect(app.by('standing')).toContainText('This room no longer exists.');
  await expect(app.by('join-room')).toHaveCount(0);
});

test('a new conversation, with one person and with several', async ({ app, page }) => {
  await app.by('new-conversation').click();
  await expect(app.by('people-field')).toBeFocused();
  await expect(app.by('new-talk-do')).toBeDisabled();
  await page.keyboard.type('brown');
  await expect(app.by('suggestion')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(app.by('picked')).toHaveAttribute('data-address', at('bob'));
  await page.keyboard.press('Backspace');
  await expect(app.by('picked')).toHaveCount(0);
  await page.keyboard.type('brown');
  await expect(app.by('suggestion')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await app.inTalkWith('bob');

  await app.by('new-conversation').click();
  for (const name of ['bob', 'carol']) {
    await page.keyboard.type(name);
    await expect(app.by('suggestion')).toHaveCount(1);
    await page.keyboard.press('Enter');
  }
  await expect(app.by('group-hint')).toContainText('A private room for 3 people');
  await app.by('new-talk-do').click();
  await expect(app.by('new-talk')).toHaveCount(0);
  await expect(app.by('conversation-name')).toContainText('Bob');
  await expect(app.by('conversation-presence')).toContainText('3 members');
});

test('an address in no list can be written to', async ({ app, page }) => {
  await app.by('new-conversation').click();
  await page.keyboard.type('nobody.here');
  await expect(app.by('people-nothing')).toBeVisible();
  await page.keyboard.type('@partner.example');
  await expect(app.by('suggestion')).toContainText('Write to nobody.here@partner.example');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(app.by('conversation')).toHaveAttribute('data-conversation', 'nobody.here@partner.example');
});

for (const look of ['light', 'dark', 'high contrast'] as const) {
  test.describe(look, () => {
    test.use({ colorScheme: look === 'dark' ? 'dark' : 'light', contextOptions: { contrast: look === 'high contrast' ? 'more' : 'no-preference' } });

    test('a room and its dialogs are for everyone', async ({ app, page }) => {
      await make(app, 'Lunch', { open: true });
      await make(app, 'Works', { people: ['bob'] });
      await details(app);
      await app.by('tab-rooms').click();
      expect(await violations(page), 'the room').toEqual([]);
      await member(app, 'bob').click();
      await expect(app.by('member-menu')).toBeVisible();
      expect(await violations(page), 'a member').toEqual([]);
      await page.keyboard.press('Escape');
      await app.by('browse-rooms').click();
      await expect(app.by('public-room')).toBeVisible();
      expect(await violations(page), 'public rooms').toEqual([]);
      await page.keyboard.press('Escape');
      await app.by('room-configure').click();
      await expect(app.by('room-settings')).toBeVisible();
      expect(await violations(page), 'settings').toEqual([]);
      await page.keyboard.press('Escape');
      await app.by('new-conversation').click();
      await page.keyboard.type('c');
      await expect(app.by('suggestion').first()).toBeVisible();
      expect(await violations(page), 'a new conversation').toEqual([]);
    });
  });
}

test('where rooms go away while one looks at them, the recent ones are in sight', async ({ app, page }) => {
  let gone = false;
  await page.routeWebSocket(/bridge/, (socket) => {
    const core = socket.connectToServer();
    socket.onMessage((message) => core.send(message));
    core.onMessage((message) => socket.send(gone ? String(message).replace(/"roomsService":"[^"]*"/, '"roomsService":null') : message));
  });
  await page.reload();
  await app.by('tab-rooms').click();
  await expect(app.by('tab-rooms')).toHaveAttribute('aria-selected', 'true');
  gone = true;
  await app.world({ server: 'cut' });
  await expect(app.by('tab-rooms')).toHaveCount(0);
  await expect(app.by('tab-recent')).toHaveAttribute('aria-selected', 'true');
  await expect(app.by('tab-recent')).toHaveAttribute('tabindex', '0');
});

test('the list of rooms has the menu that Recent has', async ({ app, page }) => {
  await make(app, 'Lunch');
  await app.by('rooms').getByRole('option').first().click({ button: 'right' });
  await app.by('menu-pin').click();
  await expect(app.by('rooms-menu')).toHaveCount(0);
  await app.by('tab-recent').click();
  await expect(app.by('recent').getByTestId('pinned')).toBeVisible();
  await app.by('tab-rooms').click();
  await app.by('rooms').focus();
  await page.keyboard.press('Shift+F10');
  await expect(app.by('rooms-menu')).toBeVisible();
});
