//! What the answers to own questions mean.

use super::{
    Actor,
    commit::{After, Batch},
};
use crate::inbound::{Question, Refused, read};
use minidom::Element;
use store::Fact;

impl Actor {
    pub(super) fn answered(&mut self, question: Question, answer: Result<Element, Refused>, batch: &mut Batch) {
        match question {
            Question::Roster => {
                if let Some(fact) = answer.ok().as_ref().and_then(read::roster) {
                    self.take(fact, batch);
                }
                batch.after.push(After::Ready);
            }
            Question::Delimiter => {
                if let Ok(answer) = answer {
                    batch.facts.push(Fact::GroupDelimiter { delimiter: read::delimiter(&answer) });
                }
            }
            Question::AccountFeatures | Question::ServerFeatures => {
                if let Ok(answer) = answer {
                    self.features = self.features.or(read::features(&answer));
                }
                batch.after.push(After::Ready);
            }
            Question::Archive { archive, query } => self.archive_answered(archive, &query, answer, batch),
            Question::PersonalList { node, part } => {
                let further = match answer {
                    Ok(answer) => {
                        for fact in read::personal(&answer, &self.me, self.now()) {
                            self.take(fact, batch);
                        }
                        part.next(&answer)
                    }
                    Err(refused) => part.instead(&refused.condition),
                };
                if let Some(part) = further {
                    self.ask_anew(Question::PersonalList { node, part });
                }
            }
            Question::Card { address } => self.card_came(address, answer, batch),
            Question::Time { address } => {
                batch.facts.extend(answer.ok().as_ref().and_then(read::offset).map(|offset| Fact::Zone { address, offset }))
            }
            Question::Picture { address, hash } => self.picture_came(address, &hash, answer, batch),
            Question::Personal { what, step } => self.personal_answered(what, step, answer.err()),
            Question::Bookmarks => self.bookmarks_came(answer, batch),
            Question::BookmarksBefore => self.bookmarks_of_before_came(answer, batch),
            Question::RoomInfo { room } => self.room_info_came(room, answer, batch),
            Question::Members { room, affiliation } => self.members_came(room, affiliation, answer, batch),
            Question::Services => self.services_came(answer),
            Question::Service { address } => self.service_came(&address, answer, batch),
            Question::PublicRooms { service } => self.public_rooms_came(&service, answer),
            Question::PublicRoom { room } => self.public_room_came(&room, answer),
            Question::SelfPing { room } => self.pinged(&room, answer, batch),
            Question::Errand { errand } => self.errands.answered(errand, answer),
            Question::Carbons => {
                if let Err(refused) = answer {
                    tracing::info!(condition = refused.condition, "the server copies no messages");
                }
            }
        }
    }

    /// The end of a page, the account's or a room's.
    fn archive_answered(&mut self, archive: Option<String>, query: &str, answer: Result<Element, Refused>, batch: &mut Batch) {
        if archive.is_none() {
            let missed = answer.is_ok() && self.sync.was_missed(query);
            self.owe_for_page(query, missed);
        }
        let sync = match &archive {
            Some(room) => self.rooms.get_mut(room).map(|room| &mut room.sync),
            None => Some(&mut self.sync),
        };
        let Some(sync) = sync else { return };
        let facts = match answer {
            Ok(answer) => sync.page(query, &read::fin(&answer)),
            Err(refused) => sync.failed(query, &refused.condition),
        };
        for fact in &facts {
            if let Fact::ArchivePage(page) = fact {
                page.messages.iter().for_each(|message| self.meet(&message.author));
            }
        }
        batch.facts.extend(facts);
        batch.after.push(archive.map_or(After::Advance, After::AdvanceRoom));
    }
}
