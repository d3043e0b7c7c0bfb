//! A slot: where to put a file, and where everybody gets it (XEP-0363 §Requesting a slot).

use minidom::Element;
use url::{Host, Url};

use crate::ns;
use crate::stanza::element;

/// The header names a service may ask for (§Uploader, a MUST); everything else is taken away.
const HEADERS: [&str; 3] = ["Authorization", "Cookie", "Expires"];
const LONGEST_HEADER: usize = 4_096;
const LONGEST_URL: usize = 4_096;

/// Whether addresses without TLS count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    Refused,
    /// Those of this very machine do: for a trial whose stream is not encrypted either.
    Loopback,
}

/// Where to put a file and where to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub put: String,
    /// To be sent with the PUT, never to where it may be redirected.
    pub headers: Vec<(String, String)>,
    pub get: String,
}

impl Slot {
    /// The payload of the answer.
    pub fn to_element(&self) -> Element {
        let header = |(name, value): &(String, String)| element("header", ns::UPLOAD).attr("name", name).text(value).done();
        element("slot", ns::UPLOAD)
            .child(element("put", ns::UPLOAD).attr("url", &self.put).children(self.headers.iter().map(header)))
            .child(element("get", ns::UPLOAD).attr("url", &self.get))
            .done()
    }

    /// Reads the payload of an answer; `None` if one of the addresses may not be used.
    pub fn from_element(slot: &Element, plain: Plain) -> Option<Slot> {
        if !slot.is("slot", ns::UPLOAD) {
            return None;
        }
        let put = slot.get_child("put", ns::UPLOAD)?;
        let headers = put.children().filter(|child| child.is("header", ns::UPLOAD)).filter_map(header);
        Some(Slot {
            put: address(put.attr("url")?, plain)?,
            headers: headers.take(HEADERS.len()).collect(),
            get: address(slot.get_child("get", ns::UPLOAD)?.attr("url")?, plain)?,
        })
    }
}

fn header(header: &Element) -> Option<(String, String)> {
    let one_line = |text: &str| text.replace(['\r', '\n'], "").trim().to_owned();
    let asked = one_line(header.attr("name")?);
    let name = HEADERS.into_iter().find(|name| name.eq_ignore_ascii_case(&asked))?;
    let value = one_line(&header.text());
    let sendable = !value.is_empty() && value.len() <= LONGEST_HEADER && !value.chars().any(char::is_control);
    sendable.then(|| (name.to_owned(), value))
}

fn address(text: &str, plain: Plain) -> Option<String> {
    if text.len() > LONGEST_URL {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let loopback = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let allowed = url.scheme() == "https" || (url.scheme() == "http" && plain == Plain::Loopback && loopback);
    (allowed && url.username().is_empty() && url.password().is_none()).then(|| url.into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn slot(put: &str, headers: &[(&str, &str)]) -> Element {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Slot { put: put.into(), headers, get: "https://example.com/get".into() }.to_element()
    }

    #[test]
    fn slots_come_back_with_three_headers_at_most() {
        let headers = [
            ("Host", "evil.example"),
            ("authorization", "Basic\r\nX-Foo: bar"),
            ("X-Foo", "x"),
            ("Cookie\n", "a=b"),
            ("Expires", "\u{1}"),
            ("Content-Length", "0"),
        ];
        let read = Slot::from_element(&slot("https://example.com/put", &headers), Plain::Refused).unwrap();
        assert_eq!((read.put.as_str(), read.get.as_str()), ("https://example.com/put", "https://example.com/get"));
        let kept: Vec<(&str, &str)> = read.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(kept, [("Authorization", "BasicX-Foo: bar"), ("Cookie", "a=b")]);
    }

    #[test]
    fn nothing_is_put_in_the_clear() {
        let read = |put: &str, plain| Slot::from_element(&slot(put, &[]), plain).is_some();
        for bad in
            ["http://example.com/x", "ftp://example.com/x", "file:///etc/x", "https://a:b@example.com/x", "/x", "http://10.0.0.1/"]
        {
            assert!(!read(bad, Plain::Refused) && !read(bad, Plain::Loopback), "{bad}");
        }
        for here in ["http://127.0.0.1:5280/x", "http://[::1]/x", "http://localhost:1/x"] {
            assert!(!read(here, Plain::Refused) && read(here, Plain::Loopback), "{here}");
        }
        assert!(!read("http://localhost.example.com/x", Plain::Loopback));
        assert_eq!(Slot::from_element(&element("slot", ns::UPLOAD).done(), Plain::Refused), None);
    }
}
