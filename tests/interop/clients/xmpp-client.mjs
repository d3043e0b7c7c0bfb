// A colleague who uses a program built on @xmpp/client, the library of xmpp.js.

import { client, xml } from "@xmpp/client";
import { WebSocket } from "ws";
import { account, fail, listen, tell } from "./lines.mjs";
import { ScramSha256 } from "./scram-sha-256.mjs";

// The library takes the browser's class, which Node has only since version 22.
globalThis.WebSocket ??= WebSocket;

const { websocket, domain, user, password } = account();
const xmpp = client({ service: websocket, domain, username: user, password, resource: "xmpp.js" });
xmpp.reconnect.stop();
xmpp.saslFactory.use(ScramSha256);

xmpp.on("error", fail);

xmpp.on("stanza", (stanza) => {
  if (stanza.is("presence")) presence(stanza);
  if (stanza.is("message")) message(stanza);
});

function presence(stanza) {
  const { from, type = "available" } = stanza.attrs;
  tell("presence", { from, type, show: stanza.getChildText("show") ?? "", status: stanza.getChildText("status") ?? "" });
}

function message(stanza) {
  const own = xmpp.jid.bare().toString();
  const carbon = stanza.getChild("received", "urn:xmpp:carbons:2") ?? stanza.getChild("sent", "urn:xmpp:carbons:2");
  // Only the own account may say that something was a copy (XEP-0280 §11).
  if (carbon && (stanza.attrs.from ?? own) !== own) return;
  const told = carbon ? carbon.getChild("forwarded", "urn:xmpp:forward:0").getChild("message") : stanza;
  const { from, to, id, type } = told.attrs;
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
listen({
  join: ({ room, nick }) =>
    xmpp.send(
      xml("presence", { to: `${room}/${nick}` },
        xml("x", "http://jabber.org/protocol/muc", xml("history", { maxstanzas: "0" }))),
    ),
  say: ({ to, body, room }) => {
    said += 1;
    const id = `said-${said}`;
    if (room) return xmpp.send(xml("message", { to, id, type: "groupchat" }, xml("body", {}, body)));
    const receipt = xml("request", "urn:xmpp:receipts");
    return xmpp.send(xml("message", { to, id, type: "chat" }, xml("body", {}, body), receipt));
  },
  stop: () => xmpp.stop(),
});
xmpp.start().catch(fail);
