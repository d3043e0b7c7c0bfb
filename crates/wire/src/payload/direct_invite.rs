//! Invitations from person to person (XEP-0249), beside the room.

use minidom::Element;

use crate::ns;
use crate::stanza::{bare, element, is_true};

/// An invitation to a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectInvite {
    /// Prepared address of the room.
    pub room: String,
    pub password: Option<String>,
    pub reason: Option<String>,
    /// The room continues a conversation of two.
    pub continues: bool,
}

impl DirectInvite {
    /// `<x/>`, to be put into a message to the person.
    pub fn to_element(&self) -> Element {
        element("x", ns::CONFERENCE)
            .attr("jid", &self.room)
            .attr_opt("password", self.password.as_deref())
            .attr_opt("reason", self.reason.as_deref())
            .attr_opt("continue", self.continues.then_some("true"))
            .done()
    }

    /// The invitation in a message; `None` without the address of a room.
    pub fn from_message(message: &Element) -> Option<DirectInvite> {
        let x = message.get_child("x", ns::CONFERENCE)?;
        Some(DirectInvite {
            room: bare(x.attr("jid")?).filter(|room| room.contains('@'))?,
            password: x.attr("password").map(str::to_owned),
            reason: x.attr("reason").filter(|reason| !reason.is_empty()).map(str::to_owned),
            continues: x.attr("continue").is_some_and(is_true),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn invitations_come_back_and_lead_to_a_room() {
        let invite =
            DirectInvite { room: "tea@rooms.b".into(), password: Some("s".into()), reason: Some("now".into()), continues: true };
        let stanza = message("bob@b", "normal", "1").child(invite.to_element()).done();
        assert_eq!(DirectInvite::from_message(&stanza), Some(invite));
        for room in ["", "@", "rooms.b"] {
            let stanza = message("bob@b", "normal", "1").child(element("x", ns::CONFERENCE).attr("jid", room)).done();
            assert_eq!(DirectInvite::from_message(&stanza), None, "{room}");
        }
    }
}
