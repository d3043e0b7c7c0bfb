//! Stanza in, outcomes out: who says it, may they, and what does it mean. Pure.
//!
//! Invariant: fails closed. What is not allowed, not understood or not ours becomes [`Outcome::Dropped`], which
//! is counted and never shown, stored or announced. Only this module makes facts from the network.

mod answers;
mod archive;
mod avatar;
mod carbons;
mod card;
mod chat_state;
mod clock;
pub mod content;
mod features;
mod file;
mod markers;
pub mod mentions;
mod message;
mod pep;
mod presence;
mod purged;
mod reactions;
mod receipts;
pub mod refusal;
mod reply;
mod requests;
mod retraction;
pub mod rooms;
mod roster;
#[cfg(test)]
mod tests;

pub use answers::{Asked, Question};
pub use features::Features;
pub use receipts::{Receipt, Wanted};

use minidom::Element;
use store::{Fact, Millis};
use wire::stanza::{self, Kind};

/// Whose account it is, and what its server is known to keep to.
#[derive(Debug, Clone)]
pub struct Me {
    /// The bound address with its resource.
    pub full: String,
    pub bare: String,
    pub domain: String,
    /// The account's server stamps and strips stanza-ids (it advertises XEP-0359 or XEP-0313).
    pub stanza_ids: bool,
}

/// What is known of other people when a stanza is judged.
pub trait People {
    /// They are on the contact list.
    fn is_contact(&self, address: &str) -> bool;
    /// They may see the own presence, so an answer tells them nothing new.
    fn may_see_me(&self, address: &str) -> bool;
}

/// What a stanza is judged by.
pub struct Scene<'a> {
    pub me: &'a Me,
    pub people: &'a dyn People,
    pub asked: &'a Asked,
    pub rooms: &'a dyn rooms::Rooms,
    pub now: Millis,
    /// The program's version, for those who may ask.
    pub version: &'a str,
}

impl Scene<'_> {
    /// Own server, own account, or someone who sees the own presence anyway.
    fn trusts(&self, from: Option<&str>) -> bool {
        let Some(bare) = from.map(stanza::bare) else { return true };
        bare.is_some_and(|bare| bare == self.me.bare || bare == self.me.domain || self.people.may_see_me(&bare))
    }

    /// A contact, or somebody of the own server.
    fn knows(&self, address: &str) -> bool {
        self.people.is_contact(address) || stanza::domain(address).is_some_and(|domain| domain == self.me.domain)
    }

    /// What this account is called: its address, and in a room its place there.
    fn names_of_mine(&self, conversation: &str) -> Vec<String> {
        let place = self.rooms.seat(conversation).map(|seat| format!("{conversation}/{}", seat.nick));
        std::iter::once(self.me.bare.clone()).chain(place).collect()
    }

    /// The address is one of a room, or of somebody in it.
    fn is_room(&self, address: &str) -> bool {
        let Some(bare) = stanza::bare(address) else { return false };
        self.rooms.seat(&bare).is_some_and(|seat| seat.shown)
            || stanza::domain(&bare).is_some_and(|domain| self.rooms.is_service(&domain))
    }
}

/// What a stanza comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Fact(Fact),
    /// To be sent back, once what the stanza said is committed.
    Reply(Element),
    /// The own server has been told which personal nodes this program listens to.
    Introduced,
    /// Someone waits for word that their message has arrived, which this stanza brought; or has had it.
    Receipt(Receipt),
    /// The answer to an open question; the question is closed with it.
    Answered {
        id: String,
        answer: Result<Element, Refused>,
    },
    /// What a room says beside words.
    Room {
        room: String,
        event: rooms::Event,
    },
    /// One entry of an archive page that is being fetched; of a room's, or of the account's.
    Archived {
        archive: Option<String>,
        query: String,
        archive_id: String,
        facts: Vec<Fact>,
        receipt: Option<Receipt>,
    },
    /// A picture of this SHA-1 is on offer, or none any more.
    Picture {
        address: String,
        hash: Option<String>,
        from: PictureSource,
    },
    Dropped(Why),
}

/// Where a picture is to be fetched from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureSource {
    /// XEP-0084: the person's data node.
    Node,
    /// XEP-0153: the vCard.
    Card,
}

/// An IQ error: the condition of RFC 6120 §8.3.3, and the application's own beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    pub condition: String,
    /// By its name.
    pub detail: Option<String>,
    /// From when it would do, in milliseconds since 1970, where the service says so.
    pub retry_at: Option<i64>,
}

/// Why nothing came of a stanza. Counted, so that an attack or a broken server can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    ForgedCarbon,
    ForgedArchive,
    ForgedReply,
    ForgedPrivateNode,
    /// A message removed by a moderator, not said by the room.
    ForgedModeration,
    /// A history deleted, not said by the own account.
    ForgedPurge,
    /// A stranger's presence, typing notice or the like.
    Stranger,
    /// Of a room that one is not in.
    Room,
    Malformed,
    /// Well formed, and nothing for this program.
    NothingToDo,
}

/// What a stanza means. The order of the outcomes is the order in which they are to be carried out.
pub fn classify(element: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    match stanza::kind(element) {
        Some(Kind::Message) => message(element, scene),
        Some(Kind::Presence) => rooms::presence(element, scene).unwrap_or_else(|| presence::classify(element, scene)),
        Some(Kind::IqGet | Kind::IqSet) => requests::classify(element, scene),
        Some(Kind::IqResult | Kind::IqError) => vec![answers::classify(element, scene)],
        None => vec![Outcome::Dropped(Why::Malformed)],
    }
}

fn message(element: &Element, scene: &Scene<'_>) -> Vec<Outcome> {
    if let Some(outcomes) = archive::classify(element, scene) {
        return outcomes;
    }
    if let Some(outcomes) = carbons::classify(element, scene) {
        return outcomes;
    }
    if let Some(outcomes) = pep::classify(element, scene) {
        return outcomes;
    }
    if let Some(outcome) = purged::classify(element, scene) {
        return vec![outcome];
    }
    if element.attr("type") == Some("groupchat") {
        return rooms::message::live(element, scene);
    }
    message::classify(element, scene, &message::Route::Direct)
}

/// What the readers of answers need from outside.
pub mod read {
    pub use super::archive::{Fin, fin};
    pub use super::avatar::{image_type, node_picture, sha1_hex};
    pub use super::card::{card, photo};
    pub use super::clock::offset;
    pub use super::features::features;
    pub use super::pep::personal;
    pub use super::rooms::info::{
        hides_past, is_service as is_rooms_service, occupants as room_occupants, room as room_info, services,
    };
    pub use super::roster::{delimiter, roster};
}
