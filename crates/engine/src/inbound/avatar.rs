//! Pictures of people (XEP-0084): which is on offer, and whether what came is what was offered.
//!
//! Invariant: bytes are kept only under the SHA-1 that they have, and only if they begin like an image.

use base64::Engine as _;
use minidom::Element;
use sha1::{Digest as _, Sha1};
use wire::{ns, stanza};

/// Larger pictures are not fetched: they would not fit into a stanza.
const MAX_BYTES: usize = 384 * 1024;

pub fn is_sha1(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

pub fn sha1_hex(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `Some(None)` where the person has taken the picture away.
pub fn offer(item: &Element) -> Option<Option<String>> {
    let metadata = stanza::child(item, "metadata", ns::AVATAR_METADATA)?;
    let mut infos = metadata.children().filter(|child| child.name() == "info").peekable();
    if infos.peek().is_none() {
        return Some(None);
    }
    // One with a URL lies on some web server: never asked, so that nobody learns who looks.
    let fits = |info: &&Element| {
        info.attr("url").is_none() && stanza::attr_number::<usize>(info, "bytes").is_none_or(|bytes| bytes <= MAX_BYTES)
    };
    let id = infos.find(fits)?.attr("id")?.to_ascii_lowercase();
    is_sha1(&id).then_some(Some(id))
}

/// The picture in the answer of a data node, if it is the one that was asked for.
pub fn node_picture(answer: &Element, hash: &str) -> Option<(String, Vec<u8>)> {
    let items = stanza::child(answer, "pubsub", ns::PUBSUB).and_then(|pubsub| stanza::child(pubsub, "items", ns::PUBSUB))?;
    let data = items.children().find_map(|item| stanza::child_text(item, "data", ns::AVATAR_DATA))?;
    let bytes = decode(&data)?;
    (sha1_hex(&bytes) == hash).then(|| Some((image_type(&bytes)?.to_owned(), bytes)))?
}

/// Base64 as people's programs write it: with line breaks.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_BYTES * 3 / 2 {
        return None;
    }
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    base64::engine::general_purpose::STANDARD.decode(compact).ok().filter(|bytes| bytes.len() <= MAX_BYTES)
}

/// The media type by the first bytes; what the sender says is not asked. No SVG: it can hold scripts.
pub fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
