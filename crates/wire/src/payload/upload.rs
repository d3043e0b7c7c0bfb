//! File upload over HTTP (XEP-0363): asking for a slot, the slot, and what the service says of itself.
//!
//! Invariant: of a slot, only what §Uploader allows is kept: three header names, no line breaks, `https:` addresses.

mod slot;
mod terms;

use minidom::Element;

use crate::ns;
use crate::payload::files::is_media_type;
use crate::stanza::{attr_number, child_text, element};
use crate::time;

pub use slot::{Plain, Slot};
pub use terms::{Terms, is_pattern, matches};

/// Longer file names are not asked for.
pub const LONGEST_NAME: usize = 255;

/// What is to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub media_type: Option<String>,
}

impl Request {
    /// The payload of an iq get to the service.
    pub fn to_element(&self) -> Element {
        element("request", ns::UPLOAD)
            .attr("filename", &self.name)
            .attr("size", self.size.to_string())
            .attr_opt("content-type", self.media_type.as_deref())
            .done()
    }

    /// Reads the payload of an iq; `None` if the name or the size cannot be read.
    pub fn from_element(request: &Element) -> Option<Request> {
        if !request.is("request", ns::UPLOAD) {
            return None;
        }
        let name = request.attr("filename").filter(|name| !name.trim().is_empty() && name.len() <= LONGEST_NAME)?;
        let media_type = request.attr("content-type").map(|kind| kind.trim().to_ascii_lowercase());
        Some(Request {
            name: name.to_owned(),
            size: attr_number(request, "size").filter(|size| *size > 0)?,
            media_type: media_type.filter(|kind| is_media_type(kind)),
        })
    }
}

/// Why there is no slot, as far as the service says more than the condition of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Files may have at most so many bytes.
    TooLarge(Option<u64>),
    /// Files of this type are not taken (our own, see docs/protocol.md).
    Type,
    /// A quota is used up until then, in milliseconds since 1970.
    Later(i64),
}

impl Refusal {
    /// The element beside the condition of the error: `not-acceptable`, or `resource-constraint` with type `wait`.
    pub fn to_element(self) -> Element {
        match self {
            Refusal::TooLarge(most) => {
                element("file-too-large", ns::UPLOAD).field_opt("max-file-size", most.map(|most| most.to_string())).done()
            }
            Refusal::Type => element("type-not-taken", ns::UPLOAD_TERMS).done(),
            Refusal::Later(at) => element("retry", ns::UPLOAD).attr("stamp", time::format(at)).done(),
        }
    }

    /// Reads the error of an answer.
    pub fn from_stanza(stanza: &Element) -> Option<Refusal> {
        stanza.children().find(|child| child.name() == "error")?.children().find_map(|detail| {
            if detail.is("file-too-large", ns::UPLOAD) {
                let most = child_text(detail, "max-file-size", ns::UPLOAD).and_then(|most| most.trim().parse().ok());
                return Some(Refusal::TooLarge(most));
            }
            if detail.is("type-not-taken", ns::UPLOAD_TERMS) {
                return Some(Refusal::Type);
            }
            detail.is("retry", ns::UPLOAD).then(|| detail.attr("stamp").and_then(time::parse).map(Refusal::Later)).flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::xml;
    use crate::stanza::iq_error;

    #[test]
    fn requests_come_back() {
        let request = Request { name: "très cool.jpg".into(), size: 23_456, media_type: Some("image/jpeg".into()) };
        assert_eq!(Request::from_element(&request.to_element()), Some(request.clone()));
        let odd = Request { media_type: Some("image/png\r\nX-Y: z".into()), ..request.clone() };
        assert_eq!(Request::from_element(&odd.to_element()), Some(Request { media_type: None, ..request.clone() }));
        for broken in [Request { size: 0, ..request.clone() }, Request { name: " ".into(), ..request.clone() }] {
            assert_eq!(Request::from_element(&broken.to_element()), None);
        }
        assert_eq!(Request::from_element(&Request { name: "x".repeat(300), ..request }.to_element()), None);
        assert_eq!(Request::from_element(&xml("<request xmlns='urn:xmpp:http:upload:0' filename='a' size='-1'/>")), None);
    }

    #[test]
    fn refusals_say_what_would_do() {
        let asked = crate::stanza::iq_get(Some("upload.b"), "1", element("x", "u").done());
        for refusal in [Refusal::TooLarge(Some(20_000)), Refusal::TooLarge(None), Refusal::Type, Refusal::Later(1_512_344_525_000)]
        {
            let mut answer = iq_error(&asked, "not-acceptable", "modify");
            if let Some(error) = answer.get_child_mut("error", ns::CLIENT) {
                error.append_child(refusal.to_element());
            }
            assert_eq!(Refusal::from_stanza(&answer), Some(refusal));
        }
        assert_eq!(Refusal::from_stanza(&iq_error(&asked, "not-allowed", "cancel")), None);
    }
}
