//! The rooms anyone may join (XEP-0045 §6.3): listed while somebody looks, page by page; what each says of itself, for those
//! in sight.

use crate::{
    actor::Actor,
    inbound::{Question, Refused, read, rooms::lists},
    outbound::{compose, rooms},
    state::PublicRoom,
};
use minidom::Element;
use std::sync::Arc;

/// Rooms of one page, and of the whole list.
const PAGE: u32 = 100;
const MOST: usize = 5_000;

impl Actor {
    /// From the beginning; what was listed before stays until it is overtaken.
    pub(in crate::actor) fn list_rooms(&mut self) {
        let Some(service) = self.shared.app().rooms_service.filter(|_| self.online) else { return };
        self.listed.clear();
        self.ask_public_page(&service, None);
    }

    fn ask_public_page(&mut self, service: &str, after: Option<&str>) {
        let question = Question::PublicRooms { service: service.to_owned() };
        self.ask(Some(service), question, |id| rooms::items(service, id, after, PAGE));
    }

    pub(in crate::actor) fn public_rooms_came(&mut self, service: &str, answer: Result<Element, Refused>) {
        let Ok(answer) = answer else { return };
        let (page, last) = lists::rooms(&answer);
        let before = self.listed.len();
        for listed in page {
            if !self.listed.iter().any(|known| known.room == listed.room) {
                self.listed.push(PublicRoom { room: listed.room, name: listed.name, ..PublicRoom::default() });
            }
        }
        let known = self.shared.app().public_rooms;
        for room in &mut self.listed {
            if let Some(known) = known.iter().find(|known| known.room == room.room && known.known).filter(|_| !room.known) {
                *room = PublicRoom { name: std::mem::take(&mut room.name), ..known.clone() };
            }
        }
        // A page that brings nothing new is the last one.
        if let Some(last) = last.filter(|_| self.listed.len() > before && self.listed.len() < MOST) {
            self.ask_public_page(service, Some(&last));
        }
        self.show_listed();
    }

    fn show_listed(&self) {
        let listed = Arc::new(self.listed.clone());
        self.shared.change(|app| app.public_rooms = listed);
    }

    pub(in crate::actor) fn ask_public_rooms(&mut self, rooms: Vec<String>) {
        if !self.online {
            return;
        }
        for room in rooms {
            let question = Question::PublicRoom { room: room.clone() };
            if !self.asked.any(|open| *open == question) {
                self.ask(Some(&room), question, |id| compose::features(&room, id));
            }
        }
    }

    pub(in crate::actor) fn public_room_came(&mut self, room: &str, answer: Result<Element, Refused>) {
        let Some(listed) = self.listed.iter_mut().find(|listed| listed.room == room) else { return };
        listed.known = true;
        if let Some(answer) = answer.ok()
            && let Some(info) = read::room_info(&answer)
        {
            // A list may say more with a name than the name, as how many are there.
            if !info.name.is_empty() {
                listed.name = info.name;
            }
            listed.description = info.description.unwrap_or_default();
            listed.occupants = read::room_occupants(&answer);
        }
        self.show_listed();
    }
}
