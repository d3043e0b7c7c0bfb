//! Deleting everything that was said in a room, for everybody: our own servers' addition. Admins and owners run the
//! command [`NODE`] (XEP-0050) on the room, with [`confirmed`]; the room then sends [`Purged`].
//!
//! It counts only from the room's bare address, live or from the room's archive: whatever came before it there is gone.

use minidom::Element;

use crate::ns;
use crate::payload::form::Form;
use crate::payload::occupant_id;
use crate::stanza::element;

/// The command.
pub const NODE: &str = "urn:hallway:rooms:0#purge";

/// What older programs show.
const FALLBACK_BODY: &str = "All earlier messages of this room were deleted.";

/// The form that runs the command at once.
pub fn confirmed() -> Form {
    Form::new("submit", NODE).with("confirm", "1")
}

/// Everything before this message was deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Nickname of whoever did it, if they were in the room.
    pub by: Option<String>,
    pub occupant_id: Option<String>,
}

impl Purged {
    /// Everything the room's message needs.
    pub fn to_payloads(&self) -> Vec<Element> {
        let purged = element("purged", ns::ROOMS)
            .attr_opt("by", self.by.as_deref())
            .child_opt(self.occupant_id.as_deref().map(occupant_id::occupant_id));
        vec![
            purged.done(),
            element("fallback", ns::FALLBACK).attr("for", ns::ROOMS).done(),
            element("body", ns::CLIENT).text(FALLBACK_BODY).done(),
            element("store", ns::HINTS).done(),
        ]
    }

    /// The news in a message, if it is one.
    pub fn from_message(message: &Element) -> Option<Purged> {
        let purged = message.get_child("purged", ns::ROOMS)?;
        Some(Purged { by: purged.attr("by").map(str::to_owned), occupant_id: occupant_id::read(purged) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn news_come_back() {
        for purged in [Purged { by: Some("Anna".into()), occupant_id: Some("o1".into()) }, Purged::default()] {
            let stanza = message("a@b", "groupchat", "1").children(purged.to_payloads()).done();
            assert_eq!(Purged::from_message(&stanza), Some(purged));
        }
        assert_eq!(Purged::from_message(&message("a@b", "groupchat", "1").done()), None);
        assert_eq!(confirmed().flag("confirm"), Some(true));
    }
}
