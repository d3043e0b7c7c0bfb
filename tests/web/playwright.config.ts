// How the page is tested in a browser: the Chromium of the system (never a downloaded one), a process of the
// bridge for each test, and no second chances: a test that is flaky is a bug.
import { defineConfig } from '@playwright/test';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, for voice messages; a page still has to be allowed to use it.
  '--use-fake-device-for-media-stream',
];

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  workers: 2,
  timeout: 120_000,
  // Debug builds on a busy machine; every wait is for a condition, so patience costs nothing.
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: 'light',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['HALLWAY_CHROMIUM'] ?? '/usr/bin/chromium',
      args: QUIET,
    },
  },
});
