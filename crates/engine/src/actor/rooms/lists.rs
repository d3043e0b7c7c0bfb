//! Who belongs to a room, as the room lists it (XEP-0045 §9.5, §10.5): asked for when somebody looks.

use crate::{
    actor::{Actor, commit::Batch},
    inbound::{Question, Refused, rooms::lists},
};
use minidom::Element;
use store::{Affiliation, Fact, Member};
use wire::{payload::muc, stanza};

/// The lists that make up those who belong to a room, and who may not come in.
const LISTS: [Affiliation; 4] = [Affiliation::Owner, Affiliation::Admin, Affiliation::Member, Affiliation::Outcast];

fn on_the_wire(affiliation: Affiliation) -> muc::Affiliation {
    match affiliation {
        Affiliation::Owner => muc::Affiliation::Owner,
        Affiliation::Admin => muc::Affiliation::Admin,
        Affiliation::Member => muc::Affiliation::Member,
        Affiliation::Outcast => muc::Affiliation::Outcast,
        Affiliation::None => muc::Affiliation::None,
    }
}

impl Actor {
    /// A room is looked at: what it is like and who belongs to it, once a stream.
    pub(in crate::actor) fn look_at_room(&mut self, address: &str) {
        let Some(room) = self.rooms.get_mut(address) else { return };
        room.watched = true;
        if !self.online || !room.seat.inside() || room.looked_at {
            return;
        }
        room.looked_at = true;
        room.lists.clear();
        self.ask_room_info(address);
        for affiliation in LISTS {
            let payload = muc::affiliations_request(on_the_wire(affiliation));
            let question = Question::Members { room: address.to_owned(), affiliation };
            self.ask(Some(address), question, |id| stanza::iq_get(Some(address), id, payload));
        }
    }

    /// One of the lists. All that are given make up the whole; one that is not for one's eyes leaves what is known.
    pub(in crate::actor) fn members_came(
        &mut self,
        address: String,
        affiliation: Affiliation,
        answer: Result<Element, Refused>,
        batch: &mut Batch,
    ) {
        let Some(room) = self.rooms.get_mut(&address) else { return };
        let list = answer.ok().map(|answer| lists::members(&answer, affiliation));
        room.lists.push((affiliation, list));
        if room.lists.len() < LISTS.len() {
            return;
        }
        let lists = std::mem::take(&mut room.lists);
        if lists.iter().all(|(_, list)| list.is_none()) {
            return;
        }
        let mut members: Vec<Member> = Vec::new();
        for (affiliation, list) in lists {
            match list {
                Some(list) => members.extend(list),
                None => {
                    let known = room.belonging.iter().filter(|(_, known)| **known == affiliation);
                    members.extend(known.map(|(address, _)| Member { address: address.clone(), affiliation, nick: None }));
                }
            }
        }
        room.belonging = members.iter().map(|member| (member.address.clone(), member.affiliation)).collect();
        batch.facts.push(Fact::Members { room: address, members });
    }

    /// What somebody is to a room, as far as is known.
    pub(super) fn affiliation_of(&self, room: &str, person: &str) -> Affiliation {
        let known = self.rooms.get(room).and_then(|room| room.belonging.get(person));
        known.copied().unwrap_or_default()
    }
}
