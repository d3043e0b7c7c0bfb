//! Moderating messages in a room (XEP-0425): a moderator asks, the room takes the message back.
//!
//! What the room then tells everybody is a [`super::retract::Retraction`] with [`Moderated`] in it.

use minidom::Element;

use crate::ns;
use crate::payload::occupant_id;
use crate::payload::stanza_id::sane;
use crate::stanza::{element, field, prepared};

/// Who moderated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moderated {
    /// Room address of the moderator, if the room says so.
    pub by: Option<String>,
    pub occupant_id: Option<String>,
}

impl Moderated {
    /// `<moderated/>`
    pub(super) fn to_element(&self, namespace: &str) -> Element {
        element("moderated", namespace)
            .attr_opt("by", self.by.as_deref())
            .child_opt(self.occupant_id.as_deref().map(occupant_id::occupant_id))
            .done()
    }

    /// The `<moderated/>` in `parent`, in either form.
    pub(super) fn from_parent(parent: &Element) -> Option<Moderated> {
        let moderated = parent.get_child("moderated", ns::MODERATE).or_else(|| parent.get_child("moderated", ns::MODERATE_0))?;
        Some(Moderated { by: moderated.attr("by").and_then(prepared), occupant_id: occupant_id::read(moderated) })
    }
}

/// A moderator's wish. Payload of an iq set to the room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moderation {
    /// The id the room gave the message.
    pub id: String,
    pub reason: Option<String>,
}

impl Moderation {
    /// In today's form, for rooms that advertise [`ns::MODERATE`].
    pub fn to_element(&self) -> Element {
        element("moderate", ns::MODERATE)
            .attr("id", &self.id)
            .child(element("retract", ns::RETRACT))
            .field_opt("reason", self.reason.as_deref())
            .done()
    }

    /// In the older form, for rooms that advertise only [`ns::MODERATE_0`].
    pub fn to_old_element(&self) -> Element {
        let moderate = element("moderate", ns::MODERATE_0)
            .child(element("retract", ns::RETRACT_0))
            .field_opt("reason", self.reason.as_deref());
        element("apply-to", ns::FASTEN).attr("id", &self.id).child(moderate).done()
    }

    /// Reads the payload, in either form.
    pub fn from_element(payload: &Element) -> Option<Moderation> {
        let id = sane(payload.attr("id")?)?;
        let (moderate, retract) = if payload.is("moderate", ns::MODERATE) {
            (payload, ns::RETRACT)
        } else if payload.is("apply-to", ns::FASTEN) {
            (payload.get_child("moderate", ns::MODERATE_0)?, ns::RETRACT_0)
        } else {
            return None;
        };
        let _ = moderate.get_child("retract", retract)?;
        Some(Moderation { id, reason: field(moderate, "reason") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_come_back_in_both_forms() {
        let wish = Moderation { id: "s1".into(), reason: Some("spam".into()) };
        assert_eq!(Moderation::from_element(&wish.to_element()), Some(wish.clone()));
        assert_eq!(Moderation::from_element(&wish.to_old_element()), Some(wish));
        let nothing = element("moderate", ns::MODERATE).attr("id", "s1").done();
        assert_eq!(Moderation::from_element(&nothing), None);
        let nameless = element("moderate", ns::MODERATE).child(element("retract", ns::RETRACT)).done();
        assert_eq!(Moderation::from_element(&nameless), None);
    }
}
