// A process of the bridge: the real engine and, unless an intranet is named, a real server with a small company.
// It ends when its standard input does, so it cannot outlive the test that started it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const TARGET = process.env['CARGO_TARGET_DIR'] ?? join(ROOT, 'target');
const PROGRAM = process.env['HALLWAY_BRIDGE'] ?? join(TARGET, 'debug/bridge');
const PAGE = process.env['HALLWAY_PAGE'] ?? join(ROOT, 'ui/dist');

/** What other people, or the server, do: see tests/bin/bridge.rs. */
export type Action =
  | { person: string; says: string | string[] }
  | { person: string; reads: true }
  /** Waits until they have this text from Alice, exactly once. */
  | { person: string; sees: string }
  | { person: string; typing: boolean }
  | { person: string; is: 'available' | 'away' | 'doNotDisturb'; status?: string }
  | { person: string; arrives: true }
  | { person: string; leaves: true }
  | { person: string; requests: true }
  /** A file to Alice: its name, media type and bytes. */
  | { person: string; hands: [name: string, mime: string, bytes: number[]] }
  /** Any command; `~words` in the place of a message is the last one between them that says so. */
  | { person: string; does: { do: string } & Record<string, unknown> }
  | { server: 'stop' | 'start' | 'cut' }
  | { signIn: true }
  | { hire: [account: string, name: string, department: string] };

export interface Bridge {
  /** Where the page is. */
  readonly page: string;
  /** What a person enters as the intranet's address. */
  readonly intranet: string;
  world(action: Action): Promise<void>;
  stop(): Promise<void>;
}

/** `over`: without a world, as somebody nobody has signed in as, or as one of the large company, by its store. */
export async function startBridge(over?: { intranet: string } | { store: string }): Promise<Bridge> {
  const chosen = over === undefined ? [] : 'store' in over ? ['--store', over.store] : ['--intranet', over.intranet];
  const child = spawn(PROGRAM, [PAGE, ...chosen], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.stdin.end();
    const late = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(late);
  };
  const failed = ended.then(([code]) => {
    throw new Error(`the bridge ended (${String(code)}); build it with: cargo build -p tests --bin bridge`);
  });
  failed.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string];
  const told = JSON.parse(line) as { page: string; intranet: string };
  const world = async (action: Action) => {
    const answer = await fetch(`${told.page}/world`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    if (!answer.ok) throw new Error(`${JSON.stringify(action)}: ${await answer.text()}`);
  };
  return { page: told.page, intranet: told.intranet, world, stop };
}
