//! What is read before anybody signed in: the address that was typed, host-meta (XEP-0156), the intranet's profile.

use session::{address, host_meta, profile};
use url::Url;

pub fn run(data: &[u8]) {
    let base = Url::parse("https://intranet.example.com/").expect("a URL");
    if let Some(read) = profile::read(data, &base) {
        for url in [&read.logo, &read.update_feed, &read.password_reset].into_iter().flatten() {
            assert!(address::is_secure(url), "{url}");
        }
        for template in [&read.activity_stream, &read.own_profile, &read.profile].into_iter().flatten() {
            // Nobody's name changes where it leads to.
            let (one, other) = (template.fill("a", "a@x"), template.fill("@evil.example/../#?\\", "//evil.example"));
            assert_eq!(one.map(|url| url.origin()), other.map(|url| url.origin()), "{template:?}");
        }
        let written = serde_json::to_string(&read).expect("a profile is kept");
        assert_eq!(serde_json::from_str::<profile::Profile>(&written).expect("and read again"), read);
    }
    let _ = (host_meta::links_in_json(data), host_meta::links_in_xml(data));
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(url) = address::parse_intranet(text) {
        assert!(address::is_secure(&url) && url.username().is_empty() && url.query().is_none(), "{url}");
        assert_eq!(address::parse_intranet(url.as_str()).ok().as_ref(), Some(&url), "not settled");
    }
}
