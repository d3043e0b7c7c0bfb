//! Service discovery (XEP-0030): what the server and the accounts can do.
//!
//! Invariant: only what is really here is advertised; clients decide by it.

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Draft, Kind, element};

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::house::House;
use crate::storage::nodes::Access;
use crate::storage::{StorageError, accounts, nodes};

const SERVER: &[&str] = &[
    ns::DISCO_INFO,
    ns::DISCO_ITEMS,
    ns::PING,
    ns::TIME,
    ns::VERSION,
    ns::ROSTER,
    ns::PRIVATE,
    ns::VCARD,
    ns::CARBONS,
    "urn:xmpp:carbons:rules:0",
    ns::BLOCKING,
    "msgoffline",
];

const ACCOUNT: &[&str] = &[
    ns::DISCO_INFO,
    ns::DISCO_ITEMS,
    ns::MAM,
    ns::MAM_EXTENDED,
    ns::STANZA_ID,
    ns::VCARD,
    "urn:xmpp:pep-vcard-conversion:0",
    ns::PUBSUB,
    "http://jabber.org/protocol/pubsub#access-open",
    "http://jabber.org/protocol/pubsub#access-presence",
    "http://jabber.org/protocol/pubsub#access-whitelist",
    "http://jabber.org/protocol/pubsub#auto-create",
    "http://jabber.org/protocol/pubsub#config-node",
    "http://jabber.org/protocol/pubsub#config-node-max",
    "http://jabber.org/protocol/pubsub#create-and-configure",
    "http://jabber.org/protocol/pubsub#create-nodes",
    "http://jabber.org/protocol/pubsub#delete-items",
    "http://jabber.org/protocol/pubsub#delete-nodes",
    "http://jabber.org/protocol/pubsub#filtered-notifications",
    "http://jabber.org/protocol/pubsub#item-ids",
    "http://jabber.org/protocol/pubsub#last-published",
    "http://jabber.org/protocol/pubsub#multi-items",
    "http://jabber.org/protocol/pubsub#persistent-items",
    "http://jabber.org/protocol/pubsub#publish",
    ns::PUBSUB_PUBLISH_OPTIONS,
    "http://jabber.org/protocol/pubsub#purge-nodes",
    "http://jabber.org/protocol/pubsub#retract-items",
    "http://jabber.org/protocol/pubsub#retrieve-items",
    "http://jabber.org/protocol/pubsub#rsm",
];

/// What an account can do for nobody but its owner.
const OWN_ACCOUNT: &[&str] = &[ns::COMMANDS, ns::ARCHIVE_PURGE];

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if incoming.kind != Kind::IqGet {
        return Ok(Flow::Next);
    }
    let Some(payload) = stanza::payload(&incoming.stanza) else { return Ok(Flow::Next) };
    let info = payload.is("query", ns::DISCO_INFO);
    if !info && !payload.is("query", ns::DISCO_ITEMS) {
        return Ok(Flow::Next);
    }
    let node = payload.attr("node");
    let answer = match &incoming.target {
        Target::Server if node.is_some() => None,
        Target::Server => Some(if info { server_info() } else { services(turn.house) }),
        Target::Own => about_account(turn, incoming, &incoming.account, node, info)?,
        Target::Person { account, resource: None } => {
            if !accounts::exists(turn.db, account)? {
                return Ok(Flow::Refuse("cancel", "service-unavailable"));
            }
            about_account(turn, incoming, account, node, info)?
        }
        _ => return Ok(Flow::Next),
    };
    Ok(match answer {
        Some(answer) => turn.result(incoming, Some(answer)),
        None => Flow::Refuse("cancel", "item-not-found"),
    })
}

fn query(category: &str, kind: &str, name: Option<&str>) -> Draft {
    element("query", ns::DISCO_INFO)
        .child(element("identity", ns::DISCO_INFO).attr("category", category).attr("type", kind).attr_opt("name", name))
}

fn feature(name: &&str) -> Element {
    element("feature", ns::DISCO_INFO).attr("var", name).done()
}

fn server_info() -> Element {
    query("server", "im", Some("Hallway")).children(SERVER.iter().map(feature)).done()
}

/// The services beside the server itself.
fn services(house: &House) -> Element {
    let service = |jid: &str, name: &str| element("item", ns::DISCO_ITEMS).attr("jid", jid).attr("name", name).done();
    let upload = house.uploads.enabled.then(|| service(&house.upload_domain, "Files"));
    element("query", ns::DISCO_ITEMS).child(service(&house.rooms_domain, "Rooms")).children(upload).done()
}

fn about_account(
    turn: &Turn<'_>,
    incoming: &Incoming,
    account: &str,
    node: Option<&str>,
    info: bool,
) -> Result<Option<Element>, StorageError> {
    let visible = |access: Access, trusted: bool| match access {
        Access::Open => true,
        Access::Presence => trusted,
        Access::Whitelist => incoming.account == account,
    };
    let trusted = turn.may_see(&incoming.account, account)?;
    if let Some(node) = node {
        let config = nodes::config(turn.db, account, node)?.filter(|config| visible(config.access, trusted));
        return Ok(config.map(|_| {
            let reply = if info { query("pubsub", "leaf", None) } else { element("query", ns::DISCO_ITEMS) };
            reply.attr("node", node).done()
        }));
    }
    if info {
        let identity = element("identity", ns::DISCO_INFO).attr("category", "pubsub").attr("type", "pep");
        let own = if incoming.account == account { OWN_ACCOUNT } else { &[] };
        let features = ACCOUNT.iter().chain(own);
        return Ok(Some(query("account", "registered", None).child(identity).children(features.map(feature)).done()));
    }
    let bare = turn.bare_of(account);
    let items = nodes::list(turn.db, account)?
        .into_iter()
        .filter(|(_, config)| visible(config.access, trusted))
        .map(|(node, _)| element("item", ns::DISCO_ITEMS).attr("jid", &bare).attr("node", node).done());
    Ok(Some(element("query", ns::DISCO_ITEMS).children(items).done()))
}
