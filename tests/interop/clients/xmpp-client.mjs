// A colleague who uses a program built on @xmpp/client, the library of xmpp.js.

import { client, xml } from "@xmpp/client";
import { WebSocket } from "ws";
import { account, fail, listen, tell } from "./lines.mjs";
import { ScramSha256 } from "./scram-sha-256.mjs";
import { Transcript, quote } from "./transcript.mjs";

// The library takes the browser's class, which Node has only since version 22.
globalThis.WebSocket ??= WebSocket;

const { websocket, domain, user, password } = account();
const xmpp = client({ service: websocket, domain, username: user, password, resource: "xmpp.js" });
xmpp.reconnect.stop();
xmpp.saslFactory.use(ScramSha256);

xmpp.on("error", fail);

xmpp.on("stanza", (stanza) => {
  if (stanza.is("presence")) presence(stanza);
  if (stanza.is("message")) heard(stanza);
});

function presence(stanza) {
  const { from, type = "available" } = stanza.attrs;
  tell("presence", { from, type, show: stanza.getChildText("show") ?? "", status: stanza.getChildText("status") ?? "" });
}

function heard(stanza) {
  const own = xmpp.jid.bare().toString();
  const carbon = stanza.getChild("received", "urn:xmpp:carbons:2") ?? stanza.getChild("sent", "urn:xmpp:carbons:2");
  // Only the own account may say that something was a copy (XEP-0280 §11).
  if (carbon && (stanza.attrs.from ?? own) !== own) return;
  const told = carbon ? carbon.getChild("forwarded", "urn:xmpp:forward:0").getChild("message") : stanza;
  const { from, to, id, type } = told.attrs;
  if (type === "groupchat" && from.includes("/")) inRoom(told);
  const receipt = told.getChild("received", "urn:xmpp:receipts");
  const body = told.getChildText("body");
  if (type === "error") tell("refused", { from, id, reason: told.getChild("error")?.getChildElements()[0]?.name ?? "" });
  else if (receipt) tell("receipt", { from, of: receipt.attrs.id });
  else if (type === "groupchat" && body === null && told.getChild("subject")) {
    tell("topic", { from, topic: told.getChildText("subject") });
  } else if (body !== null) tell("message", { from, to, id, body, carbon: Boolean(carbon) });
  else if (told.getChild("x", "jabber:x:conference")) {
    tell("invited", { room: told.getChild("x", "jabber:x:conference").attrs.jid, from });
  }
}

const transcript = new Transcript();

/** What somebody says in a room, or does to what was said there. */
function inRoom(told) {
  const [room, nick] = told.attrs.from.split(/\/(.*)/s);
  const named = (name, namespace) => told.getChild(name, namespace)?.attrs.id;
  const byRoom = told.getChildrenByAttr("by", room).find((child) => child.is("stanza-id", "urn:xmpp:sid:0"));
  const fallback = told.getChildrenByAttr("for", "urn:xmpp:reply:0").find((child) => child.is("fallback", "urn:xmpp:fallback:0"));
  const quoted = fallback?.getChild("body")?.attrs;
  const reactions = told.getChild("reactions", "urn:xmpp:reactions:0");
  transcript.heard(room, {
    nick,
    occupant: named("occupant-id", "urn:xmpp:occupant-id:0"),
    id: told.attrs.id,
    stanzaId: byRoom?.attrs.id,
    body: told.getChildText("body"),
    replaces: named("replace", "urn:xmpp:message-correct:0"),
    answers: named("reply", "urn:xmpp:reply:0"),
    quoted: quoted && { start: Number(quoted.start), end: Number(quoted.end) },
    reactions: reactions && { of: reactions.attrs.id, emojis: reactions.getChildren("reaction").map((child) => child.text()) },
    retracts: named("retract", "urn:xmpp:message-retract:1"),
  });
}

xmpp.on("online", async (jid) => {
  try {
    const query = await xmpp.iqCaller.get(xml("query", "jabber:iq:roster"));
    const items = query.getChildren("item").map((item) => ({
      jid: item.attrs.jid,
      name: item.attrs.name ?? "",
      groups: item.getChildren("group").map((group) => group.text()),
    }));
    await xmpp.iqCaller.set(xml("enable", "urn:xmpp:carbons:2"));
    await xmpp.send(xml("presence"));
    tell("online", { jid: jid.toString() });
    tell("roster", { items });
  } catch (error) {
    fail(error);
  }
});

let said = 0;
const message = (to, type, ...children) => {
  said += 1;
  return xmpp.send(xml("message", { to, id: `said-${said}`, type }, ...children));
};
const body = (text) => xml("body", {}, text);
const store = xml("store", "urn:xmpp:hints");

listen({
  join: ({ room, nick }) =>
    xmpp.send(
      xml("presence", { to: `${room}/${nick}` },
        xml("x", "http://jabber.org/protocol/muc", xml("history", { maxstanzas: "0" }))),
    ),
  say: ({ to, body: text, room }) =>
    room ? message(to, "groupchat", body(text)) : message(to, "chat", body(text), xml("request", "urn:xmpp:receipts")),
  answer: ({ room, words, body: text }) => {
    const answered = transcript.find(room, words);
    const quoted = quote(answered.words);
    return message(
      room, "groupchat",
      body(quoted + text),
      xml("reply", { xmlns: "urn:xmpp:reply:0", id: answered.stanzaId, to: `${room}/${answered.nick}` }),
      xml("fallback", { xmlns: "urn:xmpp:fallback:0", for: "urn:xmpp:reply:0" },
        xml("body", { start: "0", end: String([...quoted].length) })),
    );
  },
  correct: ({ room, words, body: text }) =>
    message(room, "groupchat", body(text),
      xml("replace", { xmlns: "urn:xmpp:message-correct:0", id: transcript.find(room, words).id })),
  react: ({ room, words, emojis }) =>
    message(
      room, "groupchat",
      xml("reactions", { xmlns: "urn:xmpp:reactions:0", id: transcript.find(room, words).stanzaId },
        ...emojis.map((emoji) => xml("reaction", {}, emoji))),
      store,
    ),
  retract: ({ room, words }) =>
    message(
      room, "groupchat",
      body("/me retracted a previous message, but it's unsupported by your client."),
      xml("fallback", { xmlns: "urn:xmpp:fallback:0", for: "urn:xmpp:message-retract:1" }),
      xml("retract", { xmlns: "urn:xmpp:message-retract:1", id: transcript.find(room, words).stanzaId }),
      store,
    ),
  stop: () => xmpp.stop(),
});
xmpp.start().catch(fail);
