//! Notifications of the operating system: what deserves attention while the window is elsewhere.
//!
//! Invariant: the engine decides what is announced (`View::Alerts`); here a row that appears is announced, one that is
//! replaced is announced anew only for a newer message, and one that is dropped is withdrawn. What was missed in more than
//! [`FEW`] conversations is one announcement. A click is handed to the shell's loop.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use crate::words::Words;
use api::{ConversationId, Patch, rows::AlertKind, rows::AlertRow};
use std::collections::{BTreeSet, HashMap};

/// So many conversations in which something was missed are announced one by one.
const FEW: usize = 2;
/// The id of the notice about all that was missed; no address is like it.
const MISSED: &str = "missed";

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
    /// The list of conversations.
    Messages,
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
    /// What was missed and is announced in one notice.
    gathered: BTreeSet<String>,
    words: &'static Words,
}

impl Alerts {
    /// None yet; announced in these words.
    pub fn new(words: &'static Words) -> Self {
        Self { rows: HashMap::new(), gathered: BTreeSet::new(), words }
    }

    /// What these patches mean for the announcer.
    pub fn fold(&mut self, patches: Vec<Patch<AlertRow>>) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut news = Vec::new();
        for patch in patches {
            match patch {
                Patch::Reset { rows, .. } => {
                    let gone: Vec<String> = self.rows.keys().filter(|id| !rows.iter().any(|row| row.id == **id)).cloned().collect();
                    steps.extend(gone.into_iter().filter_map(|id| self.drop(&id)));
                    news.extend(rows.into_iter().filter_map(|row| self.put(row)));
                }
                Patch::Put { row, .. } => news.extend(self.put(row)),
                Patch::Drop { id } => {
                    news.retain(|new: &AlertRow| new.id != id);
                    steps.extend(self.drop(&id));
                }
                Patch::Extent { .. } => {}
            }
        }
        let (missed, live): (Vec<AlertRow>, Vec<AlertRow>) = news.into_iter().partition(|row| row.missed);
        for row in live {
            steps.extend(self.leave(&row.id));
            steps.push(Step::Show(notice(row, self.words)));
        }
        self.announce_missed(missed, &mut steps);
        steps
    }

    /// The row, if it says something new.
    fn put(&mut self, row: AlertRow) -> Option<AlertRow> {
        let known = self.rows.insert(row.id.clone(), row.clone());
        known.is_none_or(|known| known.message != row.message || known.message.is_none() && known != row).then_some(row)
    }

    fn drop(&mut self, id: &str) -> Option<Step> {
        self.rows.remove(id)?;
        if self.gathered.contains(id) { self.leave(id) } else { Some(Step::Withdraw(id.to_owned())) }
    }

    /// It has no part in the notice about what was missed any more; with the last one that goes.
    fn leave(&mut self, id: &str) -> Option<Step> {
        (self.gathered.remove(id) && self.gathered.is_empty()).then(|| Step::Withdraw(MISSED.to_owned()))
    }

    /// One by one as long as they are few; from then on all that was missed and still stands in one notice, heard once.
    fn announce_missed(&mut self, news: Vec<AlertRow>, steps: &mut Vec<Step>) {
        if news.is_empty() {
            return;
        }
        let standing: Vec<(String, u32)> =
            self.rows.values().filter(|row| row.missed).map(|row| (row.id.clone(), row.count)).collect();
        if standing.len() <= FEW {
            for row in news {
                steps.extend(self.leave(&row.id));
                steps.push(Step::Show(notice(row, self.words)));
            }
            return;
        }
        let announced = |id: &String| !self.gathered.contains(id) && !news.iter().any(|new| new.id == *id);
        let single: Vec<Step> = standing.iter().map(|(id, _)| id).filter(|id| announced(id)).cloned().map(Step::Withdraw).collect();
        let heard = !self.gathered.is_empty() || !single.is_empty();
        let count = standing.iter().map(|(_, count)| count).sum();
        let conversations = u32::try_from(standing.len()).unwrap_or(u32::MAX);
        let sound = !heard && news.iter().any(|row| row.sound);
        self.gathered = standing.into_iter().map(|(id, _)| id).collect();
        steps.extend(single);
        steps.push(Step::Show(Notice {
            id: MISSED.to_owned(),
            title: Words::counted(self.words.new_messages, count),
            text: Words::counted(self.words.in_conversations, conversations),
            sound,
            open: self.words.open,
            target: Target::Messages,
        }));
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
            missed: false,
            sound: true,
        }
    }

    fn missed(id: &str, message: &str, count: u32) -> Patch<AlertRow> {
        Patch::Put { row: AlertRow { missed: true, title: id.into(), ..row(id, message, count) }, after: None }
    }

    fn gone(id: &str) -> Patch<AlertRow> {
        Patch::Drop { id: id.into() }
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
    fn what_was_missed_in_many_conversations_is_one_notice() {
        let mut alerts = Alerts::new(&ENGLISH);
        let steps = alerts.fold((1..=40).map(|n| missed(&format!("p{n}@example.com"), &format!("m{n}"), 2)).collect());
        let [Step::Show(notice)] = steps.as_slice() else { panic!("{steps:?}") };
        assert_eq!((notice.title.as_str(), notice.text.as_str()), ("80 new messages", "In 40 conversations"));
        assert_eq!((notice.sound, &notice.target), (true, &Target::Messages));
        // It stands until the last of them is read.
        let steps: Vec<Step> = (1..=40).flat_map(|n| alerts.fold(vec![gone(&format!("p{n}@example.com"))])).collect();
        assert_eq!(steps, [Step::Withdraw(MISSED.into())]);
    }

    #[test]
    fn what_was_missed_in_a_few_conversations_is_told_one_by_one_until_there_are_more() {
        let mut alerts = Alerts::new(&ENGLISH);
        assert_eq!(shown(&alerts.fold(vec![missed("a", "m1", 1)])), ["a"]);
        assert_eq!(shown(&alerts.fold(vec![missed("b", "m2", 1)])), ["b"]);
        // Rooms come one after the other: that makes no noise.
        for (room, expected) in [("c", vec!["a", "b", "3 new messages"]), ("d", vec!["4 new messages"])] {
            let mut steps = alerts.fold(vec![missed(room, "m", 1)]);
            steps.sort_by_key(|step| matches!(step, Step::Show(_)));
            steps[..expected.len() - 1].sort_by_key(|step| format!("{step:?}"));
            assert_eq!(shown(&steps), expected);
            assert!(steps.iter().all(|step| !matches!(step, Step::Show(notice) if notice.sound)));
        }
    }

    #[test]
    fn what_comes_live_is_told_by_itself_also_where_something_was_missed() {
        let mut alerts = Alerts::new(&ENGLISH);
        alerts.fold(["a", "b", "c"].map(|id| missed(id, "m1", 1)).to_vec());
        assert_eq!(shown(&alerts.fold(put(row("a", "m2", 2)))), ["Anna Berg (2)"]);
        assert_eq!(shown(&alerts.fold(put(row("new", "m3", 1)))), ["Anna Berg"]);
        assert_eq!(shown(&alerts.fold(vec![gone("a"), gone("b")])), ["a"]);
        assert_eq!(shown(&alerts.fold(vec![gone("c")])), [MISSED]);
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
