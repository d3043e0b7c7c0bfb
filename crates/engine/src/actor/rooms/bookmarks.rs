//! Bookmarked rooms (XEP-0402): the list decides which rooms one is in, on every device.

use super::Room;
use crate::{
    actor::{
        Actor,
        commit::{After, Batch},
    },
    inbound::{Question, Refused, rooms::bookmarks},
    outbound::{compose, personal::Personal},
};
use minidom::Element;
use std::collections::HashMap;
use store::{Bookmark, Fact, Store};

/// The bookmarks of before were read.
const BROUGHT_OVER: &str = "bookmarks.before";

fn is_brought_over() -> Fact {
    Fact::Kept { key: BROUGHT_OVER.to_owned(), value: Some("yes".to_owned()) }
}

/// Whether the server has answered what is bookmarked. Also where that cannot be read: better once too little than rooms that
/// come back.
pub(super) fn were_read(store: &Store) -> bool {
    !matches!(store.kept(BROUGHT_OVER), Ok(None))
}

impl Actor {
    pub(in crate::actor) fn ask_bookmarks(&mut self) {
        self.ask(None, Question::Bookmarks, compose::bookmarks);
    }

    /// The list as it is on the server; without an answer, as it was.
    pub(in crate::actor) fn bookmarks_came(&mut self, answer: Result<Element, Refused>, batch: &mut Batch) {
        let list = match answer {
            Ok(answer) => bookmarks::list(&answer),
            // There never was one.
            Err(refused) if refused.condition == "item-not-found" => Some(Vec::new()),
            Err(refused) => {
                tracing::info!(condition = refused.condition, "the bookmarks cannot be had");
                None
            }
        };
        // Those of before, where there are none, are asked for below.
        self.rooms.listed |= list.as_ref().is_none_or(|rooms| !rooms.is_empty()) || were_read(&self.store);
        if let Some(mut rooms) = list {
            // What was changed here and not told yet is newer.
            rooms.retain(|bookmark| !self.told.has_bookmark(&bookmark.room) && self.rooms.may_have(&bookmark.room));
            rooms.extend(self.rooms.bookmarks.values().filter(|bookmark| self.told.has_bookmark(&bookmark.room)).cloned());
            self.rooms.bookmarks.clear();
            for address in self.rooms.addresses() {
                self.rooms.room(&address).seat.wanted = false;
            }
            if rooms.is_empty() {
                self.ask_bookmarks_of_before();
            } else if !were_read(&self.store) {
                // Whoever has a list has no need of the one of before, nor when it is empty one day.
                batch.facts.push(is_brought_over());
            }
            rooms.iter().for_each(|bookmark| self.learn(bookmark));
            batch.facts.push(Fact::Bookmarks { rooms });
        }
        batch.after.push(After::EnterAll);
    }

    /// Whoever comes from a program of before has their rooms in another place (XEP-0048). They are brought over once: what is
    /// taken off the list later stays off.
    pub(in crate::actor) fn ask_bookmarks_of_before(&mut self) {
        if !were_read(&self.store) {
            self.ask(None, Question::BookmarksBefore, compose::bookmarks_before);
        }
    }

    pub(in crate::actor) fn bookmarks_of_before_came(&mut self, answer: Result<Element, Refused>, batch: &mut Batch) {
        self.rooms.listed = true;
        batch.after.push(After::EnterAll);
        // Without an answer they are asked for again at the next sign-in.
        let Ok(answer) = answer else { return };
        for bookmark in bookmarks::list_before(&answer) {
            if self.rooms.bookmark(&bookmark.room).is_none() && self.rooms.may_have(&bookmark.room) {
                self.learn(&bookmark);
                batch.facts.push(self.tell_within(Personal::Bookmark(bookmark.room.clone())));
                batch.facts.push(Fact::Bookmark(bookmark));
            }
        }
        batch.facts.push(is_brought_over());
    }

    fn learn(&mut self, bookmark: &Bookmark) {
        self.rooms.bookmarks.insert(bookmark.room.clone(), bookmark.clone());
        let room = self.rooms.room(&bookmark.room);
        room.seat.shown = true;
        room.seat.wanted = bookmark.autojoin;
        if let Some(nick) = bookmark.nick.as_ref().filter(|_| !room.seat.inside()) {
            room.seat.nick.clone_from(nick);
        }
        if bookmark.password.is_some() {
            room.password.clone_from(&bookmark.password);
        }
    }

    /// Every room that one means to be in, the latest talks first.
    pub(in crate::actor) fn enter_wanted(&mut self) {
        let outside = |room: &Room| room.seat.wanted && !room.seat.inside();
        let mut wanted: Vec<String> =
            self.rooms.rooms.iter().filter(|(_, room)| outside(room)).map(|(address, _)| address.clone()).collect();
        if wanted.is_empty() {
            return;
        }
        let talks = self.store.rooms_by_talk().unwrap_or_default();
        let place: HashMap<&str, usize> = talks.iter().enumerate().map(|(at, room)| (room.as_str(), at)).collect();
        wanted.sort_by_key(|room| place.get(room.as_str()).copied().unwrap_or(usize::MAX));
        self.enter_all(wanted);
    }

    /// Another of one's devices, or this one, bookmarked a room or let it go.
    pub(in crate::actor) fn bookmark_changed(&mut self, fact: &Fact, batch: &mut Batch) {
        match fact {
            Fact::Bookmark(bookmark) => {
                self.learn(bookmark);
                batch.facts.push(Fact::InvitationAnswered { room: bookmark.room.clone() });
                batch.facts.extend(bookmarks::chosen(bookmark));
                batch.after.push(if bookmark.autojoin {
                    After::EnterRoom(bookmark.room.clone())
                } else {
                    After::LeaveRoom(bookmark.room.clone())
                });
            }
            Fact::BookmarkGone { room } => {
                self.rooms.bookmarks.remove(room);
                self.rooms.room(room).seat.wanted = false;
                batch.after.push(After::LeaveRoom(room.clone()));
            }
            // The whole node was emptied.
            Fact::Bookmarks { rooms } if rooms.is_empty() => {
                self.rooms.bookmarks.clear();
                for room in self.rooms.addresses() {
                    self.rooms.room(&room).seat.wanted = false;
                    batch.after.push(After::LeaveRoom(room));
                }
            }
            _ => {}
        }
    }

    /// One means to be in this room, on all devices.
    pub(in crate::actor) async fn bookmark(&mut self, bookmark: Bookmark) {
        self.learn(&bookmark);
        let room = bookmark.room.clone();
        self.commit(Batch::of(vec![Fact::Bookmark(bookmark), Fact::InvitationAnswered { room: room.clone() }])).await;
        self.tell(Personal::Bookmark(room)).await;
    }

    /// One does not mean to be there any more.
    pub(in crate::actor) async fn unbookmark(&mut self, room: String) {
        self.rooms.bookmarks.remove(&room);
        self.rooms.room(&room).seat.wanted = false;
        self.commit(Batch::of(vec![Fact::BookmarkGone { room: room.clone() }])).await;
        self.tell(Personal::Bookmark(room)).await;
    }

    /// When a room is to make itself heard stands in its bookmark, where other programs read it (XEP-0492).
    pub(in crate::actor) async fn notify_setting_chosen(&mut self, room: &str) {
        let Some(mut bookmark) = self.rooms.bookmark(room).cloned() else { return };
        let Ok(Some(record)) = self.store.conversation(room) else { return };
        if bookmarks::choose(&mut bookmark, &record.preferences) {
            self.bookmark(bookmark).await;
        }
    }
}
