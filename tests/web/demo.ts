// The demo company as a process, with colleagues who keep still, for pictures that can be compared.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TARGET } from './bridge';

const PROGRAM = process.env['HALLWAY_SERVER'] ?? join(TARGET, 'debug/hallway-server');

export interface Demo {
  readonly url: string;
  /** Somebody who has never been here. */
  add(account: string, name: string, department: string, password: string): void;
  stop(): Promise<void>;
}

export async function startDemo(): Promise<Demo> {
  const data = await mkdtemp(join(tmpdir(), 'hallway-pictures-'));
  const child = spawn(PROGRAM, ['demo', '--quiet', '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    url = /^\s*URL\s+(\S+)/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  if (url === '') throw new Error('the demo company did not open; build it with: cargo build -p server --bin hallway-server');
  return {
    url,
    add(account, name, department, password) {
      const told = ['user', 'add', '--data', data, account, '--name', name, '--department', department];
      const added = spawnSync(PROGRAM, told, { input: `${password}\n${password}\n`, encoding: 'utf8' });
      if (added.status !== 0) throw new Error(`nobody was added: ${added.stderr}`);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
