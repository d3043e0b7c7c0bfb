//! Configuring and ending a room (XEP-0045 §10, `muc#owner`).

use minidom::Element;

use super::Destroy;
use crate::ns;
use crate::payload::form::Form;
use crate::stanza::element;

/// Asks for the form. Payload of an iq get.
pub fn configuration_request() -> Element {
    element("query", ns::MUC_OWNER).done()
}

/// Submits the form; in a new room this opens it. Payload of an iq set.
pub fn configure(form: &Form) -> Element {
    configuration_form(form)
}

/// The form as the room shows it. Payload of the answer.
pub fn configuration_form(form: &Form) -> Element {
    element("query", ns::MUC_OWNER).child(form.to_element()).done()
}

/// Opens a new room as it is (§10.1.2). Payload of an iq set.
pub fn instant_room() -> Element {
    element("query", ns::MUC_OWNER).child(element("x", ns::DATA_FORMS).attr("type", "submit")).done()
}

/// Ends the room. Payload of an iq set.
pub fn destroy_room(destroy: &Destroy) -> Element {
    element("query", ns::MUC_OWNER).child(destroy.to_element(ns::MUC_OWNER)).done()
}

/// What an owner asks of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerRequest {
    /// To see the form (as a get) or nothing at all (as a set).
    Empty,
    Submit(Form),
    /// To leave everything as it is; ends a room that waits for its first configuration.
    Cancel,
    Destroy(Destroy),
}

impl OwnerRequest {
    /// Reads the payload.
    pub fn from_element(query: &Element) -> Option<OwnerRequest> {
        if !query.is("query", ns::MUC_OWNER) {
            return None;
        }
        if let Some(destroy) = query.get_child("destroy", ns::MUC_OWNER) {
            return Some(OwnerRequest::Destroy(Destroy::from_element(destroy)));
        }
        Some(match Form::from_parent(query) {
            Some(form) if form.kind == "cancel" => OwnerRequest::Cancel,
            Some(form) => OwnerRequest::Submit(form),
            None => OwnerRequest::Empty,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn wishes_of_owners_come_back() {
        let form = Form::new("submit", ns::MUC_ROOM_CONFIG).with("muc#roomconfig_roomname", "Tea");
        assert_eq!(OwnerRequest::from_element(&configure(&form)), Some(OwnerRequest::Submit(form)));
        assert_eq!(OwnerRequest::from_element(&configuration_request()), Some(OwnerRequest::Empty));
        let instant = Form { kind: "submit".into(), fields: Vec::new() };
        assert_eq!(OwnerRequest::from_element(&instant_room()), Some(OwnerRequest::Submit(instant)));
        let destroy = Destroy { alternative: Some("b@rooms.b".into()), reason: Some("done".into()) };
        assert_eq!(OwnerRequest::from_element(&destroy_room(&destroy)), Some(OwnerRequest::Destroy(destroy)));
        let cancel = "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='cancel'/></query>";
        assert_eq!(OwnerRequest::from_element(&xml(cancel)), Some(OwnerRequest::Cancel));
        assert_eq!(OwnerRequest::from_element(&xml("<query xmlns='x'/>")), None);
    }
}
