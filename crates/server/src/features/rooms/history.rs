//! What was said before: the room's archive (XEP-0313 §"MUC Archives"), the discussion history at joining (XEP-0045
//! §7.2.13), and the topic.
//!
//! Invariant: whether somebody may read is decided anew at each question. Where newcomers do not see the past, nothing
//! from before their first coming is found by any way. Private messages are in neither.

use minidom::Element;
use wire::ns;
use wire::payload::delay;
use wire::payload::muc::{Affiliation, History, Role};
use wire::payload::stanza_id;
use wire::stanza;

use super::access::Action;
use super::{Visit, from_room};
use crate::core::{SessionId, Turn};
use crate::features::Flow;
use crate::features::archive::{Shelf, answer, reopen};
use crate::storage::StorageError;
use crate::storage::archive::{self, Filter, Owner, Page, QueryError};
use crate::storage::rooms::{Room, Settings};

/// Messages sent at joining unless something else is asked for, and at most.
const USUAL: u32 = 20;
const MOST: u32 = 100;

/// Somebody who wants to read what was said.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    pub affiliation: Affiliation,
    pub role: Role,
    /// See [`crate::storage::rooms::people::Person::seen_from`].
    pub seen_from: Option<i64>,
}

impl Reader {
    /// The last entry that is not for their eyes. Who never came in has seen nothing yet.
    fn hidden_to(self, settings: &Settings) -> Option<i64> {
        if settings.newcomers_see_past { None } else { Some(self.seen_from.unwrap_or(i64::MAX)) }
    }

    /// Whether they may know who wrote what in a semi-anonymous room. Elsewhere the messages say so.
    fn knows_authors(self) -> bool {
        self.role == Role::Moderator || self.affiliation >= Affiliation::Admin
    }
}

/// A question to the archive.
pub fn ask(turn: &mut Turn<'_>, visit: &Visit<'_>, payload: &Element) -> Result<Flow, StorageError> {
    if !visit.may(Action::ReadArchive) {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    if !visit.room.settings.archived {
        return Ok(Flow::Refuse("cancel", "service-unavailable"));
    }
    let seen_from = visit.person.as_ref().and_then(|person| person.seen_from);
    let reader = Reader { affiliation: visit.standing.affiliation, role: visit.standing.role, seen_from };
    let shelf = Shelf {
        owner: Owner::Room(&visit.room.name),
        address: &visit.jid,
        hidden_to: reader.hidden_to(&visit.room.settings),
        reveal: reader.knows_authors(),
    };
    answer(turn, visit.incoming, payload, &shelf)
}

/// The last messages with text, as far as they are wanted.
pub fn send(turn: &mut Turn<'_>, room: &Room, reader: Reader, session: SessionId, wanted: &History) -> Result<(), StorageError> {
    let most = wanted.max_stanzas.unwrap_or(USUAL).min(MOST);
    if most == 0 || wanted.max_chars == Some(0) || !room.settings.archived {
        return Ok(());
    }
    let by_age = wanted.seconds.map(|seconds| turn.now.saturating_sub(i64::from(seconds).saturating_mul(1_000)));
    let filter = Filter { start: wanted.since.max(by_age), hidden_to: reader.hidden_to(&room.settings), ..Filter::default() };
    let page = archive::query(turn.db, Owner::Room(&room.name), &filter, &Page::Last, most as usize);
    let entries = match page {
        Ok(answer) => answer.entries,
        Err(QueryError::UnknownId) => return Ok(()),
        Err(QueryError::Storage(error)) => return Err(error),
    };
    let jid = turn.house.room(&room.name);
    let mut chosen: Vec<Element> = Vec::new();
    let mut room_left = wanted.max_chars.map_or(u64::MAX, u64::from);
    for entry in entries.iter().rev() {
        let size = entry.stanza.len() as u64;
        if size > room_left {
            break;
        }
        room_left -= size;
        let Some(mut message) = reopen(entry, reader.knows_authors()) else { continue };
        if stanza::body(&message).is_none() {
            continue;
        }
        message.append_child(delay::delay(&jid, entry.at));
        message.append_child(stanza_id::stanza_id(&jid, &entry.id));
        chosen.push(message);
    }
    for message in chosen.into_iter().rev() {
        turn.send_to(session, &message);
    }
    Ok(())
}

/// The topic, which ends what a newcomer is told (§7.2.15).
pub fn send_subject(turn: &mut Turn<'_>, room: &Room, session: SessionId) {
    let jid = turn.house.room(&room.name);
    let from = room.subject.as_ref().map_or_else(|| jid.clone(), |subject| format!("{jid}/{}", subject.by));
    let text = room.subject.as_ref().map(|subject| subject.text.clone()).unwrap_or_default();
    let message = from_room("message", &from)
        .attr("type", "groupchat")
        .attr("id", turn.random_id())
        .child(stanza::element("subject", ns::CLIENT).text(text))
        .child_opt(room.subject.as_ref().map(|subject| delay::delay(&jid, subject.at)));
    turn.send_to(session, &message.done());
}
