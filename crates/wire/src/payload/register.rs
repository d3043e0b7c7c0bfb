//! Registering with a room (XEP-0045 §7.10, by XEP-0077): reserving a nickname and becoming a member.

use minidom::Element;

use crate::ns;
use crate::payload::form::{Field, Form};
use crate::stanza::{element, field};

const NICK: &str = "muc#register_roomnick";

/// Asks whether one is registered. Payload of an iq get to the room.
pub fn request() -> Element {
    element("query", ns::REGISTER).done()
}

/// Reserves a nickname. Payload of an iq set to the room.
pub fn register(nick: &str) -> Element {
    element("query", ns::REGISTER).child(Form::new("submit", ns::MUC_REGISTER).with(NICK, nick).to_element()).done()
}

/// Gives it up. Payload of an iq set to the room.
pub fn unregister() -> Element {
    element("query", ns::REGISTER).child(element("remove", ns::REGISTER)).done()
}

/// The room's answer: the reserved nickname, or the form for reserving one.
pub fn answer(nick: Option<&str>) -> Element {
    let mut wanted = Field::new(NICK, "text-single", nick.map(str::to_owned).into_iter().collect());
    wanted.label = "Nickname".into();
    let mut form = Form::new("form", ns::MUC_REGISTER);
    form.fields.push(wanted);
    element("query", ns::REGISTER)
        .child_opt(nick.map(|_| element("registered", ns::REGISTER).done()))
        .field_opt("username", nick)
        .child(form.to_element())
        .done()
}

/// What somebody asks of a room, or what it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Nothing said of a nickname: the question, or the answer to who is not registered.
    Unknown,
    /// The nickname: wished for, or reserved.
    Nick(String),
    Remove,
}

impl Registration {
    /// Reads the payload.
    pub fn from_element(query: &Element) -> Option<Registration> {
        if !query.is("query", ns::REGISTER) {
            return None;
        }
        if query.has_child("remove", ns::REGISTER) {
            return Some(Registration::Remove);
        }
        let form = Form::from_parent(query).and_then(|form| form.value(NICK).map(str::to_owned));
        let nick = form.or_else(|| field(query, "username")).filter(|nick| !nick.trim().is_empty());
        Some(nick.map_or(Registration::Unknown, Registration::Nick))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrations_come_back() {
        let read = |query: &Element| Registration::from_element(query);
        assert_eq!(read(&request()), Some(Registration::Unknown));
        assert_eq!(read(&register("Anna")), Some(Registration::Nick("Anna".into())));
        assert_eq!(read(&unregister()), Some(Registration::Remove));
        assert_eq!(read(&answer(Some("Anna"))), Some(Registration::Nick("Anna".into())));
        assert_eq!(read(&answer(None)), Some(Registration::Unknown));
        assert_eq!(read(&element("query", "x").done()), None);
    }
}
