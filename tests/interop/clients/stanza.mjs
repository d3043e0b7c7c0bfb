// A colleague who uses a program built on stanza (stanzajs.org). It confirms receipt by itself (XEP-0184, XEP-0333).

import stanza from "stanza";
import { account, fail, listen, tell } from "./lines.mjs";

const { websocket, domain, user, password } = account();
const client = stanza.createClient({
  jid: `${user}@${domain}`,
  password,
  resource: "stanza",
  transports: { websocket, bosh: false },
  autoReconnect: false,
});

client.on("auth:failed", () => fail("not-authorized"));
client.on("stream:error", (error) => fail(error));
client.on("presence", ({ from, type = "available", show = "", status = "" }) => tell("presence", { from, type, show, status }));
client.on("message", (message) => heard(message, false));
client.on("message:sent", (message, carbon) => carbon && heard(message, true));
client.on("carbon:received", (envelope) => copies.add(envelope.carbon.forward.message));

// The library shows a copied message like any other, after having shown its envelope.
const copies = new WeakSet();

function heard(message, sentElsewhere) {
  const { from, to, id, type, body, error, receipt } = message;
  if (message.carbon) return;
  if (type === "error") tell("refused", { from, id, reason: error?.condition ?? "" });
  else if (receipt?.type === "received") tell("receipt", { from, of: receipt.id });
  else if (body !== undefined) tell("message", { from, to, id, body, carbon: sentElsewhere || copies.has(message) });
  else if (type === "groupchat" && message.subject !== undefined) tell("topic", { from, topic: message.subject });
}

client.on("muc:invite", ({ room, from }) => tell("invited", { room, from }));

client.on("session:started", async () => {
  try {
    const { items } = await client.getRoster();
    await client.enableCarbons();
    client.sendPresence();
    tell("online", { jid: client.jid });
    tell("roster", { items: items.map(({ jid, name = "", groups = [] }) => ({ jid, name, groups })) });
  } catch (error) {
    fail(error.error ?? error);
  }
});

listen({
  say: ({ to, body, room }) =>
    client.sendMessage(room ? { to, body, type: "groupchat" } : { to, body, type: "chat", receipt: { type: "request" } }),
  join: ({ room, nick }) => client.joinRoom(room, nick, { muc: { history: { maxStanzas: 0 } } }),
  stop: () => new Promise((resolve) => {
    client.once("disconnected", resolve);
    client.disconnect();
  }),
});
client.connect();
