//! What the program was started with: by a person, by the OS at login, by a link, or a second time.
//!
//! Invariant: arguments can open the window or one conversation in it, and nothing more. What is not understood is ignored.

use api::ConversationId;
use engine::links;
use std::{ffi::OsString, path::PathBuf};

/// The arguments that mean something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Started at login: no window, only the tray.
    pub hidden: bool,
    /// A profile apart from the person's own: for trials and tests.
    pub data_dir: Option<PathBuf>,
    /// The conversation a link asked for.
    pub conversation: Option<ConversationId>,
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
                Some(text) if start.conversation.is_none() => start.conversation = links::conversation(text),
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
    fn a_link_opens_its_conversation_and_the_first_one_counts() {
        let start = parse(&["xmpp:anna@example.com", "xmpp:tom@example.com"]);
        assert_eq!(start.conversation.as_deref(), Some("anna@example.com"));
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
            "xmpp:anna@example.com?join",
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
