//! Entity capabilities (XEP-0115), used for one thing: which personal nodes a client wants to hear of (`+notify`,
//! XEP-0163 §4.2).
//!
//! Invariant: the client itself is asked, session by session; no hash of one client ever speaks for another.

use std::collections::BTreeSet;

use wire::ns;
use wire::stanza::{self, Kind, element};

use super::{Flow, publishing};
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;

const MOST_NODES: usize = 100;

pub fn learn(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    match incoming.kind {
        Kind::Presence if incoming.target == Target::Own && incoming.stanza.attr("type").is_none() => ask(turn, incoming),
        Kind::IqResult | Kind::IqError => return answered(turn, incoming),
        _ => {}
    }
    Ok(Flow::Next)
}

fn ask(turn: &mut Turn<'_>, incoming: &Incoming) {
    let Some(caps) = incoming.stanza.get_child("c", ns::CAPS) else { return };
    let (Some(node), Some(ver)) = (caps.attr("node"), caps.attr("ver")) else { return };
    let name = format!("{node}#{ver}");
    let id = turn.random_id();
    let Some(session) = turn.hall.get_mut(incoming.session) else { return };
    if session.caps.as_deref() == Some(name.as_str()) {
        return;
    }
    session.caps = Some(name.clone());
    session.caps_query = Some(id.clone());
    let query = element("query", ns::DISCO_INFO).attr("node", name).done();
    let mut question = stanza::iq_get(Some(&session.full), &id, query);
    stanza::set_attr(&mut question, "from", &turn.house.domain);
    turn.send(incoming.session, question);
}

fn answered(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    let Some(session) = turn.hall.get_mut(incoming.session) else { return Ok(Flow::Done) };
    if incoming.target != Target::Server
        || session.caps_query.is_none()
        || incoming.stanza.attr("id") != session.caps_query.as_deref()
    {
        return Ok(Flow::Next);
    }
    session.caps_query = None;
    let Some(query) = incoming.stanza.get_child("query", ns::DISCO_INFO) else { return Ok(Flow::Done) };
    let wanted: BTreeSet<String> = query
        .children()
        .filter(|child| child.is("feature", ns::DISCO_INFO))
        .filter_map(|child| child.attr("var")?.strip_suffix("+notify").map(str::to_owned))
        .take(MOST_NODES)
        .collect();
    let new: Vec<String> = wanted.difference(&session.notify).cloned().collect();
    session.notify = wanted;
    for node in new {
        publishing::send_last(turn, incoming.session, &incoming.account, &node)?;
    }
    Ok(Flow::Done)
}
