//! Rooms anyone may join, by name; what each says of itself comes for those in sight.

use super::{
    Live, Scene, Wish,
    diff::Sent,
    names::{Query, fold},
    some,
};
use crate::state::{AppState, PublicRoom};
use api::{
    Anchor, Patches,
    rows::{Connection, PublicRoomRow},
};
use std::{collections::HashSet, sync::Arc};
use store::{Change, RoomStanding, StoreError};

/// Rows of a fresh window, and by how many it grows.
const WINDOW: usize = 100;
/// Rooms that are asked at once what they are.
const AT_ONCE: usize = 20;

#[derive(Debug)]
pub struct PublicRooms {
    query: Query,
    shown: Vec<PublicRoom>,
    stale: bool,
    listed: bool,
    /// Rooms that were asked what they are.
    asked: HashSet<String>,
    length: usize,
    sent: Sent<PublicRoomRow>,
}

impl Default for PublicRooms {
    fn default() -> Self {
        Self {
            query: Query::default(),
            shown: Vec::new(),
            stale: true,
            listed: false,
            asked: HashSet::new(),
            length: WINDOW,
            sent: Sent::default(),
        }
    }
}

impl PublicRooms {
    fn list(&mut self, rooms: &[PublicRoom]) {
        let mut shown: Vec<(String, &PublicRoom)> = rooms
            .iter()
            .map(|room| (fold(&room.name), room))
            .filter(|(words, room)| {
                self.query.is_empty() || self.query.matches_either(words, &fold(&format!("{} {}", room.description, room.room)))
            })
            .collect();
        shown.sort_by(|(one, room), (other, other_room)| (one, &room.room).cmp(&(other, &other_room.room)));
        self.shown = shown.into_iter().map(|(_, room)| room.clone()).collect();
        self.stale = false;
    }
}

fn connected(app: &AppState) -> bool {
    matches!(app.connection, Connection::Online | Connection::CatchingUp)
}

impl Live for PublicRooms {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Room { room } => self.sent.rows().iter().any(|row| row.id == *room),
            _ => false,
        }
    }

    fn note_app(&mut self, before: &AppState, now: &AppState) -> bool {
        let new = !Arc::ptr_eq(&before.public_rooms, &now.public_rooms);
        self.stale |= new;
        new || (before.rooms_service != now.rooms_service) || (connected(before) != connected(now))
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        if self.stale {
            self.list(&scene.app.public_rooms);
        }
        let end = self.length.min(self.shown.len());
        let mut rows = Vec::new();
        for room in self.shown.iter().take(end) {
            let record = match scene.store {
                Some(store) => store.room(&room.room)?,
                None => None,
            };
            rows.push(PublicRoomRow {
                id: room.room.clone(),
                name: room.name.clone(),
                description: room.description.clone(),
                occupants: room.occupants,
                joined: record.is_some_and(|record| record.standing == RoomStanding::Joined),
            });
        }
        let after = super::count(self.shown.len() - end);
        Ok(some(self.sent.update(rows, 0, after)).map(Patches::PublicRooms))
    }

    fn forget(&mut self) {
        *self = Self::default();
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.length += WINDOW;
    }

    fn jump(&mut self, _anchor: &Anchor, _scene: &Scene<'_>) {
        self.length = WINDOW;
    }

    fn filter(&mut self, text: &str) {
        self.query = Query::new(text);
        self.stale = true;
        self.length = WINDOW;
    }

    fn wish(&mut self, scene: &Scene<'_>) -> Option<Wish> {
        if !connected(scene.app) || scene.app.rooms_service.is_none() {
            self.listed = false;
            return None;
        }
        if !std::mem::replace(&mut self.listed, true) {
            return Some(Wish::PublicRooms);
        }
        let unknown = self.shown.iter().take(self.length).filter(|room| !room.known && !self.asked.contains(&room.room));
        let rooms: Vec<String> = unknown.take(AT_ONCE).map(|room| room.room.clone()).collect();
        self.asked.extend(rooms.iter().cloned());
        (!rooms.is_empty()).then_some(Wish::PublicRoomInfo { rooms })
    }
}
