//! Message rows: recognising one that is already here, inserting, settling, moving.
//!
//! Invariant: one row for each message, whichever of live delivery, carbon, archive and redelivery came first. Ids
//! given by senders only join messages of the same author in the same conversation (XEP-0359 §Business Rules).

use super::{Apply, UNSENT};
use crate::content::{self, Columns};
use crate::memory::{Effect, RoomEffect};
use crate::{Change, Message, MessageState, Millis, Result};
use rusqlite::{Row, params};

/// How sure the place of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// As it came in.
    Live = 0,
    /// As in the archive.
    Archived = 1,
    /// Right among the messages of its conversation only: it was fetched by a conversation's page.
    Island = 2,
}

pub(super) const PENDING: i64 = MessageState::PENDING;
pub(super) const SENT: i64 = MessageState::SENT;
pub(super) const DELIVERED: i64 = MessageState::DELIVERED;
pub(super) const READ: i64 = MessageState::READ;
pub(super) const FAILED: i64 = MessageState::FAILED;

/// Messages without any id are taken for the same only when they came this close together.
const SAME_MOMENT_MS: Millis = 60_000;
/// So many rows with one sender's id are looked at: a sender that repeats ids must not make this slow.
const MOST_NAMESAKES: i64 = 64;

/// What is needed of a row to decide about it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub id: i64,
    pub conversation: i64,
    /// The conversation's.
    pub archive: i64,
    pub position: i64,
    pub standing: Standing,
    /// Written on this device.
    pub written: bool,
    pub author: String,
    pub kind: i64,
    pub body: String,
    pub target: Option<String>,
    pub details: Option<String>,
    pub archive_id: Option<String>,
    pub state: i64,
}

const COLUMNS: &str =
    "id, conversation_id, archive, position, standing, written, author, kind, body, target, details, archive_id, state";

impl Known {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            conversation: row.get(1)?,
            archive: row.get(2)?,
            position: row.get(3)?,
            standing: match row.get::<_, i64>(4)? {
                1 => Standing::Archived,
                2 => Standing::Island,
                _ => Standing::Live,
            },
            written: row.get(5)?,
            author: row.get(6)?,
            kind: row.get(7)?,
            body: row.get(8)?,
            target: row.get(9)?,
            details: row.get(10)?,
            archive_id: row.get(11)?,
            state: row.get(12)?,
        })
    }

    /// Whether a message says the same. What was taken back may be here, or come, as the archive keeps it; of what was
    /// cleared only a print is left.
    fn says(&self, columns: &Columns) -> bool {
        if self.kind == content::CLEARED {
            return self.details == Some(content::print(columns.kind, &columns.body, columns.target.as_deref()));
        }
        let words = |kind| kind == content::TEXT || kind == content::TOMBSTONE;
        (self.kind == columns.kind && self.body == columns.body && self.target == columns.target)
            || (self.kind != columns.kind && words(self.kind) && words(columns.kind))
    }

    pub fn unsent(&self) -> bool {
        self.position >= UNSENT
    }

    /// Whether its place says nothing about the archive's order: not sent, fetched out of order, or placed when the
    /// server acknowledged it, which is some time after the server archived it.
    pub fn loose(&self) -> bool {
        self.unsent() || self.standing == Standing::Island || (self.written && self.archive_id.is_none())
    }
}

/// What a message is to the store.
pub(super) enum Found {
    New,
    Known(Known),
    /// A second archived copy of a message written here, which was sent again after a doubt.
    Copy,
}

impl Apply<'_> {
    pub(super) fn row(&self, id: i64) -> Result<Option<Known>> {
        self.first(&format!("SELECT {COLUMNS} FROM message WHERE id = ?1"), [id], Known::read)
    }

    pub(super) fn row_by_archive_id(&self, archive: i64, archive_id: &str) -> Result<Option<Known>> {
        self.first(
            &format!("SELECT {COLUMNS} FROM message WHERE archive = ?1 AND archive_id = ?2"),
            params![archive, archive_id],
            Known::read,
        )
    }

    /// Rows in a conversation with a sender's id, in order.
    pub(super) fn rows_by_origin(&self, conversation: i64, origin_id: &str, mine: bool) -> Result<Vec<Known>> {
        self.all(
            &format!(
                "SELECT {COLUMNS} FROM message WHERE origin_id = ?1 AND conversation_id = ?2 AND mine = ?3 ORDER BY position LIMIT ?4"
            ),
            params![origin_id, conversation, mine, MOST_NAMESAKES],
            Known::read,
        )
    }

    /// The conversation of a message on a page of an archive; `None` where it does not belong there.
    pub(super) fn conversation_in(&mut self, archive: i64, message: &Message) -> Result<Option<i64>> {
        let conversation = if message.room { self.room(&message.conversation)? } else { self.conversation(&message.conversation)? };
        Ok((self.archive_of(conversation)? == archive).then_some(conversation))
    }

    /// Whether the message is here already.
    pub(super) fn find(&mut self, conversation: i64, message: &Message) -> Result<Found> {
        let archive = self.archive_of(conversation)?;
        if let Some(archive_id) = &message.archive_id
            && let Some(known) = self.row_by_archive_id(archive, archive_id)?
        {
            return Ok(Found::Known(known));
        }
        let columns = Columns::of(&message.content);
        let Some(origin_id) = &message.origin_id else { return self.find_nameless(conversation, message, &columns) };
        let mut found = Found::New;
        for known in self.rows_by_origin(conversation, origin_id, message.mine)? {
            // An id made here is unique; of others' ids the same author may have used one twice.
            let author = known.author.is_empty() || known.author == message.author;
            if !known.written && (!author || !known.says(&columns)) {
                continue;
            }
            match (&known.archive_id, &message.archive_id) {
                (None, _) | (Some(_), None) => return Ok(Found::Known(known)),
                // Sent again after a refusal: the new copy is what the retry waits for.
                (Some(_), Some(_)) if known.written && known.unsent() => return Ok(Found::Known(known)),
                (Some(_), Some(_)) if known.written => found = Found::Copy,
                (Some(_), Some(_)) => {}
            }
        }
        Ok(found)
    }

    /// Without the sender's id: an archived message may be one that came in live without its archive id.
    fn find_nameless(&self, conversation: i64, message: &Message, columns: &Columns) -> Result<Found> {
        if message.archive_id.is_none() {
            return Ok(Found::New);
        }
        let known = self.first(
            &format!(
                "SELECT {COLUMNS} FROM message WHERE conversation_id = ?1 AND at BETWEEN ?2 AND ?3 AND archive_id IS NULL
                 AND origin_id IS NULL AND mine = ?4 AND author = ?5 AND kind = ?6 AND body = ?7 AND target IS ?8
                 ORDER BY position LIMIT 1"
            ),
            params![
                conversation,
                message.at.saturating_sub(SAME_MOMENT_MS),
                message.at.saturating_add(SAME_MOMENT_MS),
                message.mine,
                message.author,
                columns.kind,
                columns.body,
                columns.target
            ],
            Known::read,
        )?;
        Ok(known.map_or(Found::New, Found::Known))
    }

    /// A message as it comes in.
    pub(super) fn live(&mut self, message: &Message) -> Result<()> {
        let conversation = if message.room { self.room(&message.conversation)? } else { self.conversation(&message.conversation)? };
        if !message.mine {
            self.effects.push(match &message.nick {
                Some(nick) if message.room => {
                    let effect = RoomEffect::Typing { nick: nick.clone(), active: false };
                    Effect::Room { room: message.conversation.clone(), effect }
                }
                _ => Effect::Typing { conversation: message.conversation.clone(), active: false },
            });
        }
        let archive = self.archive_of(conversation)?;
        match self.find(conversation, message)? {
            Found::New => {
                let place = self.newest_place(archive)?;
                self.insert(conversation, message, place, Standing::Live)?;
            }
            Found::Known(known) => {
                let taken_over = known.unsent() && (message.archive_id.is_none() || known.archive_id != message.archive_id);
                // A room's echo: this is where it stands, not where the own server took it.
                let echoed = known.written && known.archive_id.is_none() && message.archive_id.is_some();
                self.adopt(&known, message)?;
                if taken_over || (echoed && known.standing != Standing::Archived) {
                    let place = self.newest_place(archive)?;
                    self.stand(&known, place, Standing::Live)?;
                }
            }
            Found::Copy => {}
        }
        Ok(())
    }

    pub(super) fn insert(&mut self, conversation: i64, message: &Message, position: i64, standing: Standing) -> Result<i64> {
        let columns = Columns::of(&message.content);
        let hidden = content::is_hidden(columns.kind);
        let archive = self.archive_of(conversation)?;
        let state = if message.mine { self.state_on_arrival(conversation, message, position)? } else { SENT };
        self.run(
            "INSERT INTO message (conversation_id, position, standing, mine, author, body, at, state, archive_id, origin_id,
                 wants_marker, archive, kind, hidden, nick, occupant, details, target, names_me, counts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            params![
                conversation,
                position,
                standing as i64,
                message.mine,
                message.author,
                columns.body,
                message.at,
                state,
                message.archive_id,
                message.origin_id,
                message.wants_marker,
                archive,
                columns.kind,
                hidden,
                message.nick,
                message.occupant,
                columns.details,
                columns.target,
                message.mentions_me,
                !message.mine && columns.kind == content::TEXT
            ],
        )?;
        let id = self.db.last_insert_rowid();
        self.told_message(conversation, id)?;
        if let Some(archive_id) = &message.archive_id {
            self.mark_arrived(conversation, archive_id)?;
            self.clearing_arrived(conversation, archive_id)?;
        }
        if message.mine {
            if columns.kind == content::TEXT {
                // Whoever answers has read what stands before.
                self.read_by_answering(conversation, id, position)?;
            }
            if state == READ {
                self.displayed_on_arrival(conversation, id)?;
            }
        }
        Ok(id)
    }

    /// Fills in what a row lacks. A message that was waiting for the server has been taken over by it.
    pub(super) fn adopt(&mut self, known: &Known, message: &Message) -> Result<()> {
        let settles = message.archive_id.is_some() && known.archive_id != message.archive_id;
        let taken_over = known.state == PENDING && (settles || message.archive_id.is_none());
        let changed = self.run(
            "UPDATE message SET archive_id = CASE WHEN ?2 THEN ?3 ELSE archive_id END,
                 origin_id = coalesce(origin_id, ?4),
                 author = CASE WHEN author = '' THEN ?5 ELSE author END,
                 nick = coalesce(nick, ?9),
                 occupant = coalesce(occupant, ?10),
                 floor = CASE WHEN ?2 THEN NULL ELSE floor END,
                 state = CASE WHEN ?6 THEN ?7 ELSE state END,
                 wants_marker = max(wants_marker, ?8)
             WHERE id = ?1 AND (?2 OR ?6 OR (origin_id IS NULL AND ?4 IS NOT NULL) OR author = '' OR wants_marker < ?8
                 OR (occupant IS NULL AND ?10 IS NOT NULL))",
            params![
                known.id,
                settles,
                message.archive_id,
                message.origin_id,
                message.author,
                taken_over,
                SENT,
                message.wants_marker,
                message.nick,
                message.occupant
            ],
        )?;
        self.bury(known, message)?;
        if taken_over {
            self.run("DELETE FROM outbox WHERE message_id = ?1", [known.id])?;
        }
        if changed > 0 {
            self.told_message(known.conversation, known.id)?;
        }
        if settles && let Some(archive_id) = &message.archive_id {
            self.mark_arrived(known.conversation, archive_id)?;
            self.clearing_arrived(known.conversation, archive_id)?;
        }
        Ok(())
    }

    /// The archive does not have the words any more: they go here, too.
    fn bury(&mut self, known: &Known, message: &Message) -> Result<()> {
        let columns = Columns::of(&message.content);
        if columns.kind == content::TOMBSTONE && known.kind == content::TEXT {
            self.run(
                "UPDATE message SET kind = ?2, body = ?3, details = ?4, target = NULL, reply_to = NULL WHERE id = ?1",
                params![known.id, columns.kind, columns.body, columns.details],
            )?;
            self.told_message(known.conversation, known.id)?;
        }
        Ok(())
    }

    /// Gives a row its place. Read and displayed positions follow the row they name.
    pub(super) fn stand(&mut self, known: &Known, position: i64, standing: Standing) -> Result<()> {
        if known.position == position {
            if known.standing != standing {
                self.run("UPDATE message SET standing = ?2 WHERE id = ?1", params![known.id, standing as i64])?;
            }
            return Ok(());
        }
        self.run("UPDATE message SET position = ?2, standing = ?3 WHERE id = ?1", params![known.id, position, standing as i64])?;
        self.run("UPDATE conversation SET read_position = ?2 WHERE read_message = ?1", [known.id, position])?;
        self.run("UPDATE conversation SET displayed_position = ?2 WHERE displayed_message = ?1", [known.id, position])?;
        self.run("UPDATE conversation SET cleared_position = ?2 WHERE cleared_message = ?1", [known.id, position])?;
        self.told_message(known.conversation, known.id)
    }

    /// A row is new, or different from before: told, with what follows from it, at the end.
    pub(super) fn told_message(&mut self, conversation: i64, message: i64) -> Result<()> {
        self.rows.insert(message);
        self.touch(conversation)
    }

    /// Removes a row for good.
    pub(super) fn remove(&mut self, known: &Known) -> Result<()> {
        let id = known.id;
        self.leave(id)?;
        self.entries_gone(id)?;
        self.unindex(id)?;
        self.run("UPDATE conversation SET displayed_message = NULL WHERE displayed_message = ?1", [id])?;
        self.run("UPDATE conversation SET read_message = NULL WHERE read_message = ?1", [id])?;
        self.run("DELETE FROM message WHERE id = ?1", [id])?;
        self.rows.remove(&id);
        self.touch(known.conversation)?;
        if !content::is_hidden(known.kind) {
            let conversation = self.address_of(known.conversation)?;
            self.tell(Change::MessageGone { conversation, message: id });
        }
        Ok(())
    }
}
