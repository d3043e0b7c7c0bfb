//! Taking a message back (XEP-0424), in today's form (version 0.4) and reading the older one.
//!
//! **Whether the sender may is for the caller**: only the author, known by bare address, or in a room by occupant id; or
//! the room itself for a moderator ([`Retraction::moderated`], XEP-0425), which counts only from the room's bare address.

use minidom::Element;

use crate::ns;
use crate::payload::moderate::Moderated;
use crate::payload::stanza_id::sane;
use crate::stanza::{element, field};
use crate::time;

/// What older programs show instead.
pub const FALLBACK_BODY: &str = "/me retracted a previous message, but it's unsupported by your client.";

/// A wish that a message be gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retraction {
    /// The message: in a room the id the room gave it, else the `id` its sender gave it.
    pub id: String,
    /// Set when a moderator did it (XEP-0425).
    pub moderated: Option<Moderated>,
    pub reason: Option<String>,
}

impl Retraction {
    /// Of a message by its author.
    pub fn of(id: &str) -> Retraction {
        Retraction { id: id.to_owned(), ..Retraction::default() }
    }

    /// `<retract/>`
    pub fn to_element(&self) -> Element {
        element("retract", ns::RETRACT)
            .attr("id", &self.id)
            .child_opt(self.moderated.as_ref().map(|moderated| moderated.to_element(ns::MODERATE)))
            .field_opt("reason", self.reason.as_deref())
            .done()
    }

    /// Everything a message with a retraction needs: the wish, words for older programs, and that it be kept.
    pub fn to_payloads(&self) -> Vec<Element> {
        vec![
            self.to_element(),
            element("fallback", ns::FALLBACK).attr("for", ns::RETRACT).done(),
            element("body", ns::CLIENT).text(FALLBACK_BODY).done(),
            element("store", ns::HINTS).done(),
        ]
    }

    /// The retraction in a message, in either form. A moderated one is told apart by [`Retraction::moderated`].
    pub fn from_message(message: &Element) -> Option<Retraction> {
        if let Some(retract) = message.get_child("retract", ns::RETRACT) {
            return Some(Retraction {
                id: sane(retract.attr("id")?)?,
                moderated: Moderated::from_parent(retract),
                reason: field(retract, "reason"),
            });
        }
        let apply = message.get_child("apply-to", ns::FASTEN)?;
        let id = sane(apply.attr("id")?)?;
        if let Some(moderated) = apply.get_child("moderated", ns::MODERATE_0) {
            let _ = moderated.get_child("retract", ns::RETRACT_0)?;
            return Some(Retraction { id, moderated: Moderated::from_parent(apply), reason: field(moderated, "reason") });
        }
        let _ = apply.get_child("retract", ns::RETRACT_0)?;
        Some(Retraction { id, moderated: None, reason: None })
    }
}

/// What an archive keeps in place of a message that was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tombstone {
    /// The `id` of the message that took it back, if the archive says so.
    pub id: Option<String>,
    /// When, in milliseconds since 1970.
    pub stamp: Option<i64>,
    pub moderated: Option<Moderated>,
    pub reason: Option<String>,
}

impl Tombstone {
    /// `<retracted/>`
    pub fn to_element(&self) -> Element {
        element("retracted", ns::RETRACT)
            .attr_opt("id", self.id.as_deref())
            .attr_opt("stamp", self.stamp.map(time::format))
            .child_opt(self.moderated.as_ref().map(|moderated| moderated.to_element(ns::MODERATE)))
            .field_opt("reason", self.reason.as_deref())
            .done()
    }

    /// The tombstone that an archived message is, in either form.
    pub fn from_message(message: &Element) -> Option<Tombstone> {
        let stamp = |retracted: &Element| retracted.attr("stamp").and_then(time::parse);
        if let Some(retracted) = message.get_child("retracted", ns::RETRACT) {
            return Some(Tombstone {
                id: retracted.attr("id").and_then(sane),
                stamp: stamp(retracted),
                moderated: Moderated::from_parent(retracted),
                reason: field(retracted, "reason"),
            });
        }
        if let Some(moderated) = message.get_child("moderated", ns::MODERATE_0) {
            let retracted = moderated.get_child("retracted", ns::RETRACT_0)?;
            let moderator = Moderated::from_parent(message);
            return Some(Tombstone { id: None, stamp: stamp(retracted), moderated: moderator, reason: field(moderated, "reason") });
        }
        let retracted = message.get_child("retracted", ns::RETRACT_0)?;
        Some(Tombstone { stamp: stamp(retracted), ..Tombstone::default() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;
    use crate::stanza::message;

    #[test]
    fn retractions_come_back() {
        let plain = Retraction::of("s1");
        let stanza = message("tea@rooms.b", "groupchat", "1").children(plain.to_payloads()).done();
        assert_eq!(Retraction::from_message(&stanza), Some(plain));
        assert!(stanza.has_child("body", ns::CLIENT) && stanza.has_child("store", ns::HINTS));
        let by = Moderated { by: Some("tea@rooms.b/Bob".into()), occupant_id: Some("o1".into()) };
        let moderated = Retraction { id: "s1".into(), moderated: Some(by.clone()), reason: Some("spam".into()) };
        let stanza = message("a@b", "groupchat", "1").child(moderated.to_element()).done();
        assert_eq!(Retraction::from_message(&stanza), Some(moderated));
        let tombstone = Tombstone { id: Some("r1".into()), stamp: Some(1_000), moderated: Some(by), reason: Some("spam".into()) };
        let stanza = message("a@b", "groupchat", "1").child(tombstone.to_element()).done();
        assert_eq!((Tombstone::from_message(&stanza), Retraction::from_message(&stanza)), (Some(tombstone), None));
    }

    #[test]
    fn the_older_forms_are_understood() {
        let in_message = |inner: &str| xml(&format!("<message xmlns='jabber:client'>{inner}</message>"));
        let own =
            in_message("<apply-to xmlns='urn:xmpp:fasten:0' id='o1'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>");
        assert_eq!(Retraction::from_message(&own), Some(Retraction::of("o1")));
        let moderated = in_message(
            "<apply-to xmlns='urn:xmpp:fasten:0' id='s1'><moderated xmlns='urn:xmpp:message-moderate:0' by='tea@rooms.b/Bob'>\
             <retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderated></apply-to>",
        );
        let by = Moderated { by: Some("tea@rooms.b/Bob".into()), occupant_id: None };
        assert_eq!(
            Retraction::from_message(&moderated),
            Some(Retraction { id: "s1".into(), moderated: Some(by.clone()), reason: Some("spam".into()) })
        );
        let tombstone = in_message(
            "<moderated xmlns='urn:xmpp:message-moderate:0' by='tea@rooms.b/Bob'>\
             <retracted xmlns='urn:xmpp:message-retract:0' stamp='1970-01-01T00:00:01Z'/><reason>spam</reason></moderated>",
        );
        let expected = Tombstone { id: None, stamp: Some(1_000), moderated: Some(by), reason: Some("spam".into()) };
        assert_eq!(Tombstone::from_message(&tombstone), Some(expected));
    }

    #[test]
    fn what_names_no_message_is_none() {
        for inner in [
            "<retract xmlns='urn:xmpp:message-retract:1'/>",
            "<apply-to xmlns='urn:xmpp:fasten:0' id='s1'/>",
            "<apply-to xmlns='urn:xmpp:fasten:0' id='s1'><moderated xmlns='urn:xmpp:message-moderate:0'/></apply-to>",
        ] {
            let stanza = xml(&format!("<message xmlns='jabber:client'>{inner}</message>"));
            assert_eq!(Retraction::from_message(&stanza), None, "{inner}");
        }
    }
}
