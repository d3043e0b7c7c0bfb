//! User avatars (XEP-0084): the picture in one node, what is known of it in another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minidom::Element;
use sha1::{Digest as _, Sha1};

use crate::ns;
use crate::payload::pubsub::{self, Access, Options};
use crate::stanza::{attr_number, element};

/// Larger pictures are not read.
pub const MAX_BYTES: usize = 512 * 1024;

/// What is known of one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// SHA-1 of the picture in lower-case hexadecimal, which is also the id of its item.
    pub id: String,
    /// Size in bytes, as claimed.
    pub bytes: u32,
    pub mime: String,
    pub width: Option<u16>,
    pub height: Option<u16>,
    /// The picture is somewhere else. Not to be fetched unasked.
    pub url: Option<String>,
}

/// The id of a picture.
pub fn hash(picture: &[u8]) -> String {
    hex(&Sha1::digest(picture))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether a text is an id as [`hash`] makes it; anything else must not become a file name or key.
pub fn is_hash(id: &str) -> bool {
    id.len() == 40 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `<metadata/>`; empty means: no picture.
pub fn metadata(infos: &[Info]) -> Element {
    let info = |info: &Info| {
        element("info", ns::AVATAR_METADATA)
            .attr("id", &info.id)
            .attr("bytes", info.bytes.to_string())
            .attr("type", &info.mime)
            .attr_opt("width", info.width.map(|width| width.to_string()))
            .attr_opt("height", info.height.map(|height| height.to_string()))
            .attr_opt("url", info.url.as_deref())
            .done()
    };
    element("metadata", ns::AVATAR_METADATA).children(infos.iter().map(info)).done()
}

/// Reads `<metadata/>`; an empty list means that the person has no picture. Pictures without a proper id are left out.
pub fn read_metadata(metadata: &Element) -> Option<Vec<Info>> {
    let read = |info: &Element| {
        let id = info.attr("id")?.to_ascii_lowercase();
        is_hash(&id).then(|| Info {
            id,
            bytes: attr_number(info, "bytes").unwrap_or_default(),
            mime: info.attr("type").unwrap_or("image/png").to_owned(),
            width: attr_number(info, "width"),
            height: attr_number(info, "height"),
            url: info.attr("url").map(str::to_owned),
        })
    };
    if !metadata.is("metadata", ns::AVATAR_METADATA) {
        return None;
    }
    Some(metadata.children().filter(|child| child.is("info", ns::AVATAR_METADATA)).filter_map(read).collect())
}

/// `<data/>`
pub fn data(picture: &[u8]) -> Element {
    element("data", ns::AVATAR_DATA).text(STANDARD.encode(picture)).done()
}

/// The picture in `<data/>`, at most [`MAX_BYTES`]. Compare its [`hash`] with the id before it is used.
pub fn read_data(data: &Element) -> Option<Vec<u8>> {
    if data.is("data", ns::AVATAR_DATA) { decode(&data.text()) } else { None }
}

/// Base64 with whatever line breaks, of bounded size.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_BYTES * 2 {
        return None;
    }
    let text: String = text.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(text).ok()?;
    (!bytes.is_empty() && bytes.len() <= MAX_BYTES).then_some(bytes)
}

/// The payload that publishes a picture; publish its [`publish_metadata`] after it.
pub fn publish_data(picture: &[u8]) -> Element {
    pubsub::publish(ns::AVATAR_DATA, &hash(picture), data(picture), Some(&options()))
}

/// The payload that tells everybody of a picture.
pub fn publish_metadata(info: &Info) -> Element {
    pubsub::publish(ns::AVATAR_METADATA, &info.id, metadata(std::slice::from_ref(info)), Some(&options()))
}

/// The payload that asks for a picture.
pub fn request(id: &str) -> Element {
    pubsub::items_by_id(ns::AVATAR_DATA, &[id])
}

fn options() -> Options {
    Options { access: Some(Access::Presence), ..Options::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn pictures_come_back() {
        let picture = b"not really a picture";
        assert_eq!(read_data(&data(picture)).as_deref(), Some(&picture[..]));
        let broken = xml("<data xmlns='urn:xmpp:avatar:data'>\n bm90\n IHJl </data>");
        assert_eq!(read_data(&broken).as_deref(), Some(&b"not re"[..]));
        let info = Info { id: hash(picture), bytes: 20, mime: "image/png".into(), width: Some(64), height: Some(64), url: None };
        assert_eq!(read_metadata(&metadata(std::slice::from_ref(&info))), Some(vec![info]));
        assert_eq!(read_metadata(&metadata(&[])), Some(vec![]));
    }

    #[test]
    fn ids_that_are_no_hash_are_left_out() {
        let odd =
            xml("<metadata xmlns='urn:xmpp:avatar:metadata'><info id='../../etc/passwd' bytes='1' type='x'/><info/></metadata>");
        assert_eq!(read_metadata(&odd), Some(vec![]));
        assert!(!is_hash(&"g".repeat(40)) && !is_hash("ab"));
        assert_eq!(read_data(&element("data", ns::AVATAR_DATA).done()), None);
        assert_eq!(read_data(&element("data", ns::AVATAR_DATA).text("*").done()), None);
        assert_eq!(decode(&"A".repeat(MAX_BYTES * 3)), None);
    }
}
