// The page over the large store, measured: `cargo xtask bench --only page`. No test: nothing here can fail a build.
import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

export default defineConfig({
  ...tests,
  testDir: './bench',
  testMatch: '*.bench.ts',
  workers: 1,
  timeout: 300_000,
});
