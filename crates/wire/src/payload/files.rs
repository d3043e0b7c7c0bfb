//! Files in messages: what a file is (XEP-0446) and where it can be had (XEP-0447).
//!
//! Everything here is the sender's word. Name, type and size are shown, not believed; nothing is fetched from an
//! address without being asked (XEP-0447 §Security), and a hash is compared after the download.

use minidom::Element;

use crate::ns;
use crate::stanza::{element, field};

/// More files in one message are not read.
pub const MOST: usize = 32;
const LONGEST_TEXT: usize = 1_024;
const LONGEST_URL: usize = 4_096;

/// What its sender says of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// As sent: not fit for a file system.
    pub name: Option<String>,
    pub media_type: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// Width and height in pixels.
    pub dimensions: Option<(u32, u32)>,
    /// Length of a recording in milliseconds.
    pub length: Option<u64>,
    pub description: Option<String>,
    /// SHA-256 of the content, in base64 (XEP-0300).
    pub sha256: Option<String>,
}

/// A file and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Names this file among several of a message.
    pub id: Option<String>,
    /// To be shown in its place, not only offered.
    pub inline: Option<bool>,
    pub file: Metadata,
    /// `https:` and `http:` addresses, in the sender's order.
    pub urls: Vec<String>,
}

impl Metadata {
    /// `<file/>`
    pub fn to_element(&self) -> Element {
        let (width, height) = self.dimensions.unzip();
        let hash = self.sha256.as_deref().map(|hash| element("hash", ns::HASHES).attr("algo", "sha-256").text(hash).done());
        element("file", ns::FILE_METADATA)
            .field_opt("media-type", self.media_type.as_deref())
            .field_opt("name", self.name.as_deref())
            .field_opt("size", self.size.map(|size| size.to_string()))
            .field_opt("width", width.map(|width| width.to_string()))
            .field_opt("height", height.map(|height| height.to_string()))
            .field_opt("length", self.length.map(|length| length.to_string()))
            .field_opt("desc", self.description.as_deref())
            .child_opt(hash)
            .done()
    }

    /// Reads a `<file/>`.
    pub fn from_element(file: &Element) -> Option<Metadata> {
        if !file.is("file", ns::FILE_METADATA) {
            return None;
        }
        let text = |name| field(file, name).map(|text| text.trim().to_owned()).filter(|text| text.len() <= LONGEST_TEXT);
        let hashes = file.children().filter(|child| child.is("hash", ns::HASHES));
        Some(Metadata {
            name: text("name"),
            media_type: text("media-type").map(|kind| kind.to_ascii_lowercase()).filter(|kind| is_media_type(kind)),
            size: text("size").and_then(|size| size.parse().ok()),
            dimensions: dimensions(file),
            length: text("length").and_then(|length| length.parse().ok()),
            description: text("desc"),
            sha256: hashes
                .filter(|hash| hash.attr("algo") == Some("sha-256"))
                .map(|hash| hash.text().trim().to_owned())
                .find(|hash| !hash.is_empty() && hash.len() <= 64),
        })
    }
}

/// Width and height, which older clients say in one element.
fn dimensions(file: &Element) -> Option<(u32, u32)> {
    let number = |name| field(file, name)?.trim().parse().ok();
    let (width, height) = match (number("width"), number("height")) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let both = field(file, "dimensions")?;
            let (width, height) = both.trim().split_once('x')?;
            (width.parse().ok()?, height.parse().ok()?)
        }
    };
    (width > 0 && height > 0).then_some((width, height))
}

/// `type/subtype` without parameters (RFC 6838 §4.2).
pub fn is_media_type(kind: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty() && part.len() <= 127 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    kind.split_once('/').is_some_and(|(main, sub)| token(main) && token(sub))
}

impl Shared {
    /// `<file-sharing/>`
    pub fn to_element(&self) -> Element {
        let sources = self.urls.iter().map(|url| element("url-data", ns::URL_DATA).attr("target", url).done());
        element("file-sharing", ns::FILE_SHARING)
            .attr_opt("id", self.id.as_deref())
            .attr_opt("disposition", self.inline.map(|inline| if inline { "inline" } else { "attachment" }))
            .child(self.file.to_element())
            .child(element("sources", ns::FILE_SHARING).children(sources))
            .done()
    }

    /// Reads a `<file-sharing/>`; `None` if it has no source that could be fetched.
    pub fn from_element(sharing: &Element) -> Option<Shared> {
        if !sharing.is("file-sharing", ns::FILE_SHARING) {
            return None;
        }
        let sources = sharing.get_child("sources", ns::FILE_SHARING)?;
        let urls: Vec<String> = sources
            .children()
            .filter(|source| source.is("url-data", ns::URL_DATA))
            .filter_map(|source| source.attr("target"))
            .filter(|url| url.len() <= LONGEST_URL && (url.starts_with("https://") || url.starts_with("http://")))
            .take(MOST)
            .map(str::to_owned)
            .collect();
        if urls.is_empty() {
            return None;
        }
        Some(Shared {
            id: sharing.attr("id").filter(|id| !id.is_empty() && id.len() <= LONGEST_TEXT).map(str::to_owned),
            inline: sharing.attr("disposition").map(|disposition| disposition == "inline"),
            file: sharing.children().find_map(Metadata::from_element).unwrap_or_default(),
            urls,
        })
    }
}

/// The files in a message.
pub fn read(message: &Element) -> Vec<Shared> {
    message.children().filter_map(Shared::from_element).take(MOST).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::payload::xml;
    use crate::stanza::message;

    #[test]
    fn files_come_back() {
        let shared = Shared {
            id: Some("1".into()),
            inline: Some(true),
            file: Metadata {
                name: Some("summit.jpg".into()),
                media_type: Some("image/jpeg".into()),
                size: Some(3_032_449),
                dimensions: Some((4096, 2160)),
                length: Some(63_000),
                description: Some("From the summit".into()),
                sha256: Some("2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=".into()),
            },
            urls: vec!["https://example.com/a".into(), "http://127.0.0.1:5280/a".into()],
        };
        let stanza = message("a@b", "chat", "1").child(shared.to_element()).child(shared.to_element()).done();
        assert_eq!(read(&stanza), [shared.clone(), shared]);
    }

    #[test]
    fn what_is_odd_is_left_out() {
        let text = "<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><size>-4</size>\
            <name>../../x</name><media-type>text/html; charset=x</media-type><dimensions>640x480</dimensions><width>0</width>\
            <length>soon</length><hash xmlns='urn:xmpp:hashes:2' algo='md5'>AA==</hash></file>\
            <sources><url-data xmlns='http://jabber.org/protocol/url-data' target='file:///etc/passwd'/>\
            <url-data xmlns='http://jabber.org/protocol/url-data'/>\
            <url-data xmlns='http://jabber.org/protocol/url-data' target='https://e/x'/></sources></file-sharing>";
        let shared = Shared::from_element(&xml(text)).unwrap();
        assert_eq!(shared.urls, ["https://e/x"]);
        let expected = Metadata { name: Some("../../x".into()), dimensions: Some((640, 480)), ..Metadata::default() };
        assert_eq!(shared.file, expected);
        for none in ["<file-sharing xmlns='urn:xmpp:sfs:0'/>", "<file-sharing xmlns='urn:xmpp:sfs:0'><sources/></file-sharing>"] {
            assert_eq!(Shared::from_element(&xml(none)), None);
        }
        assert!(read(&message("a@b", "chat", "1").done()).is_empty());
    }

    #[test]
    fn media_types_are_two_words() {
        assert!(is_media_type("application/vnd.oasis.opendocument.text") && is_media_type("image/svg+xml"));
        for odd in ["", "image", "image/", "/png", "image/png/x", "text/html\r\nX: y", "text/plain;charset=utf-8", "é/a"] {
            assert!(!is_media_type(odd), "{odd}");
        }
    }
}
