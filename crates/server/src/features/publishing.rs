//! Publishing to personal nodes (XEP-0163), and who hears of it: the own devices and everyone who sees the person,
//! as far as their clients asked for the node.
//!
//! Invariant: options a client publishes with are conditions (XEP-0060 §7.1.5): they hold, or nothing is published.
//! A private node is never told to anybody but its owner.

use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::nodes::{Form, configured, pubsub_error, readable};
use super::{Flow, presence};
use crate::core::{Effect, Incoming, SessionId, Target, Turn};
use crate::storage::nodes::{self, Access, Config, Item};
use crate::storage::{StorageError, accounts};

/// The longest name of a node or an item, in bytes.
pub const LONGEST_ID: usize = 1_023;

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let Some(pubsub) = stanza::payload(&incoming.stanza).filter(|payload| payload.is("pubsub", ns::PUBSUB)) else {
        return Ok(Flow::Next);
    };
    let (Kind::IqSet, Some(publish)) = (incoming.kind, pubsub.get_child("publish", ns::PUBSUB)) else { return Ok(Flow::Next) };
    if incoming.target != Target::Own {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    let Some(node) = publish.attr("node").filter(|node| !node.is_empty() && node.len() <= LONGEST_ID) else {
        return Ok(pubsub_error("modify", "bad-request", "nodeid-required"));
    };
    let mut items = publish.children().filter(|child| child.is("item", ns::PUBSUB));
    let (Some(entry), None) = (items.next(), items.next()) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    let Some(payload) = stanza::payload(entry) else { return Ok(pubsub_error("modify", "bad-request", "payload-required")) };
    let id = match entry.attr("id").filter(|id| !id.is_empty()) {
        Some(id) if id.len() > LONGEST_ID => return Ok(Flow::Refuse("modify", "not-acceptable")),
        Some(id) => id.to_owned(),
        None => turn.random_id(),
    };
    let options = pubsub.get_child("publish-options", ns::PUBSUB).and_then(|options| options.get_child("x", ns::DATA_FORMS));
    let config = match conditions(turn, &incoming.account, node, options.map(Form::read))? {
        Ok(config) => config,
        Err(refusal) => return Ok(refusal),
    };
    let item = Item { id: id.clone(), payload: wire::frame::serialize(payload) };
    publish_item(turn, &incoming.account, node, &config, &item)?;
    let answer = element("pubsub", ns::PUBSUB)
        .child(element("publish", ns::PUBSUB).attr("node", node).child(element("item", ns::PUBSUB).attr("id", id)))
        .done();
    Ok(turn.result(incoming, Some(answer)))
}

/// The node as it is, if it fits the options, or as the options make it, if it is new.
fn conditions(turn: &Turn<'_>, account: &str, node: &str, options: Option<Form>) -> Result<Result<Config, Flow>, StorageError> {
    let present = nodes::config(turn.db, account, node)?;
    let base = present.clone().unwrap_or_default();
    let Some(options) = options else { return keep_new(turn, account, node, present.is_none(), base) };
    let Ok(wanted) = configured(&base, &options) else { return Ok(Err(Flow::Refuse("modify", "not-acceptable"))) };
    match present {
        Some(present) if present != wanted => Ok(Err(pubsub_error("cancel", "conflict", "precondition-not-met"))),
        present => keep_new(turn, account, node, present.is_none(), wanted),
    }
}

fn keep_new(turn: &Turn<'_>, account: &str, node: &str, new: bool, config: Config) -> Result<Result<Config, Flow>, StorageError> {
    if new && !nodes::put(turn.db, account, node, &config)? {
        return Ok(Err(pubsub_error("wait", "resource-constraint", "max-nodes-exceeded")));
    }
    Ok(Ok(config))
}

/// Writes the item into an existing node and tells everyone who wants to hear of it.
pub fn publish_item(turn: &mut Turn<'_>, account: &str, node: &str, config: &Config, item: &Item) -> Result<(), StorageError> {
    if config.persist {
        nodes::publish(turn.db, account, node, item, turn.now, config.max_items)?;
    }
    if node == ns::AVATAR_METADATA {
        let shown = read_payload(item).is_some_and(|metadata| metadata.has_child("info", ns::AVATAR_METADATA));
        let hash = shown.then(|| item.id.clone());
        presence::avatar_changed(turn, account, hash.as_ref())?;
        turn.effects.push(Effect::Avatar { account: account.to_owned(), hash });
    }
    if let Some(entry) = event_item(item) {
        notify(turn, account, node, config, element("items", ns::PUBSUB_EVENT).attr("node", node).child(entry).done())?;
    }
    Ok(())
}

/// Items of a node are gone; with the last picture its owner has none (XEP-0084 §4.3, XEP-0398).
pub fn items_went(turn: &mut Turn<'_>, account: &str, node: &str) -> Result<(), StorageError> {
    if node == ns::AVATAR_METADATA && nodes::newest(turn.db, account, node, 1)?.is_empty() {
        presence::avatar_changed(turn, account, None)?;
        turn.effects.push(Effect::Avatar { account: account.to_owned(), hash: None });
    }
    Ok(())
}

fn read_payload(item: &Item) -> Option<Element> {
    wire::frame::parse(&item.payload, &wire::limits::Limits::STANZA).ok()
}

fn event_item(item: &Item) -> Option<Element> {
    Some(element("item", ns::PUBSUB_EVENT).attr("id", &item.id).child(read_payload(item)?).done())
}

fn event(bare: &str, what: Element) -> Element {
    element("message", ns::CLIENT)
        .attr("from", bare)
        .attr("type", "headline")
        .child(element("event", ns::PUBSUB_EVENT).child(what))
        .done()
}

/// Tells an event to the owner's devices and, unless the node is private, to those who see the owner.
pub fn notify(turn: &mut Turn<'_>, account: &str, node: &str, config: &Config, what: Element) -> Result<(), StorageError> {
    let mut audience = vec![account.to_owned()];
    if config.access != Access::Whitelist {
        let hidden = presence::hidden(turn, account)?;
        audience.extend(turn.watchers_online(account)?.into_iter().filter(|watcher| !hidden.contains(watcher)));
    }
    let message = event(&turn.bare_of(account), what);
    for listener in audience {
        for session in turn.sessions_of(&listener, |session| session.notify.contains(node)) {
            turn.send_to(session, &message);
        }
    }
    Ok(())
}

/// A client has begun to listen to a node: it gets the last item of every person it sees (XEP-0163 §4.3.4).
pub fn send_last(turn: &mut Turn<'_>, session: SessionId, account: &str, node: &str) -> Result<(), StorageError> {
    let mut found: Vec<(String, Item)> = Vec::new();
    if nodes::config(turn.db, account, node)?.is_some_and(|config| config.send_last != "never") {
        found.extend(nodes::newest(turn.db, account, node, 1)?.into_iter().map(|item| (account.to_owned(), item)));
    }
    let hidden = presence::hidden(turn, account)?;
    for (owner, item) in nodes::newest_of_all(turn.db, node)? {
        if owner != account && !hidden.contains(&owner) && turn.may_see(account, &owner)? {
            found.push((owner, item));
        }
    }
    for (owner, item) in found {
        if let Some(entry) = event_item(&item) {
            let items = element("items", ns::PUBSUB_EVENT).attr("node", node).child(entry).done();
            let message = event(&turn.bare_of(&owner), items);
            turn.send_to(session, &message);
        }
    }
    Ok(())
}

/// Sets the avatar of an account as its client would (XEP-0084); no bytes take it away.
pub fn set_avatar(turn: &mut Turn<'_>, account: &str, mime: &str, bytes: &[u8]) -> Result<(), StorageError> {
    use base64::Engine as _;
    use sha1::Digest as _;
    if !accounts::exists(turn.db, account)? {
        return Ok(());
    }
    let open = Config { access: Access::Open, ..Config::default() };
    if bytes.is_empty() {
        let item = Item { id: "none".into(), payload: wire::frame::serialize(&element("metadata", ns::AVATAR_METADATA).done()) };
        nodes::put(turn.db, account, ns::AVATAR_METADATA, &open)?;
        return publish_item(turn, account, ns::AVATAR_METADATA, &open, &item);
    }
    let hash: String = sha1::Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let data = element("data", ns::AVATAR_DATA).text(base64::engine::general_purpose::STANDARD.encode(bytes)).done();
    let info =
        element("info", ns::AVATAR_METADATA).attr("id", &hash).attr("type", mime).attr("bytes", bytes.len().to_string()).done();
    let metadata = element("metadata", ns::AVATAR_METADATA).child(info).done();
    for (node, payload) in [(ns::AVATAR_DATA, data), (ns::AVATAR_METADATA, metadata)] {
        nodes::put(turn.db, account, node, &open)?;
        let item = Item { id: hash.clone(), payload: wire::frame::serialize(&payload) };
        publish_item(turn, account, node, &open, &item)?;
    }
    Ok(())
}

/// The current avatar of an account: its type and base64 text.
pub fn avatar(turn: &Turn<'_>, account: &str) -> Result<Option<(String, String)>, StorageError> {
    let Some(metadata) = nodes::newest(turn.db, account, ns::AVATAR_METADATA, 1)?.into_iter().next() else { return Ok(None) };
    let mime = read_payload(&metadata)
        .and_then(|metadata| Some(metadata.get_child("info", ns::AVATAR_METADATA)?.attr("type")?.to_owned()));
    let (Some(mime), Some(data)) = (mime, nodes::item(turn.db, account, ns::AVATAR_DATA, &metadata.id)?) else { return Ok(None) };
    Ok(read_payload(&data).map(|data| (mime, data.text())))
}

/// Whether this account may read the node at all; `None` when there is no such node to be seen.
pub fn visible(turn: &Turn<'_>, reader: &str, owner: &str, node: &str) -> Result<Option<Config>, StorageError> {
    let Some(config) = nodes::config(turn.db, owner, node)? else { return Ok(None) };
    Ok(readable(turn, reader, owner, &config)?.then_some(config))
}
