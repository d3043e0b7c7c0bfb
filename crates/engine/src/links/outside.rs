//! Links that may leave the program.
//!
//! Invariant: only `http`, `https` and `mailto` leave, and what comes out is the parsed URL written out anew, so that the
//! check and the browser read the same text. Nothing that could be a path or a program gets through.

use api::{Code, Error};
use url::Url;

/// Longer links are no links.
const MAX_LINK: usize = 8192;
/// What a mail link may prefill. `attach` and the like would make some mail programs send files.
const MAIL_FIELDS: [&str; 5] = ["subject", "body", "cc", "bcc", "to"];

/// The URL that may be opened for this text, in canonical form.
pub fn canonical(text: &str) -> Result<Url, Error> {
    let refused = |why: &str| Error::new(Code::NotAllowed, why);
    if text.len() > MAX_LINK || text.chars().any(char::is_control) {
        return Err(Error::new(Code::InvalidArgument, "not a link"));
    }
    let mut url = Url::parse(text.trim()).map_err(|_| Error::new(Code::InvalidArgument, "not a URL"))?;
    match url.scheme() {
        "http" | "https" => {
            // `https://bank.example@evil.example` reads like the bank.
            if !url.username().is_empty() || url.password().is_some() {
                return Err(refused("a link with a name before its host"));
            }
        }
        "mailto" => {
            // The part before the query is kept as it came; a space or a quote in it would be a word of its own to some programs.
            if url.has_authority() || url.path().contains(|c: char| !c.is_ascii_graphic() || "\"'<>\\^`{|}".contains(c)) {
                return Err(Error::new(Code::InvalidArgument, "not an address"));
            }
            let kept: Vec<(String, String)> = url
                .query_pairs()
                .filter(|(name, _)| MAIL_FIELDS.contains(&name.to_ascii_lowercase().as_str()))
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            url.set_query(None);
            if !kept.is_empty() {
                url.query_pairs_mut().extend_pairs(kept);
                // Mail programs read a plus as a plus (RFC 6068 §5).
                let query = url.query().unwrap_or_default().replace('+', "%20");
                url.set_query(Some(&query));
            }
        }
        _ => return Err(refused("only http, https and mailto are opened")),
    }
    Ok(url)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn web_and_mail_links_are_opened_in_canonical_form() {
        for (link, opened) in [
            ("https://example.com", "https://example.com/"),
            ("HTTP://EXAMPLE.com/a b?q=\"x\"", "http://example.com/a%20b?q=%22x%22"),
            ("https://example.com/../../etc", "https://example.com/etc"),
            ("https:\\\\example.com\\a", "https://example.com/a"),
            ("https://b\u{fc}cher.example/", "https://xn--bcher-kva.example/"),
            ("mailto:anna@example.com", "mailto:anna@example.com"),
            (
                "mailto:anna@example.com?subject=a+b%20c&attach=/etc/passwd&attachment=x",
                "mailto:anna@example.com?subject=a%20b%20c",
            ),
        ] {
            assert_eq!(canonical(link).unwrap().as_str(), opened, "{link}");
        }
    }

    #[test]
    fn nothing_else_is_opened() {
        let long = format!("https://example.com/{}", "x".repeat(10_000));
        for link in [
            "",
            "example.com",
            "/etc/passwd",
            "C:\\Windows\\system32\\calc.exe",
            "\\\\server\\share",
            "//server/share",
            "file:///etc/passwd",
            "file://server/share/x.exe",
            "smb://server/share",
            "ms-msdt:/id PCWDiagnostic",
            "search-ms:query=x",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,<script>",
            "vbscript:msgbox",
            "tel:123",
            "ftp://example.com",
            "hallway:chat/a@b",
            "xmpp:a@b?join",
            "https://bank.example@evil.example/",
            "https://user:secret@example.com/",
            "https://",
            "https://exa mple.com/",
            "https://example.com/\n--flag",
            "https://example.com/\u{0}",
            "view-source:https://example.com",
            "blob:https://example.com/1",
            "-a",
            "--help",
            "mailto://anna@example.com",
            "mailto:anna@example.com --attach",
            "mailto:anna\"@example.com",
            &long,
        ] {
            assert!(canonical(link).is_err(), "{link}");
        }
    }
}
