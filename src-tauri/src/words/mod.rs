//! What the shell itself says, in the languages of the page: the tray, notifications and the window's title.
//!
//! Invariant: the page and the shell speak the same language, for both choose the first of the person's languages that
//! there are words for.

mod ar;
mod de;
mod en;

pub use en::ENGLISH;

/// The words of one language; `#` stands for a number.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    pub messages: &'static str,
    pub notifications: &'static str,
    pub activity_stream: &'static str,
    pub status: &'static str,
    pub available: &'static str,
    pub away: &'static str,
    pub do_not_disturb: &'static str,
    pub offline: &'static str,
    pub about: &'static str,
    pub sign_in: &'static str,
    pub logout: &'static str,
    pub exit: &'static str,
    pub is_signed_out: &'static str,
    pub is_offline: &'static str,
    pub one_unread: &'static str,
    pub unread: &'static str,
    pub window_unread: &'static str,
    pub new_message: &'static str,
    pub new_messages: &'static str,
    /// Where several conversations have new messages.
    pub in_conversations: &'static str,
    pub wants_contact: &'static str,
    pub invited: &'static str,
    /// `#`: the room.
    pub invites_to: &'static str,
    pub reacted: &'static str,
    pub mentioned: &'static str,
    pub not_sent: &'static str,
    pub from_intranet: &'static str,
    pub open: &'static str,
}

impl Words {
    /// The words for whoever sits at this computer.
    pub fn of_this_computer() -> &'static Self {
        Self::first(sys_locale::get_locales())
    }

    /// The first of these languages (BCP 47) that there are words for; English where there is none.
    pub fn first(wanted: impl IntoIterator<Item = String>) -> &'static Self {
        let words = |locale: String| match locale.split(['-', '_', '.']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(&ENGLISH),
            "de" => Some(&de::GERMAN),
            "ar" => Some(&ar::ARABIC),
            _ => None,
        };
        wanted.into_iter().find_map(words).unwrap_or(&ENGLISH)
    }

    /// The window's: what waits, messages and what else stands in the notification center.
    pub fn title(&self, messages: u32, besides: u32) -> String {
        let unread = (messages > 0).then(|| Self::counted(self.window_unread, messages));
        let besides = (besides > 0).then(|| format!("{} ({besides})", self.notifications));
        let waits: Vec<String> = unread.into_iter().chain(besides).collect();
        if waits.is_empty() { "Hallway".into() } else { format!("{} – Hallway", waits.join(" · ")) }
    }

    /// A text with its number.
    pub fn counted(text: &str, number: u32) -> String {
        text.replace('#', &number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_there_are_words_for_is_spoken() {
        let first = |wanted: &[&str]| Words::first(wanted.iter().map(ToString::to_string)).exit;
        assert_eq!(first(&["fr-FR", "de-AT", "en"]), de::GERMAN.exit);
        assert_eq!(first(&["ar"]), ar::ARABIC.exit);
        assert_eq!(first(&["C"]), ENGLISH.exit);
        assert_eq!(first(&[]), ENGLISH.exit);
    }

    #[test]
    fn the_title_says_what_waits() {
        let title = |messages, besides| ENGLISH.title(messages, besides);
        assert_eq!(title(0, 0), "Hallway");
        assert_eq!(title(3, 0), "Unread messages (3) – Hallway");
        assert_eq!(title(0, 1), "Notifications (1) – Hallway");
        assert_eq!(title(3, 1), "Unread messages (3) · Notifications (1) – Hallway");
    }

    #[test]
    fn every_text_with_a_number_has_its_place() {
        for words in [&ENGLISH, &de::GERMAN, &ar::ARABIC] {
            for text in [words.unread, words.window_unread, words.new_messages, words.in_conversations] {
                assert!(Words::counted(text, 12).contains("12"), "{text}");
            }
        }
    }
}
