//! Who is in a room: told by the room, kept beside the store for the next stanza, and written down for the views.

use super::notices::Happening;
use crate::{
    actor::{Actor, commit::Batch},
    inbound::rooms::{Departure, MOST_PEOPLE, Stage},
};
use store::{Affiliation, Fact, Member, Occupant};
use wire::payload::muc::status;

/// Changes of the room that are told in one's own presence, or in anybody's.
const CHANGES: [u16; 4] =
    [status::CONFIGURATION_CHANGED, status::NOW_NOT_ANONYMOUS, status::NOW_SEMI_ANONYMOUS, status::NOT_ANONYMOUS];

fn belongs(affiliation: Affiliation) -> bool {
    affiliation >= Affiliation::Member
}

impl Actor {
    pub(super) fn occupant_there(&mut self, address: &str, occupant: Occupant, me: bool, codes: &[u16], batch: &mut Batch) {
        let Some(room) = self.rooms.get_mut(address).filter(|room| me || room.seat.has_place_for(&occupant.nick)) else { return };
        let before = room.seat.occupants.insert(occupant.nick.clone(), occupant.clone());
        let entering = room.seat.stage == Stage::Entering;
        let news = !room.seat.traits.non_anonymous && codes.contains(&status::NOT_ANONYMOUS);
        if me {
            room.seat.nick.clone_from(&occupant.nick);
            room.seat.own_id.clone_from(&occupant.occupant_id);
            batch.facts.push(Fact::SelfInRoom {
                room: address.to_owned(),
                affiliation: occupant.affiliation,
                role: occupant.role,
                nick: occupant.nick.clone(),
            });
        }
        batch.facts.push(Fact::Occupant { room: address.to_owned(), occupant: occupant.clone() });
        if let Some(person) = &occupant.address {
            let known = before.as_ref().map(|before| before.affiliation);
            if known != Some(occupant.affiliation) {
                self.belongs_now(address, person, occupant.affiliation, None, batch);
            }
        }
        if me && entering {
            self.entered(address, codes, batch);
        }
        if news || codes.iter().any(|code| CHANGES.contains(code) && *code != status::NOT_ANONYMOUS) {
            self.ask_room_info(address);
        }
        // Before one is in, the room tells what was; afterwards, what happens.
        if let Some(before) = before.filter(|_| !entering) {
            let (was, is) = (belongs(before.affiliation), belongs(occupant.affiliation));
            if !was && is {
                self.happened(address, &occupant, me, Happening::Joined, batch);
            } else if was && !is {
                self.happened(address, &occupant, me, Happening::Left, batch);
            }
        }
    }

    pub(super) fn occupant_gone(
        &mut self,
        address: &str,
        nick: &str,
        me: bool,
        why: &Departure,
        affiliation: Affiliation,
        batch: &mut Batch,
    ) {
        let Some(room) = self.rooms.get_mut(address) else { return };
        let known = room.seat.occupants.remove(nick);
        if room.seat.stage == Stage::Entering {
            // It is the end of an earlier stay.
            return;
        }
        batch.facts.push(Fact::OccupantGone { room: address.to_owned(), nick: nick.to_owned() });
        if let Some(known) = known {
            if let Some(person) = known.address.as_deref().filter(|_| known.affiliation != affiliation) {
                self.belongs_now(address, person, affiliation, None, batch);
            }
            let happening = match why {
                Departure::Removed { by, .. } | Departure::Excluded { by: by @ Some(_) } => {
                    Some(Happening::Removed { by: by.clone().unwrap_or_default() })
                }
                Departure::Excluded { by: None } | Departure::Left if belongs(known.affiliation) && !belongs(affiliation) => {
                    Some(Happening::Left)
                }
                _ => None,
            };
            if let Some(happening) = happening {
                self.happened(address, &known, me, happening, batch);
            }
        }
        if me {
            self.put_out(address, why, batch);
        }
    }

    pub(super) fn occupant_renamed(&mut self, address: &str, nick: &str, to: String, me: bool, batch: &mut Batch) {
        let Some(room) = self.rooms.get_mut(address) else { return };
        batch.facts.push(Fact::OccupantGone { room: address.to_owned(), nick: nick.to_owned() });
        if let Some(mut occupant) = room.seat.occupants.remove(nick) {
            occupant.nick.clone_from(&to);
            // Their presence under the new name follows, and says the rest.
            room.seat.occupants.insert(to.clone(), occupant.clone());
            batch.facts.push(Fact::Occupant { room: address.to_owned(), occupant });
        }
        if me {
            room.seat.nick = to;
        }
    }

    /// Somebody who is not there is something else to the room.
    pub(super) fn affiliated(
        &mut self,
        address: &str,
        person: String,
        nick: Option<String>,
        affiliation: Affiliation,
        by: Option<String>,
        batch: &mut Batch,
    ) {
        let before = self.affiliation_of(address, &person);
        let me = person == self.me.bare;
        self.belongs_now(address, &person, affiliation, nick.clone(), batch);
        let happening = match (belongs(before), belongs(affiliation), by) {
            (false, true, _) => Happening::Joined,
            (true, false, Some(by)) => Happening::Removed { by },
            (true, false, None) => Happening::Left,
            _ => return,
        };
        let who = Occupant {
            nick: nick.unwrap_or_default(),
            address: Some(person),
            occupant_id: None,
            affiliation,
            role: store::Role::None,
            show: store::Show::Offline,
            status: String::new(),
        };
        self.happened(address, &who, me, happening, batch);
    }

    fn belongs_now(&mut self, room: &str, person: &str, affiliation: Affiliation, nick: Option<String>, batch: &mut Batch) {
        if let Some(room) = self.rooms.get_mut(room) {
            let known = room.belonging.remove(person).is_some();
            if affiliation != Affiliation::None {
                if !known && room.belonging.len() >= MOST_PEOPLE {
                    return;
                }
                room.belonging.insert(person.to_owned(), affiliation);
            }
        }
        let (room, address) = (room.to_owned(), person.to_owned());
        batch.facts.push(match affiliation {
            Affiliation::None => Fact::MemberGone { room, address },
            _ => Fact::Member { room, member: Member { address, affiliation, nick } },
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::{
        actor::tests::{Account, TEA},
        inbound::rooms::Event,
    };

    fn there(n: usize, affiliation: Affiliation) -> Event {
        let occupant = Occupant {
            nick: format!("n{n}"),
            address: Some(format!("p{n}@evil.org")),
            occupant_id: None,
            affiliation,
            role: store::Role::Participant,
            show: store::Show::Available,
            status: String::new(),
        };
        Event::There { occupant, me: false, codes: Vec::new() }
    }

    #[tokio::test]
    async fn a_room_cannot_invent_people_without_end() {
        let mut account = Account::online().await;
        account.enters(TEA).await;
        let actor = &mut account.actor;
        let mut batch = Batch::default();
        // They come, and go again as what they are.
        for n in 0..MOST_PEOPLE + 50 {
            actor.room_says(TEA.into(), there(n, Affiliation::Member), &mut batch);
            if n % 2 == 0 {
                let affiliation = Affiliation::Member;
                let gone = Event::Gone { nick: format!("n{n}"), me: false, why: Departure::Left, affiliation };
                actor.room_says(TEA.into(), gone, &mut batch);
            }
        }
        assert_eq!(actor.rooms.get(TEA).unwrap().belonging.len(), MOST_PEOPLE);
        for n in 0..2 * MOST_PEOPLE {
            actor.room_says(TEA.into(), there(n, Affiliation::None), &mut batch);
        }
        let room = actor.rooms.get(TEA).unwrap();
        assert!(room.seat.occupants.len() <= MOST_PEOPLE && room.belonging.len() < MOST_PEOPLE);
        let members = batch.facts.iter().filter(|fact| matches!(fact, Fact::Member { .. })).count();
        assert!(members <= MOST_PEOPLE, "{members}");
    }
}
