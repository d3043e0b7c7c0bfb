//! Reading and administering personal nodes (XEP-0060, the part that XEP-0163 needs): items, create, configure,
//! retract, purge, delete.
//!
//! Invariant: only the owner changes anything; who may not read a node is told the same as if it were not there.

use minidom::Element;
use wire::ns;
use wire::payload::rsm::{Page, Rsm};
use wire::stanza::{self, Kind, element};

use super::Flow;
use super::publishing::{self, LONGEST_ID};
use crate::core::{Incoming, Target, Turn};
use crate::storage::nodes::{self, Access, Config, Item};
use crate::storage::{StorageError, accounts};

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if !matches!(incoming.kind, Kind::IqGet | Kind::IqSet) {
        return Ok(Flow::Next);
    }
    let Some(pubsub) = stanza::payload(&incoming.stanza) else { return Ok(Flow::Next) };
    let owner_request = pubsub.is("pubsub", ns::PUBSUB_OWNER);
    if !owner_request && !pubsub.is("pubsub", ns::PUBSUB) {
        return Ok(Flow::Next);
    }
    let owner = match &incoming.target {
        Target::Own => incoming.account.clone(),
        Target::Person { account, resource: None } => account.clone(),
        _ => return Ok(Flow::Next),
    };
    let own = owner == incoming.account;
    let Some(what) = stanza::payload(pubsub) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    match (incoming.kind, owner_request, what.name()) {
        (Kind::IqGet, false, "items") => items(turn, incoming, &owner, pubsub, what),
        (Kind::IqGet, false, "subscriptions" | "affiliations") => {
            let answer = element("pubsub", ns::PUBSUB).child(element(what.name(), ns::PUBSUB)).done();
            Ok(turn.result(incoming, Some(answer)))
        }
        (Kind::IqSet, false, "subscribe" | "unsubscribe") => Ok(pubsub_error("cancel", "feature-not-implemented", "unsupported")),
        _ if !own => Ok(Flow::Refuse("auth", "forbidden")),
        (Kind::IqSet, false, "create") => create(turn, incoming, pubsub, what),
        (Kind::IqSet, false, "retract") => retract(turn, incoming, what),
        (Kind::IqGet, true, "configure" | "default") => show_config(turn, incoming, what),
        (Kind::IqSet, true, "configure") => configure(turn, incoming, what),
        (Kind::IqSet, true, "delete" | "purge") => clear(turn, incoming, what),
        _ => Ok(Flow::Refuse("cancel", "feature-not-implemented")),
    }
}

/// An error with the condition XEP-0060 adds.
pub fn pubsub_error(kind: &'static str, condition: &'static str, detail: &str) -> Flow {
    Flow::RefuseWith(kind, condition, Box::new(element(detail, ns::PUBSUB_ERRORS).done()))
}

pub fn readable(turn: &Turn<'_>, reader: &str, owner: &str, config: &Config) -> Result<bool, StorageError> {
    Ok(match config.access {
        Access::Open => true,
        Access::Whitelist => reader == owner,
        Access::Presence => turn.may_see(reader, owner)?,
    })
}

fn items(turn: &mut Turn<'_>, incoming: &Incoming, owner: &str, pubsub: &Element, what: &Element) -> Result<Flow, StorageError> {
    let Some(node) = what.attr("node") else { return Ok(pubsub_error("modify", "bad-request", "nodeid-required")) };
    if !accounts::exists(turn.db, owner)? || publishing::visible(turn, &incoming.account, owner, node)?.is_none() {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    }
    let wanted: Vec<&str> =
        what.children().filter(|child| child.is("item", ns::PUBSUB)).filter_map(|child| child.attr("id")).collect();
    let rsm = Rsm::from_parent(pubsub);
    let mut set = None;
    let found: Vec<Item> = if !wanted.is_empty() {
        let mut found = Vec::new();
        for id in wanted {
            found.extend(nodes::item(turn.db, owner, node, id)?);
        }
        found
    } else if rsm != Rsm::default() {
        let Some((found, index, count)) = nodes::page(turn.db, owner, node, &rsm)? else {
            return Ok(Flow::Refuse("cancel", "item-not-found"));
        };
        let ends = found.first().zip(found.last()).map(|(first, last)| (first.id.clone(), last.id.clone()));
        let (first, last) = ends.unzip();
        set = Some(Page { index: first.is_some().then_some(index), first, last, count: Some(count) }.to_element());
        found
    } else {
        let most = stanza::attr_number::<u32>(what, "max_items").unwrap_or(nodes::MOST_ITEMS);
        let mut found = nodes::newest(turn.db, owner, node, most.min(nodes::MOST_ITEMS))?;
        found.reverse();
        found
    };
    let entries = found.iter().filter_map(|item| {
        let payload = wire::frame::parse(&item.payload, &wire::limits::Limits::STANZA).ok()?;
        Some(element("item", ns::PUBSUB).attr("id", &item.id).child(payload).done())
    });
    let list = element("items", ns::PUBSUB).attr("node", node).children(entries);
    let answer = element("pubsub", ns::PUBSUB).child(list).child_opt(set).done();
    Ok(turn.result(incoming, Some(answer)))
}

fn create(turn: &mut Turn<'_>, incoming: &Incoming, pubsub: &Element, what: &Element) -> Result<Flow, StorageError> {
    let node = match what.attr("node").filter(|node| !node.is_empty()) {
        Some(node) if node.len() > LONGEST_ID => return Ok(Flow::Refuse("modify", "not-acceptable")),
        Some(node) => node.to_owned(),
        None => turn.random_id(),
    };
    if nodes::config(turn.db, &incoming.account, &node)?.is_some() {
        return Ok(Flow::Refuse("cancel", "conflict"));
    }
    let form = pubsub.get_child("configure", ns::PUBSUB).and_then(|configure| configure.get_child("x", ns::DATA_FORMS));
    let form = form.map(Form::read).unwrap_or_default();
    let Ok(config) = configured(&Config::default(), &form) else { return Ok(Flow::Refuse("modify", "not-acceptable")) };
    if !nodes::put(turn.db, &incoming.account, &node, &config)? {
        return Ok(pubsub_error("wait", "resource-constraint", "max-nodes-exceeded"));
    }
    let answer = element("pubsub", ns::PUBSUB).child(element("create", ns::PUBSUB).attr("node", node)).done();
    Ok(turn.result(incoming, Some(answer)))
}

fn retract(turn: &mut Turn<'_>, incoming: &Incoming, what: &Element) -> Result<Flow, StorageError> {
    let Some(node) = what.attr("node") else { return Ok(pubsub_error("modify", "bad-request", "nodeid-required")) };
    let Some(config) = nodes::config(turn.db, &incoming.account, node)? else {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    };
    let Some(id) = what.get_child("item", ns::PUBSUB).and_then(|item| item.attr("id")) else {
        return Ok(pubsub_error("modify", "bad-request", "item-required"));
    };
    if !nodes::retract(turn.db, &incoming.account, node, id)? {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    }
    let done = turn.result(incoming, None);
    let gone = element("retract", ns::PUBSUB_EVENT).attr("id", id);
    let event = element("items", ns::PUBSUB_EVENT).attr("node", node).child(gone).done();
    publishing::notify(turn, &incoming.account, node, &config, event)?;
    publishing::items_went(turn, &incoming.account, node)?;
    Ok(done)
}

fn show_config(turn: &mut Turn<'_>, incoming: &Incoming, what: &Element) -> Result<Flow, StorageError> {
    let config = match (what.name(), what.attr("node")) {
        ("default", _) => Some(Config::default()),
        (_, Some(node)) => nodes::config(turn.db, &incoming.account, node)?,
        _ => return Ok(pubsub_error("modify", "bad-request", "nodeid-required")),
    };
    let Some(config) = config else { return Ok(Flow::Refuse("cancel", "item-not-found")) };
    let max_items = config.max_items.to_string();
    let form = element("x", ns::DATA_FORMS)
        .attr("type", "form")
        .child(field("FORM_TYPE", "hidden", ns::PUBSUB_NODE_CONFIG))
        .child(field("pubsub#access_model", "list-single", config.access.name()))
        .child(field("pubsub#max_items", "text-single", &max_items))
        .child(field("pubsub#persist_items", "boolean", if config.persist { "1" } else { "0" }))
        .child(field("pubsub#send_last_published_item", "list-single", &config.send_last));
    let shown = element(what.name(), ns::PUBSUB_OWNER).attr_opt("node", what.attr("node")).child(form);
    let answer = element("pubsub", ns::PUBSUB_OWNER).child(shown).done();
    Ok(turn.result(incoming, Some(answer)))
}

fn field(name: &str, kind: &str, value: &str) -> Element {
    element("field", ns::DATA_FORMS).attr("var", name).attr("type", kind).field("value", value).done()
}

fn configure(turn: &mut Turn<'_>, incoming: &Incoming, what: &Element) -> Result<Flow, StorageError> {
    let Some(node) = what.attr("node") else { return Ok(pubsub_error("modify", "bad-request", "nodeid-required")) };
    let Some(present) = nodes::config(turn.db, &incoming.account, node)? else {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    };
    let Some(form) = what.get_child("x", ns::DATA_FORMS) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    if form.attr("type") == Some("cancel") {
        return Ok(turn.result(incoming, None));
    }
    let Ok(config) = configured(&present, &Form::read(form)) else { return Ok(Flow::Refuse("modify", "not-acceptable")) };
    nodes::put(turn.db, &incoming.account, node, &config)?;
    Ok(turn.result(incoming, None))
}

fn clear(turn: &mut Turn<'_>, incoming: &Incoming, what: &Element) -> Result<Flow, StorageError> {
    let Some(node) = what.attr("node") else { return Ok(pubsub_error("modify", "bad-request", "nodeid-required")) };
    let Some(config) = nodes::config(turn.db, &incoming.account, node)? else {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    };
    if what.name() == "delete" {
        nodes::delete(turn.db, &incoming.account, node)?;
    } else {
        nodes::purge(turn.db, &incoming.account, node)?;
    }
    let done = turn.result(incoming, None);
    let event = element(what.name(), ns::PUBSUB_EVENT).attr("node", node).done();
    publishing::notify(turn, &incoming.account, node, &config, event)?;
    publishing::items_went(turn, &incoming.account, node)?;
    Ok(done)
}

/// A submitted data form (XEP-0004): first value by field.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn read(x: &Element) -> Self {
        let fields = x.children().filter(|child| child.is("field", ns::DATA_FORMS)).filter_map(|field| {
            let value = field.get_child("value", ns::DATA_FORMS).map(Element::text).unwrap_or_default();
            Some((field.attr("var")?.to_owned(), value.trim().to_owned()))
        });
        Self(fields.collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// A value in a configuration that is not offered here.
#[derive(Debug)]
pub struct NotOffered;

/// The configuration with what the form asks for. Fields that change nothing here are let be.
pub fn configured(base: &Config, form: &Form) -> Result<Config, NotOffered> {
    let mut config = base.clone();
    if let Some(access) = form.get("pubsub#access_model") {
        config.access = Access::from_name(access).ok_or(NotOffered)?;
    }
    if let Some(max_items) = form.get("pubsub#max_items") {
        config.max_items = match max_items {
            "max" => nodes::MOST_ITEMS,
            number => number.parse().ok().filter(|number| (1..=nodes::MOST_ITEMS).contains(number)).ok_or(NotOffered)?,
        };
    }
    if let Some(persist) = form.get("pubsub#persist_items") {
        config.persist = stanza::is_true(persist);
    }
    if form.get("pubsub#deliver_payloads").is_some_and(|deliver| !stanza::is_true(deliver)) {
        return Err(NotOffered);
    }
    if let Some(send_last) = form.get("pubsub#send_last_published_item") {
        if !["never", "on_sub", "on_sub_and_presence"].contains(&send_last) {
            return Err(NotOffered);
        }
        config.send_last = send_last.to_owned();
    }
    Ok(config)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn configurations_take_what_is_offered_and_refuse_the_rest() {
        let base = Config::default();
        let private = configured(&base, &form(&[("pubsub#access_model", "whitelist"), ("pubsub#max_items", "max")])).unwrap();
        assert_eq!((private.access, private.max_items), (Access::Whitelist, nodes::MOST_ITEMS));
        assert_eq!(configured(&base, &form(&[("pubsub#title", "x")])).unwrap(), base);
        assert!(configured(&base, &form(&[("pubsub#access_model", "roster")])).is_err());
        assert!(configured(&base, &form(&[("pubsub#max_items", "0")])).is_err());
        assert!(configured(&base, &form(&[("pubsub#deliver_payloads", "false")])).is_err());
        assert!(configured(&base, &form(&[("pubsub#send_last_published_item", "sometimes")])).is_err());
    }
}
