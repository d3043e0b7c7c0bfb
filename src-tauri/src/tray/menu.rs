//! What the tray says, as data: the same on every system, and testable without one.

use crate::words::Words;
use api::rows::{Availability, Phase, SessionRow, UnreadRow};

/// What a click in the tray asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The window, as it was: a click on the icon itself.
    Open,
    Messages,
    Notifications,
    ActivityStream,
    OwnProfile,
    Status(Availability),
    About,
    SignOut,
    Exit,
}

/// Linux menus carry the action itself.
#[cfg_attr(target_os = "linux", allow(dead_code))]
impl Action {
    const ALL: [Self; 12] = [
        Self::Open,
        Self::Messages,
        Self::Notifications,
        Self::ActivityStream,
        Self::OwnProfile,
        Self::Status(Availability::Available),
        Self::Status(Availability::Away),
        Self::Status(Availability::DoNotDisturb),
        Self::Status(Availability::Offline),
        Self::About,
        Self::SignOut,
        Self::Exit,
    ];

    /// A name for menus that know their items by text.
    pub fn key(self) -> String {
        format!("{self:?}")
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Item {
        label: String,
        action: Action,
        enabled: bool,
    },
    /// Of several, one is ticked.
    Choices {
        label: &'static str,
        choices: Vec<Choice>,
    },
    Separator,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub label: &'static str,
    pub action: Action,
    pub ticked: bool,
}

/// All that the tray shows of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    pub words: &'static Words,
    pub signed_in: bool,
    pub connected: bool,
    pub name: String,
    pub availability: Availability,
    pub has_stream: bool,
    pub has_profile: bool,
    pub messages: u32,
    pub notifications: u32,
    /// Of the notifications, those that are not messages too.
    pub besides: u32,
    pub stream: u32,
}

impl Face {
    /// Nobody is signed in.
    pub fn signed_out(words: &'static Words) -> Self {
        Self {
            words,
            signed_in: false,
            connected: false,
            name: String::new(),
            availability: Availability::Offline,
            has_stream: false,
            has_profile: false,
            messages: 0,
            notifications: 0,
            besides: 0,
            stream: 0,
        }
    }

    /// The face of these two views' rows.
    pub fn of(session: Option<&SessionRow>, unread: Option<&UnreadRow>, words: &'static Words) -> Self {
        let Some(session) = session.filter(|session| session.phase == Phase::SignedIn) else {
            return Self::signed_out(words);
        };
        let intranet = session.intranet.as_ref();
        Self {
            words,
            signed_in: true,
            connected: !matches!(session.connection, api::rows::Connection::Offline { .. }),
            name: if session.name.is_empty() { session.account.clone() } else { session.name.clone() },
            availability: session.availability,
            has_stream: intranet.is_some_and(|intranet| intranet.has_activity_stream),
            has_profile: intranet.is_some_and(|intranet| intranet.has_own_profile),
            messages: unread.map_or(0, |unread| unread.messages),
            notifications: unread.map_or(0, |unread| unread.notifications),
            besides: unread.map_or(0, |unread| unread.besides),
            stream: unread.map_or(0, |unread| unread.stream),
        }
    }

    /// The number drawn into the icon: what waits in the window, each thing once.
    pub fn number(&self) -> u32 {
        self.messages.saturating_add(self.besides)
    }

    pub fn tooltip(&self) -> String {
        let words = self.words;
        match (self.signed_in, self.connected, self.messages) {
            (false, ..) => words.is_signed_out.into(),
            (true, false, _) => words.is_offline.into(),
            (true, true, 0) if self.besides > 0 => format!("Hallway – {} ({})", words.notifications, self.besides),
            (true, true, 0) => "Hallway".into(),
            (true, true, 1) => words.one_unread.into(),
            (true, true, messages) => Words::counted(words.unread, messages),
        }
    }

    pub fn menu(&self) -> Vec<Line> {
        let words = self.words;
        let item = |label: String, action| Line::Item { label, action, enabled: true };
        if !self.signed_in {
            return vec![
                item(words.sign_in.into(), Action::Open),
                Line::Separator,
                item(words.about.into(), Action::About),
                item(words.exit.into(), Action::Exit),
            ];
        }
        let mut lines = vec![
            item(counted(words.messages, self.messages), Action::Messages),
            item(counted(words.notifications, self.notifications), Action::Notifications),
        ];
        if self.has_stream {
            lines.push(item(counted(words.activity_stream, self.stream), Action::ActivityStream));
        }
        lines.extend([
            Line::Separator,
            Line::Item { label: self.name.clone(), action: Action::OwnProfile, enabled: self.has_profile },
            Line::Choices { label: words.status, choices: self.statuses() },
            Line::Separator,
            item(words.about.into(), Action::About),
            item(words.logout.into(), Action::SignOut),
            item(words.exit.into(), Action::Exit),
        ]);
        lines
    }

    fn statuses(&self) -> Vec<Choice> {
        [
            (self.words.available, Availability::Available),
            (self.words.away, Availability::Away),
            (self.words.do_not_disturb, Availability::DoNotDisturb),
            (self.words.offline, Availability::Offline),
        ]
        .map(|(label, availability)| Choice {
            label,
            action: Action::Status(availability),
            ticked: self.availability == availability,
        })
        .to_vec()
    }
}

/// The number only when there is something unread.
fn counted(label: &str, number: u32) -> String {
    if number == 0 { label.into() } else { format!("{label} ({number})") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::words::ENGLISH;

    fn signed_in() -> Face {
        Face {
            signed_in: true,
            connected: true,
            name: "Anna Berg".into(),
            availability: Availability::Available,
            has_stream: true,
            has_profile: true,
            ..Face::signed_out(&ENGLISH)
        }
    }

    fn labels(face: &Face) -> Vec<String> {
        face.menu()
            .into_iter()
            .map(|line| match line {
                Line::Item { label, .. } => label,
                Line::Choices { label, choices } => {
                    let ticked: Vec<_> = choices.iter().filter(|choice| choice.ticked).map(|choice| choice.label).collect();
                    format!("{label}: {}", ticked.join(", "))
                }
                Line::Separator => "-".into(),
            })
            .collect()
    }

    #[test]
    fn with_nothing_unread_there_is_no_number() {
        assert_eq!(
            labels(&signed_in()),
            ["Messages", "Notifications", "Activity Stream", "-", "Anna Berg", "Status: Available", "-", "About", "Logout", "Exit"]
        );
    }

    #[test]
    fn numbers_stand_behind_what_they_count() {
        let face =
            Face { messages: 3, notifications: 2, besides: 1, stream: 12, availability: Availability::DoNotDisturb, ..signed_in() };
        assert_eq!(&labels(&face)[..3], ["Messages (3)", "Notifications (2)", "Activity Stream (12)"]);
        assert_eq!(labels(&face)[5], "Status: Do not disturb");
        assert_eq!(face.number(), 4);
        assert_eq!(face.tooltip(), "Hallway – 3 unread messages");
        let invited = Face { notifications: 1, besides: 1, ..signed_in() };
        assert_eq!((invited.number(), invited.tooltip().as_str()), (1, "Hallway – Notifications (1)"));
    }

    #[test]
    fn an_intranet_without_a_stream_shows_none() {
        let face = Face { has_stream: false, has_profile: false, ..signed_in() };
        assert!(!labels(&face).iter().any(|label| label.starts_with("Activity")));
        assert!(face.menu().contains(&Line::Item { label: "Anna Berg".into(), action: Action::OwnProfile, enabled: false }));
    }

    #[test]
    fn signed_out_it_offers_to_sign_in() {
        assert_eq!(labels(&Face::of(None, None, &ENGLISH)), ["Sign In…", "-", "About", "Exit"]);
        assert_eq!(Face::signed_out(&ENGLISH).number(), 0);
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        for action in Action::ALL {
            assert_eq!(Action::from_key(&action.key()), Some(action));
        }
        assert_eq!(Action::from_key("Format"), None);
    }
}
