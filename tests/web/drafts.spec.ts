// What is being written outlives the page: its text, the people it names, its files.
import { expect, test } from './fixtures';
import { png } from './pictures';

test('files that wait are there again after the page was loaded anew, and go with the words', async ({ app, page }) => {
  await app.enter();
  await app.talkTo('bob');
  await expect(app.by('attach')).toHaveAttribute('aria-disabled', 'false');
  await app.by('file-chooser').setInputFiles([
    { name: 'chart.png', mimeType: 'image/png', buffer: png(800, 500) },
    { name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 nothing more') },
  ]);
  await expect(app.by('staged-file').and(page.locator('[data-ready=true]'))).toHaveCount(2);
  await app.by('composer').pressSequentially('Not sent yet');
  // At once: nothing waits for the pause after which a draft is written down.
  await page.reload();
  await expect(app.by('composer')).toHaveValue('Not sent yet');
  await expect(app.by('staged-file')).toHaveCount(2);
  await expect(app.by('staged-file').first()).toContainText('chart.png');
  await expect(app.by('staged-file').first().locator('img')).toHaveJSProperty('complete', true);
  await app.by('staged-file').filter({ hasText: 'offer.pdf' }).getByTestId('unstage').click();
  await app.by('composer').press('Enter');
  await expect(app.messages).toHaveCount(2);
  await expect(app.by('picture')).toBeVisible();
  await page.reload();
  await expect(app.messages).toHaveCount(2);
  await expect(app.by('composer')).toHaveValue('');
  await expect(app.by('staged-file')).toHaveCount(0);
});
