//! Messages from person to person (RFC 6121 §5), also in private through a room (XEP-0045 §7.5), with their ids (XEP-0359) and stamps (XEP-0203).
//!
//! Invariant: an archive id is believed only by the own account's server, and only if it is the one such id; a
//! stamp only from the own server, never later than now. Neither orders anything: the store does, by the archive.

use super::{
    Outcome, Scene, Why, chat_state,
    content::{self, Place},
    markers, mentions, receipts, refusal, rooms,
};
use minidom::Element;
use store::{Content, Fact, Message, Millis};
use wire::{ns, stanza, time};

/// Longer ids are nobody's: they are read as missing.
const MAX_ID: usize = 512;

/// How a message came here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// From its author to this device.
    Direct,
    /// By a copy (XEP-0280).
    Copied,
    /// Out of the archive (XEP-0313).
    Archived { archive_id: String, at: Millis },
}

/// Whose words they are, and where they belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// Bare address of the other side or of the room; `room/nick` for words in private with somebody there.
    pub conversation: String,
    pub mine: bool,
    /// Bare address; `room/nick` where a room hides it.
    pub author: String,
    /// Said to everybody in a room.
    pub room: bool,
    /// In a room: what the author is called, and their id there (XEP-0421). Without a name it is the room that speaks.
    pub nick: Option<String>,
    pub occupant: Option<String>,
}

impl Sides {
    /// `known` is the author's own address, where the room shows it to everybody.
    pub fn in_room(room: &str, nick: Option<String>, known: Option<String>, occupant: Option<String>, mine: bool) -> Self {
        let author = known.unwrap_or_else(|| match &nick {
            Some(nick) => format!("{room}/{nick}"),
            None => room.to_owned(),
        });
        Self { conversation: room.to_owned(), mine, author, room: true, nick, occupant }
    }

    /// A message of theirs that says nothing yet.
    pub fn into_message(self) -> Message {
        Message {
            conversation: self.conversation,
            room: self.room,
            mine: self.mine,
            author: self.author,
            nick: self.nick,
            occupant: self.occupant,
            ..Message::default()
        }
    }
}

/// What a message says or does, to a person or in a room, without its time and its place in an archive.
pub fn said(element: &Element, sides: &Sides, archived: bool, scene: &Scene<'_>) -> Result<Option<Message>, Why> {
    let place = match (sides.room, &sides.nick) {
        (false, _) => Place::Person,
        (true, Some(_)) => Place::Room,
        (true, None) => Place::RoomItself,
    };
    let Some(content) = content::read(element, place, archived)? else { return Ok(None) };
    let Some(content) = rooms::message::believed(content, sides) else { return Ok(None) };
    let mentions_me = match &content {
        Content::Text(text) if !sides.mine => {
            let seat = scene.rooms.seat(&sides.conversation).filter(|_| sides.room);
            mentions::calls(element, &text.mentions, &scene.names_of_mine(&sides.conversation))
                || seat.is_some_and(|seat| mentions::calls_by_name(text, seat))
        }
        _ => false,
    };
    Ok(Some(Message {
        content,
        mentions_me,
        origin_id: origin_id(element),
        wants_marker: markers::wanted(element),
        ..sides.clone().into_message()
    }))
}

pub fn classify(element: &Element, scene: &Scene<'_>, route: &Route) -> Vec<Outcome> {
    match element.attr("type") {
        Some("groupchat") => return vec![Outcome::Dropped(Why::Room)],
        Some("headline") => return vec![Outcome::Dropped(Why::NothingToDo)],
        Some("error") => {
            // A copy of an error, or one out of the archive, says nothing that its original did not.
            return if *route == Route::Direct {
                refusal::classify(element, scene)
            } else {
                vec![Outcome::Dropped(Why::NothingToDo)]
            };
        }
        _ => {}
    }
    if let Some(outcomes) = rooms::invitation(element, scene, shown_time(element, scene, route)) {
        return outcomes;
    }
    let Some(sides) = sides(element, scene, route) else { return vec![Outcome::Dropped(Why::Malformed)] };
    if scene.is_room(&sides.conversation) && stanza::resource(&sides.conversation).is_none() {
        return vec![Outcome::Dropped(Why::Room)];
    }
    let mut outcomes = Vec::new();
    let at = shown_time(element, scene, route);
    let archived = matches!(route, Route::Archived { .. });
    match said(element, &sides, archived, scene) {
        Ok(Some(message)) => {
            let words = matches!(message.content, Content::Text(_) | Content::Correction { .. });
            let message = Message { at, archive_id: archive_id(element, scene, route), ..message };
            let receipt = receipts::wanted(element, &message, scene, route).filter(|_| words);
            outcomes.push(Outcome::Fact(Fact::Message(message)));
            outcomes.extend(receipt);
        }
        Ok(None) => {}
        Err(why) => return vec![Outcome::Dropped(why)],
    }
    receipts::classify(element, &sides, at, &mut outcomes);
    markers::classify(element, &sides, at, &mut outcomes);
    if *route == Route::Direct {
        chat_state::classify(element, &sides, scene, &mut outcomes);
    }
    if outcomes.is_empty() {
        outcomes.push(Outcome::Dropped(Why::NothingToDo));
    }
    outcomes
}

fn sides(element: &Element, scene: &Scene<'_>, route: &Route) -> Option<Sides> {
    let own = &scene.me.bare;
    // What goes through a room to one person there stays a talk of its own (XEP-0045 §7.5).
    let other = |address: &str| if scene.is_room(address) { stanza::prepared(address) } else { stanza::bare(address) };
    let to = element.attr("to").map(other);
    let author = match element.attr("from") {
        Some(from) => other(from)?,
        // In the own archive and in copies some servers leave the own address out.
        None if *route != Route::Direct => own.clone(),
        None => return None,
    };
    let mine = author == *own;
    let conversation = match (mine, to) {
        (true, Some(to)) => to?,
        (true, None) => own.clone(),
        (false, None) => author.clone(),
        // What is not addressed to this account has no place in it.
        (false, Some(to)) => {
            let to = to?;
            (to == *own).then(|| author.clone())?
        }
    };
    let nick = if mine { None } else { stanza::resource(&author) };
    Some(Sides { conversation, mine, author, room: false, nick, occupant: None })
}

fn shown_time(element: &Element, scene: &Scene<'_>, route: &Route) -> Millis {
    if let Route::Archived { at, .. } = route {
        return *at;
    }
    let trusted = |delay: &Element| {
        let by = stanza::bare(delay.attr("from")?)?;
        (by == scene.me.bare || by == scene.me.domain).then(|| time::parse(delay.attr("stamp")?))?
    };
    let stamp = element.children().filter(|child| child.is("delay", ns::DELAY)).find_map(trusted);
    stamp.unwrap_or(scene.now).min(scene.now)
}

fn archive_id(element: &Element, scene: &Scene<'_>, route: &Route) -> Option<String> {
    if let Route::Archived { archive_id, .. } = route {
        return Some(archive_id.clone());
    }
    if !scene.me.stanza_ids {
        return None;
    }
    let by_own = |id: &&Element| {
        id.is("stanza-id", ns::STANZA_ID) && id.attr("by").and_then(stanza::prepared).is_some_and(|by| by == scene.me.bare)
    };
    let mut ids = element.children().filter(by_own);
    let id = ids.next()?.attr("id").filter(|id| usable(id))?;
    // Two by the same account: one is forged, and nobody can say which.
    ids.next().is_none().then(|| id.to_owned())
}

/// The sender's id.
pub fn origin_id(element: &Element) -> Option<String> {
    let origin = stanza::child(element, "origin-id", ns::STANZA_ID).and_then(|id| id.attr("id"));
    origin.or_else(|| element.attr("id")).filter(|id| usable(id)).map(str::to_owned)
}

fn usable(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID
}
