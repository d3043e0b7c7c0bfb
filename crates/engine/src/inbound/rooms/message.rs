//! What is said in a room (XEP-0045 §7.4, §8.1): whose words they are, and where they stand.
//!
//! Invariant: only what comes from a room one is in. An author is a person only where the room shows everybody's address and
//! itself said whose the name is: by the presence of now, or beside the message in its archive, which takes away what
//! others write there (XEP-0313 §MUC Archives). Otherwise the author is `room/nick`.

use super::{Event, Seat, affiliation};
use crate::inbound::{Outcome, Scene, Why, chat_state, message, message::Sides};
use minidom::Element;
use store::{Content, Fact, Message, Millis, Notice};
use wire::{
    ns,
    payload::{delay, muc::RoomUser, muc::status, occupant_id, stanza_id},
    stanza,
};

/// A message of `type='groupchat'`, or an error for one, as it came from a room.
pub fn live(element: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    let Some((room, seat)) = element.attr("from").and_then(stanza::bare).and_then(|room| {
        let seat = scene.rooms.seat(&room).filter(|seat| seat.inside())?;
        Some((room, seat))
    }) else {
        return vec![Outcome::Dropped(Why::Room)];
    };
    let nick = element.attr("from").and_then(stanza::resource);
    let mut outcomes = Vec::new();
    if let Some(purged) = purged(element, &room, nick.as_deref(), stanza_id::id_by(element, &room), scene.now) {
        return match purged {
            Ok(facts) => facts.into_iter().map(Outcome::Fact).collect(),
            Err(why) => vec![Outcome::Dropped(why)],
        };
    }
    let event = |event: Event| Outcome::Room { room: room.clone(), event };
    let archive_id = stanza_id::id_by(element, &room).filter(|_| seat.traits.stable_ids);
    // What was said before one came in, of rooms without an archive; and the topic as one finds it.
    let before = delay::stamp_by(element, &[&room]);
    let at = before.unwrap_or(scene.now).min(scene.now);

    match &nick {
        None => outcomes.extend(of_itself(element).into_iter().map(event)),
        // Signals are of those who are there: any other name a room can invent without end.
        Some(nick) if before.is_none() && *nick != seat.nick && seat.occupant(nick).is_some() => {
            if let Some(active) = chat_state::active(element) {
                outcomes.push(event(Event::Typing { nick: nick.clone(), active }));
            }
            if let Some(id) = displayed(element) {
                outcomes.push(event(Event::Seen { nick: nick.clone(), id }));
            }
        }
        Some(_) => {}
    }
    let sides = present(element, &room, seat, nick.clone());
    if let Some(topic) = topic(element) {
        outcomes.push(event(Event::Topic { topic: topic.clone(), by: nick, at: before }));
        if before.is_none() && seat.settled {
            outcomes.push(Outcome::Fact(Fact::Message(notice(sides, topic, at, archive_id, element))));
        }
    } else {
        match message::said(element, &sides, false, scene) {
            Ok(Some(message)) => outcomes.push(Outcome::Fact(Fact::Message(Message { at, archive_id, ..message }))),
            Ok(None) => {}
            Err(why) => return vec![Outcome::Dropped(why)],
        }
    }
    if outcomes.is_empty() { vec![Outcome::Dropped(Why::NothingToDo)] } else { outcomes }
}

/// A message out of the room's archive.
pub fn archived(element: &Element, room: &str, scene: &Scene<'_>, archive_id: &str, at: Millis) -> Result<Vec<Fact>, Why> {
    let seat = scene.rooms.seat(room).ok_or(Why::Room)?;
    let from = element.attr("from").ok_or(Why::Malformed)?;
    if element.attr("type") != Some("groupchat") || stanza::bare(from).as_deref() != Some(room) {
        return Err(Why::ForgedArchive);
    }
    if let Some(purged) = purged(element, room, stanza::resource(from).as_deref(), Some(archive_id.to_owned()), at) {
        return purged;
    }
    let sides = recorded(element, room, seat, stanza::resource(from), &scene.me.bare);
    let archive_id = Some(archive_id.to_owned());
    let message = match topic(element) {
        Some(topic) => Some(notice(sides, topic, at, archive_id, element)),
        None => message::said(element, &sides, true, scene)?.map(|message| Message { at, archive_id, ..message }),
    };
    Ok(message.map(Fact::Message).into_iter().collect())
}

/// What counts of it. A room that speaks for itself only takes back what others said. Whoever cannot be told from another with
/// the same name may say things, but change nothing that was said (XEP-0308 §Business Rules, XEP-0424).
pub fn believed(content: Content, sides: &Sides) -> Option<Content> {
    if !sides.room {
        return Some(content);
    }
    let known = sides.mine || sides.occupant.is_some() || stanza::resource(&sides.author).is_none();
    match content {
        Content::Moderation { .. } | Content::Tombstone { .. } => Some(content),
        _ if sides.nick.is_none() => None,
        Content::Correction { text, .. } if !known => Some(Content::Text(text)),
        Content::Retraction { .. } | Content::Reactions { .. } if !known => None,
        _ => Some(content),
    }
}

/// An error for something that was said in a room, or in private through it.
pub fn returned(element: &Element, scene: &Scene<'_>) -> Option<Outcome> {
    let room = stanza::bare(element.attr("from")?)?;
    scene.rooms.seat(&room)?;
    let origin_id = element.attr("id").filter(|id| !id.is_empty())?.to_owned();
    let (_, condition, _) = stanza::error_condition(element)?;
    // What went to one person there belongs to the talk with them.
    if stanza::resource(element.attr("from")?).is_some() {
        return None;
    }
    Some(Outcome::Room { room, event: Event::Returned { origin_id, condition } })
}

/// All that was said before this message is deleted (docs/protocol.md): true only of the room itself. The message takes its
/// place in the archive, so that it is known what lies before it, and goes with the rest.
fn purged(
    element: &Element,
    room: &str,
    nick: Option<&str>,
    archive_id: Option<String>,
    at: Millis,
) -> Option<Result<Vec<Fact>, Why>> {
    if !element.has_child("purged", ns::ROOMS) {
        return None;
    }
    if nick.is_some() {
        return Some(Err(Why::ForgedPurge));
    }
    let content = Content::Tombstone { by: None, reason: String::new() };
    let sides = Sides::in_room(room, None, None, None, true);
    let message =
        Message { content, at, archive_id: archive_id.clone(), origin_id: message::origin_id(element), ..sides.into_message() };
    Some(Ok(vec![Fact::Message(message), Fact::Purged { conversation: room.to_owned(), up_to: archive_id }]))
}

/// What a room says in its own name.
fn of_itself(element: &Element) -> Vec<Event> {
    let Some(user) = RoomUser::from_stanza(element) else { return Vec::new() };
    let mut events = Vec::new();
    let changes =
        [status::CONFIGURATION_CHANGED, status::LOGGED, status::NOT_LOGGED, status::NOW_NOT_ANONYMOUS, status::NOW_SEMI_ANONYMOUS];
    if changes.iter().any(|code| user.has(*code)) {
        events.push(Event::Changed);
    }
    if let Some(item) = &user.item
        && let (Some(address), Some(to)) = (item.jid.as_deref().and_then(stanza::bare), item.affiliation)
    {
        let actor = item.actor.as_ref();
        events.push(Event::Affiliated {
            address,
            nick: item.nick.clone(),
            affiliation: affiliation(to),
            by: actor.and_then(|actor| actor.nick.clone().or_else(|| actor.jid.as_deref().and_then(stanza::bare))),
        });
    }
    events
}

/// Whose words these are, by who is there now.
fn present(element: &Element, room: &str, seat: &Seat, nick: Option<String>) -> Sides {
    let occupant = nick.as_deref().and_then(|nick| seat.occupant(nick));
    let known = occupant.and_then(|occupant| occupant.address.clone()).filter(|_| seat.traits.non_anonymous);
    let occupant_id = occupant_id::read(element).filter(|_| seat.traits.occupant_ids);
    // Nobody else can have one's own name while one is there.
    let mine = nick.as_ref().is_some_and(|nick| *nick == seat.nick);
    Sides::in_room(room, nick, known, occupant_id, mine)
}

/// Whose words these were, by what the archive says.
fn recorded(element: &Element, room: &str, seat: &Seat, nick: Option<String>, own: &str) -> Sides {
    let occupant_id = occupant_id::read(element).filter(|_| seat.traits.occupant_ids);
    let known = told_by_archive(element).filter(|_| seat.traits.non_anonymous);
    let mine = match (&occupant_id, &seat.own_id, &known) {
        (Some(theirs), Some(own), _) => theirs == own,
        (_, _, Some(known)) => known == own,
        _ => nick.as_ref().is_some_and(|nick| *nick == seat.nick),
    };
    Sides::in_room(room, nick, known, occupant_id, mine)
}

/// The real address beside an archived message; of two, one was written by somebody else.
fn told_by_archive(element: &Element) -> Option<String> {
    let mut told = element.children().filter(|child| child.is("x", ns::MUC_USER));
    let user = told.next()?;
    if told.next().is_some() || user.children().filter(|child| child.is("item", ns::MUC_USER)).count() != 1 {
        return None;
    }
    RoomUser::from_stanza(element)?.item?.jid.as_deref().and_then(stanza::bare)
}

/// A subject alone is the topic; beside words it is only a heading (§8.1).
fn topic(element: &Element) -> Option<String> {
    let subject = stanza::child(element, "subject", ns::CLIENT)?;
    let words = element.children().any(|child| child.is("body", ns::CLIENT) || child.is("thread", ns::CLIENT));
    (!words).then(|| subject.text())
}

fn notice(sides: Sides, topic: String, at: Millis, archive_id: Option<String>, element: &Element) -> Message {
    let origin_id = message::origin_id(element);
    Message { content: Content::Notice(Notice::Topic { topic }), at, archive_id, origin_id, ..sides.into_message() }
}

fn displayed(element: &Element) -> Option<String> {
    let marker = stanza::child(element, "displayed", ns::MARKERS)?;
    marker.attr("id").filter(|id| !id.is_empty() && id.len() <= stanza_id::LONGEST_ID).map(str::to_owned)
}
