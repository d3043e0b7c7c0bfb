//! What the own server has beside accounts (XEP-0030): where rooms are made.

use super::{Actor, commit::Batch};
use crate::{
    inbound::{Question, Refused, read},
    outbound::{compose, rooms},
    shared::kept,
};
use minidom::Element;
use store::Fact;

/// Services of one server that are asked what they are.
const MOST: usize = 30;

impl Actor {
    pub(super) fn ask_services(&mut self) {
        let domain = self.me.domain.clone();
        self.ask(Some(&domain), Question::Services, |id| rooms::items(&domain, id, None, 100));
    }

    pub(super) fn services_came(&mut self, answer: Result<Element, Refused>) {
        let Ok(answer) = answer else { return };
        for address in read::services(&answer).into_iter().take(MOST) {
            let question = Question::Service { address: address.clone() };
            self.ask(Some(&address), question, |id| compose::features(&address, id));
        }
    }

    pub(super) fn service_came(&mut self, address: &str, answer: Result<Element, Refused>, batch: &mut Batch) {
        let Ok(answer) = answer else { return };
        if read::is_rooms_service(&answer) {
            self.rooms.services([address.to_owned()]);
            let known = self.shared.app().rooms_service;
            // Where there are several, the one that is known already stays; else the first by name.
            if known.is_none_or(|known| address <= known.as_str() || !self.rooms.is_known_service(&known)) {
                let hides = read::hides_past(&answer);
                self.shared.change(|app| {
                    app.rooms_service = Some(address.to_owned());
                    app.rooms_hide_past = hides;
                });
                batch.facts.push(Fact::Kept { key: kept::ROOMS_SERVICE.to_owned(), value: Some(address.to_owned()) });
            }
        }
    }
}
