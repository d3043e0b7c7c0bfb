//! What the program was started with: by a person, by the OS at login, by a link, or a second time.
//!
//! Invariant: arguments can open the window and ask for something to be shown in it, and nothing more. What is not understood
//! is ignored.

use engine::links::{self, Asked};
use std::{ffi::OsString, path::PathBuf};

/// The arguments that mean something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Started at login: no window, only the tray.
    pub hidden: bool,
    /// A profile apart from the person's own: for trials and tests.
    pub data_dir: Option<PathBuf>,
    /// What a link asked for.
    pub asked: Option<Asked>,
    pub version: bool,
}

impl Start {
    /// Reads the arguments behind the program's own name.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let mut start = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--hidden") => start.hidden = true,
                Some("--version") => start.version = true,
                Some("--data-dir") => start.data_dir = arguments.next().filter(|dir| !dir.is_empty()).map(PathBuf::from),
                Some(text) if start.asked.is_none() => start.asked = links::asked(text),
                _ => {}
            }
        }
        start
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Start {
        Start::parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn what_the_login_entry_says() {
        assert_eq!(parse(&["--hidden"]), Start { hidden: true, ..Start::default() });
    }

    #[test]
    fn a_folder_of_its_own() {
        assert_eq!(parse(&["--data-dir", "/tmp/trial"]).data_dir, Some(PathBuf::from("/tmp/trial")));
        assert_eq!(parse(&["--data-dir"]).data_dir, None);
        assert_eq!(parse(&["--data-dir", ""]).data_dir, None);
    }

    #[test]
    fn a_link_asks_for_something_and_the_first_one_counts() {
        let start = parse(&["--hidden", "xmpp:anna@example.com?message;body=Hi", "xmpp:tea@rooms.example.com?join"]);
        assert_eq!(start.asked, Some(Asked::Conversation { address: "anna@example.com".into(), words: "Hi".into() }));
        assert_eq!(parse(&["xmpp:tea@rooms.example.com?join"]).asked, Some(Asked::Room("tea@rooms.example.com".into())));
    }

    #[test]
    fn everything_else_is_ignored() {
        let huge = "x".repeat(1 << 20);
        for odd in [
            "--flag",
            "-psn_0_1",
            "|",
            "a|b",
            "xmpp:",
            "xmpp:anna@example.com?remove",
            "\n",
            "xmpp:a@b\n--hidden",
            "/etc/passwd",
            &huge,
        ] {
            assert_eq!(parse(&[odd]), Start::default(), "{}", odd.chars().take(40).collect::<String>());
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_text_is_ignored() {
        use std::os::unix::ffi::OsStringExt;
        let garbled = OsString::from_vec(b"xmpp:anna\xff@example.com".to_vec());
        assert_eq!(Start::parse([garbled]), Start::default());
    }
}
