//! Answers about places to put files (XEP-0363): only safe addresses, only the headers that may be sent.

use wire::payload::{
    disco,
    upload::{Plain, Refusal, Request, Slot, Terms},
};

pub fn run(data: &[u8]) {
    let Some(element) = super::element(data) else { return };
    super::each(&element, &mut |part| {
        super::comes_back(Request::from_element(part), Request::to_element, Request::from_element);
        for plain in [Plain::Refused, Plain::Loopback] {
            let Some(slot) = Slot::from_element(part, plain) else { continue };
            safe(&slot, plain);
            let again = Slot::from_element(&super::through_text(&slot.to_element()), plain);
            assert_eq!(again.as_ref(), Some(&slot));
        }
        let _ = Refusal::from_stanza(part);
        if let Some(terms) = disco::Info::from_element(part).as_ref().and_then(Terms::from_info) {
            let _ = (terms.takes("image/png"), terms.takes("text/plain"));
        }
    });
}

/// The rules of §Uploader and §Security.
fn safe(slot: &Slot, plain: Plain) {
    for address in [&slot.put, &slot.get] {
        let url = url::Url::parse(address).expect("an address");
        let here = ["localhost", "127.", "[::1]"].iter().any(|host| url.host_str().is_some_and(|it| it.starts_with(host)));
        assert!(url.scheme() == "https" || (plain == Plain::Loopback && url.scheme() == "http" && here), "{address}");
        assert!(url.username().is_empty() && url.password().is_none(), "{address}");
    }
    for (name, value) in &slot.headers {
        assert!(["Authorization", "Cookie", "Expires"].contains(&name.as_str()), "{name}");
        assert!(!value.contains(char::is_control), "{value:?}");
    }
}
