// A colleague who uses a program built on stanza (stanzajs.org). It confirms receipt by itself (XEP-0184, XEP-0333).

import stanza from "stanza";
import { account, fail, listen, tell } from "./lines.mjs";
import { Transcript } from "./transcript.mjs";

const { websocket, domain, user, password } = account();
const client = stanza.createClient({
  jid: `${user}@${domain}`,
  password,
  resource: "stanza",
  transports: { websocket, bosh: false },
  autoReconnect: false,
});

// What the library does not know of itself, defined in its own way.
const { attribute, childAttribute, extendMessage, multipleChildText } = stanza.JXT;
client.stanzas.define([
  extendMessage({
    answers: childAttribute("urn:xmpp:reply:0", "reply", "id"),
    answersTo: childAttribute("urn:xmpp:reply:0", "reply", "to"),
    retracts: childAttribute("urn:xmpp:message-retract:1", "retract", "id"),
  }),
  {
    aliases: ["message.reactions"],
    element: "reactions",
    namespace: "urn:xmpp:reactions:0",
    fields: { of: attribute("id"), emojis: multipleChildText(null, "reaction") },
  },
  {
    aliases: [{ path: "message.fallbacks", multiple: true }],
    element: "fallback",
    namespace: "urn:xmpp:fallback:0",
    fields: {
      of: attribute("for"),
      start: childAttribute(null, "body", "start"),
      end: childAttribute(null, "body", "end"),
    },
  },
]);

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
  if (type === "groupchat" && from.includes("/")) inRoom(message);
  if (type === "error") tell("refused", { from, id, reason: error?.condition ?? "" });
  else if (receipt?.type === "received") tell("receipt", { from, of: receipt.id });
  else if (body !== undefined) tell("message", { from, to, id, body, carbon: sentElsewhere || copies.has(message) });
  else if (type === "groupchat" && message.subject !== undefined) tell("topic", { from, topic: message.subject });
}

const transcript = new Transcript();

/** What somebody says in a room, or does to what was said there. */
function inRoom(message) {
  const [room, nick] = message.from.split(/\/(.*)/s);
  const quoted = message.fallbacks?.find((fallback) => fallback.of === "urn:xmpp:reply:0" && fallback.end);
  transcript.heard(room, {
    nick,
    occupant: message.occupantId,
    id: message.id,
    stanzaId: message.stanzaIds?.find(({ by }) => by === room)?.id,
    body: message.body,
    replaces: message.replace,
    answers: message.answers,
    quoted: quoted && { start: Number(quoted.start), end: Number(quoted.end) },
    reactions: message.reactions && { of: message.reactions.of, emojis: message.reactions.emojis ?? [] },
    retracts: message.retracts,
  });
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

const toRoom = (room, message) => client.sendMessage({ to: room, type: "groupchat", ...message });
const kept = { processingHints: { store: true } };

listen({
  say: ({ to, body, room }) =>
    room ? toRoom(to, { body }) : client.sendMessage({ to, body, type: "chat", receipt: { type: "request" } }),
  join: ({ room, nick }) => client.joinRoom(room, nick, { muc: { history: { maxStanzas: 0 } } }),
  // Without a quote, which XEP-0461 leaves to each program.
  answer: ({ room, words, body }) => {
    const { stanzaId, nick } = transcript.find(room, words);
    return toRoom(room, { body, answers: stanzaId, answersTo: `${room}/${nick}` });
  },
  correct: ({ room, words, body }) => toRoom(room, { body, replace: transcript.find(room, words).id }),
  react: ({ room, words, emojis }) =>
    toRoom(room, { reactions: { of: transcript.find(room, words).stanzaId, emojis }, ...kept }),
  // Without words for older programs, which XEP-0424 leaves to each program.
  retract: ({ room, words }) => toRoom(room, { retracts: transcript.find(room, words).stanzaId, ...kept }),
  stop: () => new Promise((resolve) => {
    client.once("disconnected", resolve);
    client.disconnect();
  }),
});
client.connect();
