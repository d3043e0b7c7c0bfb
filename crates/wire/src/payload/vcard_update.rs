//! The hash of the vCard's picture in presence (XEP-0153).

use minidom::Element;

use crate::ns;
use crate::payload::avatar::is_hash;
use crate::stanza::{child_text, element};

/// What a presence says about the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Photo {
    /// There is none.
    None,
    /// Its SHA-1 in lower-case hexadecimal.
    Hash(String),
}

/// The element to put into presence; `None` while it is not known whether there is a picture.
pub fn update(photo: Option<&Photo>) -> Element {
    let child = photo.map(|photo| match photo {
        Photo::None => element("photo", ns::VCARD_UPDATE).done(),
        Photo::Hash(hash) => element("photo", ns::VCARD_UPDATE).text(hash).done(),
    });
    element("x", ns::VCARD_UPDATE).child_opt(child).done()
}

/// Reads a presence; `None` if it says nothing, or nothing sensible.
pub fn read(presence: &Element) -> Option<Photo> {
    let text = child_text(presence.get_child("x", ns::VCARD_UPDATE)?, "photo", ns::VCARD_UPDATE)?;
    let hash = text.trim().to_ascii_lowercase();
    match hash.as_str() {
        "" => Some(Photo::None),
        text if is_hash(text) => Some(Photo::Hash(hash)),
        _ => None,
    }
}
