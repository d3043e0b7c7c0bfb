// Builds the page: plain files with hashed names, no inline scripts, no data: URLs and no source maps,
// so that the strict Content-Security-Policy of the shell holds.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';
import { emoji } from './build/emoji.ts';
import { icons } from './build/icons.ts';

export default defineConfig(({ mode }) => {
  // Where `npm run dev` finds a bridge: the shell is not there, so the page speaks WebSocket.
  const bridge = loadEnv(mode, '.', 'HALLWAY_')['HALLWAY_BRIDGE'] ?? 'http://127.0.0.1:5290';
  return {
    plugins: [icons(), svelte(), emoji()],
    build: {
      target: ['chrome111', 'safari16.4'],
      sourcemap: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      host: '127.0.0.1',
      proxy: {
        '/bridge': { target: bridge, ws: true },
        '/media': { target: bridge },
      },
    },
    test: {
      include: ['src/**/*.test.ts'],
      environment: 'node',
    },
  };
});
