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
            Question::Archive { query } => {
                let facts = match answer {
                    Ok(answer) => self.sync.page(&query, &read::fin(&answer)),
                    Err(refused) => self.sync.failed(&query, &refused.condition),
                };
                for fact in &facts {
                    if let Fact::ArchivePage(page) = fact {
                        page.messages.iter().for_each(|message| self.meet(&message.conversation));
                    }
                }
                batch.facts.extend(facts);
                batch.after.push(After::Advance);
            }
            Question::PersonalList { .. } => {
                if let Ok(answer) = answer {
                    for fact in read::personal(&answer, &self.me) {
                        self.take(fact, batch);
                    }
                }
            }
            Question::Card { address } => self.card_came(address, answer, batch),
            Question::Picture { address, hash } => self.picture_came(address, &hash, answer, batch),
            Question::Personal { what, step } => self.personal_answered(what, step, answer.err()),
            Question::Carbons => {
                if let Err(refused) = answer {
                    tracing::info!(condition = refused.condition, "the server copies no messages");
                }
            }
        }
    }
}
