//! Notifications of the operating system: what deserves attention while the window is elsewhere.
//!
//! Invariant: the engine decides what is announced (`View::Alerts`); here a row that appears is announced, one that is
//! replaced is announced anew only for a newer message, and one that is dropped is withdrawn. A click is handed to the shell's loop.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use crate::words::Words;
use api::{ConversationId, Patch, rows::AlertKind, rows::AlertRow};
use std::collections::HashMap;

/// Where announcements go. Calls return at once; what fails is logged, for nobody can do anything about it.
pub trait Announcer: Send + Sync {
    /// Shows a notice, or replaces the one with the same id.
    fn show(&self, notice: Notice);
    fn withdraw(&self, id: &str);
}

/// What is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The alert's id.
    pub id: String,
    pub title: String,
    pub text: String,
    pub sound: bool,
    /// What the click is called, where the system shows a name for it.
    pub open: &'static str,
    pub target: Target,
}

/// What a click on it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Conversation(ConversationId),
    Notifications,
}

/// A click, with the token by which a Wayland desktop lets the window come to the front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Click {
    pub target: Target,
    pub token: Option<String>,
}

/// The announcer of this system.
pub fn announcer(on_click: impl Fn(Click) + Send + Sync + 'static) -> Box<dyn Announcer> {
    #[cfg(target_os = "linux")]
    return Box::new(linux::XdgAnnouncer::start(on_click));
    #[cfg(windows)]
    return Box::new(windows::ToastAnnouncer::start(on_click));
    #[cfg(target_os = "macos")]
    return Box::new(macos::CentreAnnouncer::start(on_click));
}

/// Something to do for the announcer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Show(Notice),
    Withdraw(String),
}

/// The alerts that stand, as the view last said.
pub struct Alerts {
    rows: HashMap<String, AlertRow>,
    words: &'static Words,
}

impl Alerts {
    /// None yet; announced in these words.
    pub fn new(words: &'static Words) -> Self {
        Self { rows: HashMap::new(), words }
    }

    /// What these patches mean for the announcer.
    pub fn fold(&mut self, patches: Vec<Patch<AlertRow>>) -> Vec<Step> {
        let mut steps = Vec::new();
        for patch in patches {
            match patch {
                Patch::Reset { rows, .. } => {
                    let gone: Vec<String> = self.rows.keys().filter(|id| !rows.iter().any(|row| row.id == **id)).cloned().collect();
                    steps.extend(gone.into_iter().filter_map(|id| self.drop(id)));
                    steps.extend(rows.into_iter().filter_map(|row| self.put(row)));
                }
                Patch::Put { row, .. } => steps.extend(self.put(row)),
                Patch::Drop { id } => steps.extend(self.drop(id)),
                Patch::Extent { .. } => {}
            }
        }
        steps
    }

    fn put(&mut self, row: AlertRow) -> Option<Step> {
        let known = self.rows.insert(row.id.clone(), row.clone());
        let news = known.is_none_or(|known| known.message != row.message || known.message.is_none() && known != row);
        news.then(|| Step::Show(notice(row, self.words)))
    }

    fn drop(&mut self, id: String) -> Option<Step> {
        self.rows.remove(&id).map(|_| Step::Withdraw(id))
    }
}

fn notice(row: AlertRow, words: &Words) -> Notice {
    let text = match (row.text.is_empty(), row.count) {
        (false, _) if row.kind == AlertKind::Invitation => words.invites_to.replace('#', &row.text),
        (false, _) => row.text,
        (true, count) => match row.kind {
            AlertKind::ContactRequest => words.wants_contact.into(),
            AlertKind::Invitation => words.invited.into(),
            AlertKind::Reaction => words.reacted.into(),
            AlertKind::FailedMessage => words.not_sent.into(),
            AlertKind::Intranet => words.from_intranet.into(),
            AlertKind::Mention if count < 2 => words.mentioned.into(),
            AlertKind::Message if count < 2 => words.new_message.into(),
            AlertKind::Message | AlertKind::Mention => Words::counted(words.new_messages, count),
        },
    };
    let title = if row.count > 1 { format!("{} ({})", row.title, row.count) } else { row.title };
    // What waits for an answer is answered in the notification center; all else is read where it was said.
    let asks = matches!(row.kind, AlertKind::ContactRequest | AlertKind::Invitation | AlertKind::Intranet);
    let target = row.conversation.filter(|_| !asks).map_or(Target::Notifications, Target::Conversation);
    Notice { id: row.id, title, text, sound: row.sound, open: words.open, target }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::words::ENGLISH;

    fn row(id: &str, message: &str, count: u32) -> AlertRow {
        AlertRow {
            id: id.into(),
            kind: AlertKind::Message,
            conversation: Some(id.into()),
            title: "Anna Berg".into(),
            text: "Hello".into(),
            count,
            message: Some(message.into()),
            sound: true,
        }
    }

    fn put(row: AlertRow) -> Vec<Patch<AlertRow>> {
        vec![Patch::Put { row, after: None }]
    }

    fn shown(steps: &[Step]) -> Vec<&str> {
        steps
            .iter()
            .map(|step| match step {
                Step::Show(notice) => notice.title.as_str(),
                Step::Withdraw(id) => id,
            })
            .collect()
    }

    #[test]
    fn a_message_is_announced_and_withdrawn_when_read() {
        let mut alerts = Alerts::new(&ENGLISH);
        let steps = alerts.fold(put(row("anna@example.com", "m1", 1)));
        let [Step::Show(notice)] = steps.as_slice() else { panic!("{steps:?}") };
        assert_eq!(notice.target, Target::Conversation("anna@example.com".into()));
        assert_eq!((notice.title.as_str(), notice.text.as_str()), ("Anna Berg", "Hello"));
        assert_eq!(alerts.fold(vec![Patch::Drop { id: "anna@example.com".into() }]), [Step::Withdraw("anna@example.com".into())]);
        assert_eq!(alerts.fold(vec![Patch::Drop { id: "anna@example.com".into() }]), []);
    }

    #[test]
    fn only_a_newer_message_is_announced_again() {
        let mut alerts = Alerts::new(&ENGLISH);
        assert_eq!(shown(&alerts.fold(put(row("anna@example.com", "m1", 1)))), ["Anna Berg"]);
        assert_eq!(shown(&alerts.fold(put(AlertRow { title: "A. Berg".into(), ..row("anna@example.com", "m1", 1) }))), [""; 0]);
        assert_eq!(shown(&alerts.fold(put(row("anna@example.com", "m2", 2)))), ["Anna Berg (2)"]);
    }

    #[test]
    fn a_reset_withdraws_what_is_gone_and_repeats_nothing() {
        let mut alerts = Alerts::new(&ENGLISH);
        alerts.fold(put(row("anna@example.com", "m1", 1)));
        alerts.fold(put(row("tom@example.com", "m2", 1)));
        let reset =
            Patch::Reset { rows: vec![row("tom@example.com", "m2", 1), row("eva@example.com", "m3", 1)], before: 0, after: 0 };
        assert_eq!(shown(&alerts.fold(vec![reset])), ["anna@example.com", "Anna Berg"]);
    }

    #[test]
    fn without_preview_it_says_only_how_many() {
        let quiet = |count| notice(AlertRow { text: String::new(), ..row("anna@example.com", "m1", count) }, &ENGLISH).text;
        assert_eq!(quiet(1), "New message");
        assert_eq!(quiet(4), "4 new messages");
    }

    #[test]
    fn the_click_is_named_in_the_persons_language() {
        let german = Words::first(["de".to_owned()]);
        assert_eq!(notice(row("anna@example.com", "m1", 1), german).open, "Öffnen");
    }

    #[test]
    fn what_asks_opens_the_notification_center_and_what_was_said_its_conversation() {
        let of = |kind| notice(AlertRow { kind, text: String::new(), ..row("anna@example.com", "m1", 1) }, &ENGLISH);
        for kind in [AlertKind::ContactRequest, AlertKind::Invitation, AlertKind::Intranet] {
            assert_eq!(of(kind).target, Target::Notifications);
        }
        for kind in [AlertKind::Message, AlertKind::Mention, AlertKind::Reaction, AlertKind::FailedMessage] {
            assert_eq!(of(kind).target, Target::Conversation("anna@example.com".into()));
        }
        assert_eq!(of(AlertKind::Mention).text, ENGLISH.mentioned);
        assert_eq!(of(AlertKind::Invitation).text, ENGLISH.invited);
        let named = AlertRow { kind: AlertKind::Invitation, text: "Tea".into(), ..row("anna@example.com", "m1", 1) };
        assert_eq!(notice(named, &ENGLISH).text, "Invites you to Tea");
    }
}
