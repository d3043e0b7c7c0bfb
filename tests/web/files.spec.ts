// Files: chosen, dropped and pasted, told apart before they are sent, shown, played, looked at and saved.
import { expect, test, type Hallway } from './fixtures';
import { png, tone } from './pictures';

const chart = () => ({ name: 'chart.png', mimeType: 'image/png', buffer: png(800, 500) });
const offer = () => ({ name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 nothing more') });

async function choose(app: Hallway, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await expect(app.by('attach')).toHaveAttribute('aria-disabled', 'false');
  await app.by('file-chooser').setInputFiles(files);
}

test('several at once, one taken away again, and a text with them', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await choose(app, chart(), offer(), { ...offer(), name: 'not this one.pdf' });
  await expect(app.by('staged-file')).toHaveCount(3);
  await app.by('staged-file').filter({ hasText: 'not this one' }).getByTestId('unstage').click();
  await expect(app.by('staged-file')).toHaveCount(2);
  await app.say('As promised');
  await expect(app.by('staged-file')).toHaveCount(0);
  await expect(app.messages).toHaveCount(3);
  await expect(app.by('picture')).toBeVisible();
  await expect(app.by('file').filter({ hasText: 'offer.pdf' })).toHaveAttribute('data-state', 'local');
  await expect(app.message('As promised')).toHaveAttribute('data-state', 'sent');
  await app.world({ person: 'bob', sees: 'As promised' });
  await app.world({ person: 'bob', sees: 'offer.pdf' });
});

test('a picture keeps its place before it is there, is looked at large, and leads to the next', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', hands: ['first.png', 'image/png', [...png(1200, 800, [200, 80, 60])]] });
  await app.world({ person: 'bob', hands: ['second.png', 'image/png', [...png(600, 900, [60, 160, 80])]] });
  await expect(app.by('picture')).toHaveCount(2);
  const box = (await app.by('file').first().boundingBox())!;
  expect(box.width / box.height).toBeCloseTo(1.5, 1);
  await app.by('picture').first().click();
  const viewer = app.by('viewer');
  await expect(viewer).toContainText('first.png');
  await expect(viewer).toContainText('1 of 2');
  const picture = viewer.locator('img');
  await expect(picture).toBeVisible();
  const width = async () => (await picture.boundingBox())!.width;
  const before = await width();
  await page.keyboard.press('+');
  await expect.poll(width).toBeGreaterThan(before * 1.2);
  await page.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('second.png');
  await page.keyboard.press('ArrowLeft');
  await expect(viewer).toContainText('first.png');
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
});

test('what is dropped on the conversation goes along, and says where it will go', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await expect(app.by('attach')).toHaveAttribute('aria-disabled', 'false');
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['some notes'], 'notes.txt', { type: 'text/plain' }));
    return transfer;
  });
  await app.by('timeline').dispatchEvent('dragover', { dataTransfer: data });
  await expect(app.by('drop-target')).toContainText('Drop files to send them to Bob Brown');
  await app.by('timeline').dispatchEvent('drop', { dataTransfer: data });
  await expect(app.by('drop-target')).toHaveCount(0);
  await expect(app.by('staged-file')).toContainText('notes.txt');
  await app.composer.press('Enter');
  await app.world({ person: 'bob', sees: 'notes.txt' });
});

test('a pasted picture is staged, a pasted table is text', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await expect(app.by('attach')).toHaveAttribute('aria-disabled', 'false');
  const paste = (text: string) =>
    app.composer.evaluate((field, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
      if (text !== '') clipboardData.setData('text/plain', text);
      return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  expect(await paste('A\tB')).toBe(true);
  await expect(app.by('staged-file')).toHaveCount(0);
  expect(await paste('')).toBe(false);
  await expect(app.by('staged-file')).toContainText(/^\s*Picture \d{4}-\d\d-\d\d/);
  await app.by('unstage').click();
  await expect(app.by('staged-file')).toHaveCount(0);
  await expect(page.getByTestId('send')).toBeDisabled();
});

test('what the server will not take is said before it is sent', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await expect(app.by('attach')).toHaveAttribute('title', /Up to .*B each/);
  const most = await app.page.evaluate(() => document.querySelector('[data-testid=attach]')?.getAttribute('title') ?? '');
  expect(most).toMatch(/kept for \d+ days/);
  await app.by('file-chooser').evaluate((field: HTMLInputElement) => {
    const huge = new File(['x'], 'backup.iso', { type: 'application/octet-stream' });
    Object.defineProperty(huge, 'size', { value: 9e12 });
    const transfer = new DataTransfer();
    Object.defineProperty(field, 'files', { value: [huge], configurable: true });
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return transfer.files.length;
  });
  await expect(app.by('files-refused')).toContainText('backup.iso is 9 TB');
  await expect(app.by('staged-file')).toHaveCount(0);
});

test('a file that waits for the server is stopped, or sent once when it is back', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ server: 'stop' });
  await expect(app.by('banner')).toBeVisible();
  const stage = async (name: string) => {
    await app.by('file-chooser').setInputFiles([{ name, mimeType: 'text/plain', buffer: Buffer.alloc(5000, 'x') }]);
    await expect(app.by('staged-file')).toHaveAttribute('data-ready', 'true');
    await app.composer.press('Enter');
    await expect(app.messages.filter({ hasText: name })).toHaveAttribute('data-state', 'pending');
  };
  await stage('stopped.txt');
  await stage('kept.txt');
  await app.messages.filter({ hasText: 'stopped.txt' }).getByRole('button', { name: 'Stop sending' }).click();
  await expect(app.messages).toHaveCount(1);
  await app.world({ server: 'start' });
  await expect(app.messages.filter({ hasText: 'kept.txt' })).toHaveAttribute('data-state', 'sent');
  await expect(app.by('file-state')).toHaveAttribute('data-state', 'local');
  await app.world({ person: 'bob', sees: 'kept.txt' });
  await expect(app.messages).toHaveCount(1);
});

test('a sound plays, faster if one likes', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', hands: ['jingle.wav', 'audio/wav', [...tone(2)]] });
  const sound = app.by('sound');
  await expect(sound).toContainText('jingle.wav');
  await sound.getByTestId('speed').click();
  await expect(sound.getByTestId('speed')).toHaveText('1.5×');
  // It is fetched when it is asked for, and then plays.
  await sound.getByTestId('play').click();
  await expect(sound.getByTestId('play')).toHaveAttribute('aria-label', 'Pause');
  await expect(sound).toContainText('0:02');
  await expect(sound.getByTestId('play')).toHaveAttribute('aria-label', 'Play');
});

test.describe('with a microphone', () => {
  test.use({
    permissions: ['microphone'],
  });

  test('a voice message is recorded, thrown away, recorded again and sent', async ({ app, page }) => {
    await app.enter();
    await app.talkTo('bob');
    await app.composer.fill('half a thought');
    await app.by('record').click();
    await expect(app.by('recorder')).toContainText('0:01');
    await page.keyboard.press('Escape');
    await expect(app.by('recorder')).toHaveCount(0);
    await expect(app.messages).toHaveCount(0);
    await app.by('record').click();
    await expect(app.by('recorder')).toContainText('0:01');
    await app.by('record-send').click();
    await expect(app.by('sound')).toContainText('Voice message');
    await expect(app.by('sound')).toContainText(/0:0[1-9]/);
    await expect(app.composer).toHaveValue('half a thought');
    await expect(app.messages.first()).toHaveAttribute('data-state', 'sent');
  });

  test('a voice message that cannot go, or that one turned away from, lies beside what was written', async ({ app, page }) => {
    await app.enter();
    await app.talkTo('bob');
    await app.by('record').click();
    await expect(app.by('recorder')).toContainText('0:01');
    await app.talkTo('carol');
    await app.talkTo('bob');
    await expect(app.by('staged-file')).toHaveCount(1);
    await page.route(/\/stage$/, (route) => void route.fulfill({ status: 507, json: { code: 'diskFull', detail: '' } }));
    await app.by('record').click();
    await expect(app.by('recorder')).toContainText('0:01');
    await app.by('record-send').click();
    await expect(app.by('composer-error')).toBeVisible();
    await expect(app.by('staged-file')).toHaveCount(2);
    await expect(app.messages).toHaveCount(0);
    // The browser tells of both refusals: of sending, and of laying it aside.
    await expect.poll(() => app.seen.length).toBe(2);
    expect(app.seen.splice(0).every((line) => line.includes('507'))).toBe(true);
  });
});

test('saving says where it went', async ({ app }) => {
  await app.enter();
  await app.talkTo('bob');
  await app.world({ person: 'bob', hands: ['offer.pdf', 'application/pdf', [37, 80, 68, 70]] });
  await app.by('file-save').click();
  await expect(app.by('saved')).toContainText('Saved as offer.pdf in Downloads.');
});

test('while its files are handed over a message stands still, whatever one does, and goes once', async ({ app, page }) => {
  const held: (() => void)[] = [];
  await page.route(/\/stage\/.*offset=/, (route) => void held.push(() => void route.continue()));
  await app.enter();
  await app.talkTo('bob');
  await choose(app, offer());
  await expect(app.by('staged-file')).toHaveCount(1);
  await app.say('As promised');
  await page.keyboard.type(' and more');
  await app.talkTo('carol');
  await app.talkTo('bob');
  await expect(app.composer).toHaveValue('As promised');
  await expect(app.composer).not.toBeEditable();
  await app.composer.press('Enter');
  await app.talkTo('carol');
  await app.composer.fill('for Carol');
  held.forEach((go) => go());
  await app.world({ person: 'bob', sees: 'As promised' });
  await expect(app.composer).toHaveValue('for Carol');
  await app.talkTo('bob');
  await expect(app.composer).toBeEditable();
  await expect(app.composer).toHaveValue('');
  expect(app.commands.filter((command) => command.do === 'sendText')).toHaveLength(1);
});

test('the details list the newest files, which lead to their place, and the way to all of them', async ({ app }) => {
  await app.enter();
  await app.world({ person: 'bob', says: 'hello' });
  await app.recent('bob').click();
  await app.by('toggle-details').click();
  await expect(app.by('details')).toBeVisible();
  await expect(app.by('files')).toHaveCount(0);
  for (let n = 1; n <= 5; n++) await app.world({ person: 'bob', hands: [`plan ${n}.pdf`, 'application/pdf', [37, 80, 68, 70]] });
  await expect(app.by('shared-file')).toHaveCount(4);
  await expect(app.by('shared-file').first()).toContainText('plan 5.pdf');
  await app.world({ person: 'bob', says: Array.from({ length: 60 }, (_, n) => `line ${n}`) });
  await expect(app.message('line 59')).toBeInViewport();
  await app.by('shared-file').last().click();
  await expect(app.message('plan 2.pdf')).toBeInViewport();
  await app.by('all-files').click();
  await expect(app.by('result')).toHaveCount(5);
});
