//! Messages taken back: by their author (XEP-0424), or by a room for a moderator (XEP-0425, today's and the older form).
//!
//! Invariant: a moderation is believed only of the room's bare address; from anybody else it is a forgery, and not even
//! an ordinary retraction.

use super::{Why, content::Place};
use minidom::Element;
use store::Content;
use wire::payload::{
    moderate::Moderated,
    retract::{Retraction, Tombstone},
};

pub fn read(element: &Element, place: Place) -> Result<Option<Content>, Why> {
    let Some(retraction) = Retraction::from_message(element) else { return Ok(None) };
    match (retraction.moderated, place) {
        (None, Place::Person | Place::Room) => Ok(Some(Content::Retraction { target: retraction.id })),
        (Some(moderated), Place::RoomItself) => Ok(Some(Content::Moderation {
            target: retraction.id,
            by: moderator(moderated),
            reason: retraction.reason.unwrap_or_default(),
        })),
        // A room writes nothing that it could take back.
        (None, Place::RoomItself) => Ok(None),
        (Some(_), Place::Person | Place::Room) => Err(Why::ForgedModeration),
    }
}

/// What an archive keeps in place of a message that was taken back: the archive says so, and it stands under the
/// message's own id.
pub fn tombstone(element: &Element, place: Place) -> Option<Content> {
    let tombstone = Tombstone::from_message(element)?;
    let by = tombstone.moderated.filter(|_| place != Place::Person).and_then(moderator);
    Some(Content::Tombstone { by, reason: tombstone.reason.unwrap_or_default() })
}

fn moderator(moderated: Moderated) -> Option<String> {
    moderated.by.map(|by| wire::stanza::resource(&by).unwrap_or(by))
}
