//! vCards (XEP-0054), field by field.

use super::avatar;
use minidom::Element;
use store::Card;
use wire::{ns, stanza};

/// Characters of a field that are kept.
const MAX_FIELD: usize = 300;

fn text(element: &Element, path: &[&str]) -> Option<String> {
    let mut at = element;
    for name in path {
        at = at.get_child(name, ns::VCARD)?;
    }
    let text: String = at.text().trim().chars().take(MAX_FIELD).collect();
    (!text.is_empty()).then_some(text)
}

/// What the answer says of the person; all fields empty where it says nothing.
pub fn card(answer: &Element) -> Card {
    let Some(vcard) = stanza::child(answer, "vCard", ns::VCARD) else { return Card::default() };
    let given_and_family = || {
        let parts: Vec<String> = [["N", "GIVEN"], ["N", "FAMILY"]].iter().filter_map(|path| text(vcard, path)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let first_of = |name: &str, field: &str| {
        let mut all = vcard.children().filter(|child| child.is(name, ns::VCARD));
        all.find_map(|one| text(one, &[field]))
    };
    Card {
        name: text(vcard, &["FN"]).or_else(given_and_family).or_else(|| text(vcard, &["NICKNAME"])),
        title: text(vcard, &["TITLE"]).or_else(|| text(vcard, &["ROLE"])),
        department: text(vcard, &["ORG", "ORGUNIT"]),
        phone: first_of("TEL", "NUMBER"),
        email: first_of("EMAIL", "USERID"),
    }
}

/// A picture inside a vCard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub hash: String,
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

pub fn photo(answer: &Element) -> Option<Photo> {
    let vcard = stanza::child(answer, "vCard", ns::VCARD)?;
    let bytes = avatar::decode(&vcard.get_child("PHOTO", ns::VCARD)?.get_child("BINVAL", ns::VCARD)?.text())?;
    let mime = avatar::image_type(&bytes)?;
    Some(Photo { hash: avatar::sha1_hex(&bytes), mime, bytes })
}
