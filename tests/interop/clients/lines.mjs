// What every client here has in common: the account it is given, JSON lines out on standard output, JSON lines in on
// standard input. Nothing of XMPP.

import { createInterface } from "node:readline";

/** `node CLIENT.mjs WEBSOCKET_URL DOMAIN USER`, the password in the environment: it stands in no list of processes. */
export function account() {
  const [websocket, domain, user] = process.argv.slice(2);
  return { websocket, domain, user, password: process.env.CLIENT_PASSWORD ?? "" };
}

/** Tells the test something. */
export function tell(event, details = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...details })}\n`);
}

/** Tells the test what went wrong, and ends: there is no second try to hide it. */
export function fail(error) {
  const reason = error?.condition ?? error?.message ?? String(error);
  tell("error", { reason });
  process.exitCode = 1;
}

/** Hears what the test wants, `{"say": {…}}` say, and does it. `{"stop": true}` is the last; so is the end of the input. */
export function listen({ stop, ...wishes }) {
  let stopped = false;
  const end = async () => {
    if (stopped) return;
    stopped = true;
    await Promise.resolve(stop()).catch(fail);
    process.exit();
  };
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const [[wish, details]] = Object.entries(JSON.parse(line));
    if (wish === "stop") return end();
    try {
      await wishes[wish](details);
    } catch (error) {
      fail(error);
    }
  });
  lines.on("close", end);
}
