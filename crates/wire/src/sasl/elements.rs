//! The elements that carry SASL in a stream (RFC 6120 §6).

use minidom::Element;

use super::{Mechanism, SaslError, message};
use crate::ns;
use crate::stanza::element;

/// `<mechanisms/>` for the stream features.
pub fn mechanisms(mechanisms: &[Mechanism]) -> Element {
    element("mechanisms", ns::SASL)
        .children(mechanisms.iter().map(|mechanism| element("mechanism", ns::SASL).text(mechanism.name()).done()))
        .done()
}

/// The names offered in `<stream:features/>`.
pub fn offered(features: &Element) -> Vec<String> {
    features
        .get_child("mechanisms", ns::SASL)
        .map(|list| {
            list.children().filter(|child| child.is("mechanism", ns::SASL)).map(|child| child.text().trim().to_owned()).collect()
        })
        .unwrap_or_default()
}

/// `<auth/>` with the initial response.
pub fn auth(mechanism: Mechanism, initial: &[u8]) -> Element {
    element("auth", ns::SASL).attr("mechanism", mechanism.name()).text(encode(initial)).done()
}

/// `<challenge/>`
pub fn challenge(data: &[u8]) -> Element {
    element("challenge", ns::SASL).text(encode(data)).done()
}

/// `<response/>`
pub fn response(data: &[u8]) -> Element {
    element("response", ns::SASL).text(encode(data)).done()
}

/// `<success/>`, with the server-final-message if the mechanism has one.
pub fn success(data: &[u8]) -> Element {
    element("success", ns::SASL).text(if data.is_empty() { String::new() } else { encode(data) }).done()
}

/// `<abort/>`
pub fn abort() -> Element {
    element("abort", ns::SASL).done()
}

/// `<failure/>`
pub fn failure(condition: &str, text: Option<&str>) -> Element {
    element("failure", ns::SASL)
        .child(element(condition, ns::SASL))
        .child_opt(text.map(|text| element("text", ns::SASL).text(text).done()))
        .done()
}

/// The condition and text of a `<failure/>`; without one, `not-authorized`.
pub fn failure_condition(failure: &Element) -> (String, Option<String>) {
    let condition = failure.children().find(|child| child.name() != "text").map_or("not-authorized", Element::name);
    let text = failure.get_child("text", ns::SASL).map(Element::text).filter(|text| !text.trim().is_empty());
    (condition.to_owned(), text)
}

/// The bytes an element carries; `=` stands for none.
///
/// # Errors
/// [`SaslError::Malformed`] if it is not base64.
pub fn data(element: &Element) -> Result<Vec<u8>, SaslError> {
    let text = element.text();
    match text.trim() {
        "" | "=" => Ok(Vec::new()),
        text => message::decode(text),
    }
}

fn encode(data: &[u8]) -> String {
    if data.is_empty() { "=".to_owned() } else { message::encode(data) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_comes_back() {
        for bytes in [&b""[..], b"n,,n=a,r=b", &[0, 255]] {
            for element in [auth(Mechanism::ScramSha256, bytes), challenge(bytes), response(bytes), success(bytes)] {
                assert_eq!(data(&element).unwrap(), bytes);
            }
        }
        assert_eq!(data(&element("challenge", ns::SASL).text("*").done()), Err(SaslError::Malformed));
    }

    #[test]
    fn failures_and_features_are_read() {
        assert_eq!(failure_condition(&failure("account-disabled", Some("left"))), ("account-disabled".into(), Some("left".into())));
        assert_eq!(failure_condition(&element("failure", ns::SASL).done()), ("not-authorized".into(), None));
        let features = element("features", ns::STREAMS).child(mechanisms(&Mechanism::ALL)).done();
        assert_eq!(offered(&features), ["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"]);
        assert!(offered(&element("features", ns::STREAMS).done()).is_empty());
    }
}
