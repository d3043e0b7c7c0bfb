//! What has to be true after every step, and at the end.

use super::server::{Look, conversations, room};
use super::world::World;
use crate::{Around, MessageRecord, Slice, TimelineRecord, read};
use std::collections::{HashMap, HashSet};

/// A row as it stands in the table: what names it in the archive, and here.
struct Row {
    archive_id: Option<String>,
    name: String,
    state: i64,
}

impl World {
    pub fn fail(&self, why: &str) -> ! {
        for line in &self.log {
            eprintln!("{line}");
        }
        for (conversation, archive) in conversations() {
            let rows: Vec<_> = self
                .rows(conversation)
                .into_iter()
                .map(|row| format!("{}:{}:{}", row.name, row.archive_id.unwrap_or_default(), row.state))
                .collect();
            eprintln!("{conversation} has   {rows:?}");
            let truth: Vec<_> = self.archives[archive].messages(conversation);
            let truth: Vec<_> =
                truth.iter().map(|m| format!("{}:{}", m.content.body(), m.archive_id.as_deref().unwrap())).collect();
            eprintln!("{conversation} truth {truth:?}");
            eprintln!("gaps {:?}", read::archive::gaps(&self.db, room(archive).as_deref()).unwrap());
        }
        panic!("seed {}: {why}", self.seed);
    }

    fn rows(&self, conversation: &str) -> Vec<Row> {
        let mut statement = self
            .db
            .prepare_cached(
                "SELECT m.archive_id, m.kind || ' ' || m.body || ' ' || CASE m.kind WHEN 0 THEN '' ELSE coalesce(m.origin_id, m.id) END,
                     CASE m.mine WHEN 1 THEN m.state ELSE 1 END
                 FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.address = ?1 ORDER BY m.position",
            )
            .unwrap();
        let rows =
            statement.query_map([conversation], |row| Ok(Row { archive_id: row.get(0)?, name: row.get(1)?, state: row.get(2)? }));
        rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    pub fn check_order(&self) {
        for (conversation, archive) in conversations() {
            let items = self.archives[archive].items.iter().enumerate();
            let order: HashMap<&str, usize> = items.map(|(at, item)| (item.id.as_str(), at)).collect();
            let rows = self.rows(conversation);
            let mut names = HashSet::new();
            let mut last = None;
            for row in &rows {
                if !names.insert(&row.name) {
                    self.fail(&format!("{} is there twice", row.name));
                }
                let Some(at) = row.archive_id.as_ref().map(|id| order[id.as_str()]) else { continue };
                if !self.undecided[archive] && last.is_some_and(|last| at < last) {
                    self.fail(&format!("{} stands out of order", row.name));
                }
                last = Some(at);
            }
        }
    }

    pub fn check_all(&self) {
        for (conversation, archive) in conversations() {
            let truth = self.archives[archive].messages(conversation);
            let expected: Vec<_> = truth.iter().map(|m| m.archive_id.clone()).collect();
            let rows = self.rows(conversation);
            if rows.iter().map(|row| row.archive_id.clone()).collect::<Vec<_>>() != expected {
                self.fail(&format!("{conversation} is not as in the archive"));
            }
            if rows.iter().any(|row| row.state == 0) {
                self.fail("something is not settled");
            }
            let slice = read::timeline::slice(&self.db, conversation, Around::Oldest, 100_000).unwrap();
            if slice.rows.iter().any(|row| matches!(row, TimelineRecord::Gap { .. })) {
                self.fail("a gap is shown");
            }
            let shown: Vec<Look> = slice.messages().map(look).collect();
            let looks = self.archives[archive].looks(conversation);
            for (shown, look) in shown.iter().zip(&looks) {
                if shown != look {
                    self.fail(&format!("{conversation} shows {shown:?}\nnot {look:?}"));
                }
            }
            if shown.len() != looks.len() {
                self.fail(&format!("{conversation} shows {} messages, not {}", shown.len(), looks.len()));
            }
            self.check_unread(conversation, &slice);
        }
        let positions: i64 = self
            .db
            .query_row("SELECT count(*) FROM (SELECT 1 FROM message GROUP BY archive, position HAVING count(*) > 1)", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(positions, 0, "seed {}: two rows in one place", self.seed);
    }

    fn check_unread(&self, conversation: &str, slice: &Slice) {
        let Some(record) = read::conversations::one(&self.db, conversation).unwrap() else { return };
        let read = slice.messages().position(|m| Some(m.id) == record.read_up_to).map_or(0, |at| at + 1);
        let unread = slice.messages().skip(read).filter(|m| !m.mine && m.retracted.is_none()).count();
        if record.unread as usize != unread || !record.complete {
            self.fail(&format!("{conversation}: unread {} is not {unread}", record.unread));
        }
    }
}

fn look(record: &MessageRecord) -> Look {
    let mut reactions: Vec<(String, String)> = Vec::new();
    for reaction in &record.reactions {
        reactions.extend(reaction.who.iter().map(|who| (who.0.clone(), reaction.emoji.clone())));
        if reaction.mine {
            reactions.push((String::new(), reaction.emoji.clone()));
        }
    }
    reactions.sort();
    Look {
        archive_id: record.archive_id.clone().unwrap_or_default(),
        body: record.body.clone(),
        edited: record.edited,
        retracted: record.retracted.is_some(),
        reactions,
    }
}
