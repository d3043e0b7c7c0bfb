//! The page's side of a view, in Rust: applies patches to rows, and refuses patches that make no sense.

use api::{Patch, Patches, Update, rows};
use std::sync::{Arc, Mutex, PoisonError};

/// Any row of any view.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    Session(rows::SessionRow),
    Unread(rows::UnreadRow),
    Contact(rows::ContactRow),
    Conversation(rows::ConversationRow),
    Header(rows::ConversationHeader),
    Timeline(rows::TimelineRow),
    Message(rows::MessageInfoRow),
    Room(rows::RoomRow),
    Member(rows::MemberRow),
    PublicRoom(rows::PublicRoomRow),
    Found(rows::SearchRow),
    Quick(rows::QuickRow),
    Archive(rows::ArchiveRow),
    Saved(rows::SavedRow),
    Notification(rows::NotificationRow),
    Alert(rows::AlertRow),
    Settings(rows::SettingsRow),
    Update(rows::UpdateRow),
}

impl Row {
    pub fn id(&self) -> &str {
        match self {
            Self::Session(row) => &row.id,
            Self::Unread(row) => &row.id,
            Self::Contact(row) => row.id(),
            Self::Conversation(row) => &row.id,
            Self::Header(row) => &row.id,
            Self::Timeline(row) => row.id(),
            Self::Message(row) => &row.id,
            Self::Room(row) => &row.id,
            Self::Member(row) => &row.id,
            Self::PublicRoom(row) => &row.id,
            Self::Found(row) => &row.id,
            Self::Quick(row) => row.id(),
            Self::Archive(row) => &row.id,
            Self::Saved(row) => &row.id,
            Self::Notification(row) => &row.id,
            Self::Alert(row) => &row.id,
            Self::Settings(row) => &row.id,
            Self::Update(row) => &row.id,
        }
    }
}

/// The rows of one open view.
#[derive(Debug, Default, Clone)]
pub struct Window {
    pub rows: Vec<Row>,
    pub before: u32,
    pub after: u32,
    /// How many batches came: for tests that count work.
    pub batches: usize,
    /// Patches that named rows which are not there.
    pub faults: Vec<String>,
}

#[derive(Clone, Default)]
pub struct Mirror(Arc<Mutex<Window>>);

impl Mirror {
    pub fn window(&self) -> Window {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The same without a copy.
    pub fn look<T>(&self, at: impl FnOnce(&Window) -> T) -> T {
        at(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn apply(&self, update: Update) {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        window.batches += 1;
        match update.patches {
            Patches::Session(patches) => window.apply_all(patches, Row::Session),
            Patches::Unread(patches) => window.apply_all(patches, Row::Unread),
            Patches::Contacts(patches) => window.apply_all(patches, Row::Contact),
            Patches::Conversations(patches) => window.apply_all(patches, Row::Conversation),
            Patches::Conversation(patches) => window.apply_all(patches, Row::Header),
            Patches::Timeline(patches) => window.apply_all(patches, Row::Timeline),
            Patches::Message(patches) => window.apply_all(patches, Row::Message),
            Patches::Rooms(patches) => window.apply_all(patches, Row::Conversation),
            Patches::Room(patches) => window.apply_all(patches, Row::Room),
            Patches::Members(patches) => window.apply_all(patches, Row::Member),
            Patches::PublicRooms(patches) => window.apply_all(patches, Row::PublicRoom),
            Patches::Search(patches) => window.apply_all(patches, Row::Found),
            Patches::Quick(patches) => window.apply_all(patches, Row::Quick),
            Patches::Archive(patches) => window.apply_all(patches, Row::Archive),
            Patches::Saved(patches) => window.apply_all(patches, Row::Saved),
            Patches::Notifications(patches) => window.apply_all(patches, Row::Notification),
            Patches::Alerts(patches) => window.apply_all(patches, Row::Alert),
            Patches::Settings(patches) => window.apply_all(patches, Row::Settings),
            Patches::Update(patches) => window.apply_all(patches, Row::Update),
        }
    }
}

impl Window {
    fn apply_all<R>(&mut self, patches: Vec<Patch<R>>, wrap: impl Fn(R) -> Row) {
        for patch in patches {
            match patch {
                Patch::Reset { rows, before, after } => {
                    self.rows = rows.into_iter().map(&wrap).collect();
                    (self.before, self.after) = (before, after);
                }
                Patch::Put { row, after } => self.put(wrap(row), after.as_deref()),
                Patch::Drop { id } => match self.rows.iter().position(|row| row.id() == id) {
                    Some(at) => {
                        self.rows.remove(at);
                    }
                    None => self.faults.push(format!("dropped {id}, which is not there")),
                },
                Patch::Extent { before, after } => (self.before, self.after) = (before, after),
            }
        }
    }

    fn put(&mut self, row: Row, after: Option<&str>) {
        self.rows.retain(|other| other.id() != row.id());
        let at = match after {
            None => 0,
            Some(id) => match self.rows.iter().position(|other| other.id() == id) {
                Some(found) => found + 1,
                None => {
                    self.faults.push(format!("{} goes behind {id}, which is not there", row.id()));
                    self.rows.len()
                }
            },
        };
        self.rows.insert(at, row);
    }
}
