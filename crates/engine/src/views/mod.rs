//! Views out: each reads a small window from the store and says what changed since it last did.
//!
//! Invariant: a view holds no truth of its own. It is told that something changed, reads again what it shows, and
//! compares with what its reader has; so it can be closed, lost or opened anew at any time.

mod alerts;
mod archive;
mod author;
mod board;
mod called;
mod circle;
mod contacts;
mod conversations;
mod crowd;
mod diff;
mod directory;
mod faces;
mod header;
mod line;
mod members;
mod message_info;
mod names;
mod notifications;
mod numbers;
mod preferences;
mod public_rooms;
mod quick;
mod rights;
mod room;
mod rooms;
mod search;
mod single;
#[cfg(test)]
mod tests;
mod timeline;
mod world;

pub use alerts::Arrival;
pub use board::{Board, Move, Wish};

use crate::{files::Files, state::AppState, text::Names};
use api::{
    Anchor, Code, Millis, Patches, View,
    rows::{Availability, FileRow},
};
use called::Called;
use circle::Circle;
use directory::Directory;
use faces::Face;
pub use faces::Faces;
use numbers::{Counted, Numbers, Waiting};
use std::collections::HashSet;
use std::sync::Arc;
use store::{Change, FileRecord, PresenceRecord, Show, Store, StoreError};
use world::Lines;

/// What a view is made from.
struct Scene<'a> {
    app: &'a AppState,
    /// `None` while nobody is signed in.
    store: Option<&'a Store>,
    files: Option<&'a Files>,
    /// There while a contacts view is open.
    directory: Option<&'a Directory>,
    /// Likewise.
    circle: Option<&'a Circle>,
    folded: &'a HashSet<String>,
    numbers: &'a Numbers,
    faces: &'a Faces,
    called: &'a Called,
    alerts: &'a alerts::Book,
    now: Millis,
}

impl Scene<'_> {
    fn face(&self, address: &str) -> Arc<Face> {
        self.faces.get(address, self.store)
    }

    /// The file of a message as it is shown.
    fn file_row(&self, message: i64, record: &FileRecord, failed: Option<Code>) -> Option<FileRow> {
        Some(self.files?.row(message, record, failed))
    }

    /// By which names people are called there.
    fn names(&self, conversation: &str) -> Arc<Names> {
        self.called.get(conversation, self)
    }

    /// Nobody signed in, nothing unread.
    fn numbers(&self) -> Result<Arc<Counted>, StoreError> {
        self.store.map_or_else(|| Ok(Arc::default()), |store| self.numbers.get(store, self.now))
    }

    /// What waits in a conversation with somebody, or in a room.
    fn waiting_in(&self, address: &str) -> Waiting {
        self.numbers().map(|numbers| numbers.waiting_in(address)).unwrap_or_default()
    }

    /// What is shown of someone's presence.
    fn state(&self, address: &str) -> (Availability, PresenceRecord) {
        let presence = self.store.map(|store| store.presence(address)).unwrap_or_default();
        (availability(presence.show, self.face(address).awaiting), presence)
    }
}

/// An open view.
trait Live: Send {
    /// A commit did this. True where the view has to look again.
    fn note(&mut self, change: &Change) -> bool;

    /// Something beside the store changed. True where the view has to look again.
    fn note_app(&mut self, _before: &AppState, _now: &AppState) -> bool {
        false
    }

    /// Whether it shows the company.
    fn needs_directory(&self) -> bool {
        false
    }

    /// Whether it searches messages: what is asked of it waits for whatever else a person asks.
    fn can_wait(&self) -> bool {
        false
    }

    /// What the directory's lines are may be different.
    fn lines_changed(&mut self, _how: Lines) {}

    /// The patches since the last call; `None` where nothing changed.
    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError>;

    /// Another account, or a reader that lost its place: begin again with a `Reset`.
    fn forget(&mut self);

    fn older(&mut self, _scene: &Scene<'_>) {}
    fn newer(&mut self, _scene: &Scene<'_>) {}
    fn jump(&mut self, _anchor: &Anchor, _scene: &Scene<'_>) {}
    fn filter(&mut self, _text: &str) {}

    /// When the view has to look again without anything having happened: something in it ends then.
    fn ends(&self) -> Option<Millis> {
        None
    }

    /// What the view would like to have from the network; asked after each refresh.
    fn wish(&mut self, _scene: &Scene<'_>) -> Option<Wish> {
        None
    }
}

/// A view as it is opened.
fn live(what: View) -> Result<Box<dyn Live>, api::Error> {
    Ok(match what {
        View::Session => Box::new(single::Session::default()),
        View::Unread => Box::new(single::Unread::default()),
        View::Contacts { filter } => Box::new(contacts::Contacts::new(&filter)),
        View::Conversations => Box::new(conversations::Conversations::default()),
        View::Conversation { conversation } => Box::new(header::Header::new(conversation)),
        View::Timeline { conversation } => Box::new(timeline::Timeline::new(conversation)),
        View::Message { message } => Box::new(message_info::Info::new(&message)),
        View::Notifications { filter } => Box::new(notifications::Notifications::new(filter)),
        View::Saved => Box::new(single::Saved::default()),
        View::Rooms => Box::new(rooms::Rooms::default()),
        View::Room { room } => Box::new(room::Room::new(room)),
        View::Members { room } => Box::new(members::Members::new(room)),
        View::PublicRooms => Box::new(public_rooms::PublicRooms::default()),
        View::Search { text, conversation } => Box::new(search::Search::new(&text, conversation)),
        View::Quick { text, messages } => Box::new(quick::Quick::new(&text, messages)),
        View::Archive => Box::new(archive::Archive::default()),
        View::Alerts => Box::new(alerts::Alerts::default()),
        View::Settings => Box::new(single::Settings::default()),
        View::Update => Box::new(single::Update::default()),
    })
}

/// `None` for no patches at all.
fn some<R>(patches: Vec<api::Patch<R>>) -> Option<Vec<api::Patch<R>>> {
    (!patches.is_empty()).then_some(patches)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn availability(show: Show, awaiting: bool) -> Availability {
    match show {
        Show::Available => Availability::Available,
        Show::Away => Availability::Away,
        Show::DoNotDisturb => Availability::DoNotDisturb,
        Show::Offline if awaiting => Availability::AwaitingConfirmation,
        Show::Offline => Availability::Offline,
    }
}
