//! What a message shows, after all that was said about it later: corrections (XEP-0308), retractions (XEP-0424),
//! moderations (XEP-0425), reactions (XEP-0444).
//!
//! Invariant: [`derive`] depends on the rows and their places alone, not on the order in which they came. Whoever names
//! a message by an id that was used twice means the nearest one below. Only its own author corrects or retracts
//! a message; a change of a change is one of the message itself.

use crate::content::{self, CORRECTION, MODERATION, REACTIONS, RETRACTION, TEXT, TOMBSTONE};
use crate::{MessageState, Millis, ReactionRecord, Result, RetractedRecord, Text};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet, VecDeque};

/// So many changes of one message are looked at, so many rows with one id, and so many of those are meant.
const MOST_AMENDMENTS: usize = 10_000;
const MOST_LOOKED_AT: usize = 2_000;
const MOST_NAMESAKES: usize = 64;
/// How long a chain of corrections of corrections may be.
const LONGEST_CHAIN: usize = 64;

/// What is needed of a row to know what it changes, or what it became.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub id: i64,
    pub conversation: i64,
    /// Whether it was said in a room.
    pub room: bool,
    pub position: i64,
    pub kind: i64,
    pub mine: bool,
    pub author: String,
    pub nick: Option<String>,
    pub occupant: Option<String>,
    pub body: String,
    pub details: Option<String>,
    pub target: Option<String>,
    pub names_me: bool,
    pub at: Millis,
    pub state: i64,
    pub archive_id: Option<String>,
    pub origin_id: Option<String>,
    pub shown: Option<String>,
    pub search_id: Option<i64>,
}

const COLUMNS: &str = "id, conversation_id, archive, position, kind, mine, author, nick, occupant, body, details, target,
    names_me, at, state, archive_id, origin_id, shown, search_id";

impl Part {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            conversation: row.get(1)?,
            room: row.get::<_, i64>(2)? != 0,
            position: row.get(3)?,
            kind: row.get(4)?,
            mine: row.get(5)?,
            author: row.get(6)?,
            nick: row.get(7)?,
            occupant: row.get(8)?,
            body: row.get(9)?,
            details: row.get(10)?,
            target: row.get(11)?,
            names_me: row.get(12)?,
            at: row.get(13)?,
            state: row.get(14)?,
            archive_id: row.get(15)?,
            origin_id: row.get(16)?,
            shown: row.get(17)?,
            search_id: row.get(18)?,
        })
    }

    pub fn amends(&self) -> bool {
        content::amends(self.kind)
    }

    /// Whether it can be changed, or answered.
    pub fn is_words(&self) -> bool {
        self.kind == TEXT || self.kind == TOMBSTONE
    }

    /// Refused: it changes nothing.
    fn void(&self) -> bool {
        self.mine && self.state == MessageState::FAILED
    }

    /// Whether a correction is one of the versions of a message.
    pub fn counts_for(&self, message: &Part) -> bool {
        !self.void() && self.same_author(message)
    }

    fn same_author(&self, other: &Part) -> bool {
        if self.mine || other.mine {
            return self.mine && other.mine;
        }
        match (&self.occupant, &other.occupant) {
            (Some(one), Some(other)) => one == other,
            _ => self.author == other.author,
        }
    }

    /// Whose reactions these are: those of one author replace each other.
    fn voice(&self) -> &str {
        if self.mine { "" } else { self.occupant.as_deref().unwrap_or(&self.author) }
    }

    /// Whether ids of this kind of change are the room's, or the sender's.
    fn names_archive_id(&self) -> bool {
        self.room && self.kind != CORRECTION
    }
}

pub(crate) fn part(db: &Connection, id: i64) -> Result<Option<Part>> {
    Ok(db.prepare_cached(&format!("SELECT {COLUMNS} FROM message WHERE id = ?1"))?.query_row([id], Part::read).optional()?)
}

pub(crate) fn naming_sql() -> String {
    format!("SELECT {COLUMNS} FROM message WHERE target = ?2 AND conversation_id = ?1 ORDER BY position DESC LIMIT ?3")
}

pub(crate) fn named_by_room_sql() -> String {
    format!("SELECT {COLUMNS} FROM message WHERE archive = ?1 AND archive_id = ?2 AND kind IN (0, 1, 5) LIMIT ?3")
}

/// Left to itself, SQLite would rather walk through the whole conversation than sort the two rows.
pub(crate) fn named_by_sender_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM message INDEXED BY message_origin
         WHERE origin_id = ?2 AND conversation_id = ?1 AND kind IN (0, 1, 5) ORDER BY position DESC LIMIT ?3"
    )
}

fn parts(db: &Connection, sql: &str, conversation: i64, name: &str, most: usize) -> Result<Vec<Part>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut statement = db.prepare_cached(sql)?;
    let parts = statement.query_map(rusqlite::params![conversation, name, most], Part::read)?;
    Ok(parts.collect::<rusqlite::Result<_>>()?)
}

/// The rows that name `name`: changes and answers.
pub(crate) fn naming(db: &Connection, conversation: i64, name: &str) -> Result<Vec<Part>> {
    parts(db, &naming_sql(), conversation, name, MOST_AMENDMENTS)
}

/// The rows that `name` may mean as an archive's id, or as a sender's. Corrections only where no message has that id:
/// some clients give a correction the id of what it corrects.
fn named(db: &Connection, conversation: i64, name: &str, by_archive_id: bool) -> Result<Vec<Part>> {
    let sql = if by_archive_id { named_by_room_sql() } else { named_by_sender_sql() };
    let mut named = parts(db, &sql, conversation, name, MOST_LOOKED_AT)?;
    if named.iter().any(Part::is_words) {
        named.retain(Part::is_words);
    }
    named.truncate(MOST_NAMESAKES);
    Ok(named)
}

/// Which of the namesakes a row means: the nearest below it, else the lowest.
fn meant<'p>(by: &Part, namesakes: &'p [Part]) -> Option<&'p Part> {
    let own_only = matches!(by.kind, CORRECTION | RETRACTION);
    let possible = || namesakes.iter().filter(|one| one.id != by.id && (!own_only || one.same_author(by)));
    let below = possible().filter(|one| one.position < by.position).max_by_key(|one| one.position);
    below.or_else(|| possible().min_by_key(|one| one.position))
}

/// The row that a change or an answer names, were it itself a correction or not.
pub(crate) fn aim(db: &Connection, by: &Part) -> Result<Option<Part>> {
    let Some(target) = &by.target else { return Ok(None) };
    let namesakes = named(db, by.conversation, target, by.names_archive_id())?;
    Ok(meant(by, &namesakes).cloned())
}

/// The message itself, where `from` is a correction of it, or of another correction of it.
pub(crate) fn origin(db: &Connection, from: Part) -> Result<Option<Part>> {
    let mut from = from;
    for _ in 0..LONGEST_CHAIN {
        if from.is_words() {
            return Ok(Some(from));
        }
        match aim(db, &from)? {
            Some(next) => from = next,
            None => return Ok(None),
        }
    }
    Ok(None)
}

/// The messages whose look depends on what is said about `name`.
pub(crate) fn concerned(db: &Connection, conversation: i64, room: bool, name: &str) -> Result<Vec<i64>> {
    let mut found = named(db, conversation, name, false)?;
    if room {
        found.extend(named(db, conversation, name, true)?);
    }
    let mut ids = Vec::new();
    for part in found {
        ids.extend(origin(db, part)?.map(|part| part.id));
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Everything that changes a message, in order of place.
pub(crate) fn amendments(db: &Connection, message: &Part) -> Result<Vec<Part>> {
    let mut seen = HashSet::from([message.id]);
    let mut found = Vec::new();
    let mut queue = VecDeque::from([(message.clone(), 0)]);
    while let Some((one, depth)) = queue.pop_front() {
        let mut names: Vec<(&String, bool)> = one.origin_id.iter().map(|id| (id, false)).collect();
        if one.room {
            names.extend(one.archive_id.iter().map(|id| (id, true)));
        }
        for (name, by_archive_id) in names {
            let namesakes = named(db, one.conversation, name, by_archive_id)?;
            for by in naming(db, one.conversation, name)? {
                let matches = by.amends() && by.names_archive_id() == by_archive_id && !seen.contains(&by.id);
                if !matches || meant(&by, &namesakes).is_none_or(|meant| meant.id != one.id) || found.len() >= MOST_AMENDMENTS {
                    continue;
                }
                seen.insert(by.id);
                if by.kind == CORRECTION && depth < LONGEST_CHAIN {
                    queue.push_back((by.clone(), depth + 1));
                }
                found.push(by);
            }
        }
    }
    found.sort_by_key(|part| part.position);
    Ok(found)
}

/// What a message became, as it is stored with it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    /// Whether it was corrected; said by `text`.
    #[serde(skip)]
    pub edited: bool,
    /// What it says now, where it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub amending: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retracted: Option<Retracted>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Retracted {
    pub by: Option<String>,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Reaction {
    pub emoji: String,
    pub who: Vec<(String, Option<String>)>,
    pub mine: bool,
}

impl Shown {
    pub fn read(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// `None` where nothing is different from what the message said.
    pub fn write(&self) -> Option<String> {
        if *self == Self::default() { None } else { serde_json::to_string(self).ok() }
    }
}

impl From<Retracted> for RetractedRecord {
    fn from(Retracted { by, reason }: Retracted) -> Self {
        Self { by, reason }
    }
}

impl From<Reaction> for ReactionRecord {
    fn from(Reaction { emoji, who, mine }: Reaction) -> Self {
        Self { emoji, who, mine }
    }
}

/// What a message shows, and whether it names this account's owner now.
pub(crate) fn derive(message: &Part, amendments: &[Part]) -> (Shown, bool) {
    let valid = || amendments.iter().filter(|by| !by.void());
    let amending = valid().any(|by| by.mine && by.state == MessageState::PENDING);
    if let Some(retracted) = retracted(message, valid()) {
        return (Shown { amending, retracted: Some(retracted), ..Shown::default() }, false);
    }
    let newest = valid().rfind(|by| by.kind == CORRECTION && by.same_author(message));
    let text = newest.map(|by| corrected(message, by));
    let names_me = newest.map_or(message.names_me, |by| by.names_me);
    (Shown { text, amending, reactions: reactions(valid()), ..Shown::default() }, names_me)
}

/// Once taken back, a message stays so, whatever comes later.
fn retracted<'p>(message: &Part, mut valid: impl Iterator<Item = &'p Part>) -> Option<Retracted> {
    if message.kind == TOMBSTONE {
        return Some(Retracted { by: content::by(message.details.as_deref()), reason: message.body.clone() });
    }
    let by = valid.find(|by| by.kind == MODERATION || (by.kind == RETRACTION && by.same_author(message)))?;
    let moderator = (by.kind == MODERATION).then(|| content::by(by.details.as_deref())).flatten();
    Some(Retracted { by: moderator, reason: by.body.clone() })
}

/// A correction replaces the words; what it does not carry of the rest stays, as many clients leave it out.
fn corrected(message: &Part, by: &Part) -> Text {
    let mut text = content::text(by.body.clone(), by.details.as_deref());
    let first = content::text(String::new(), message.details.as_deref());
    text.reply = first.reply;
    text.file = text.file.or(first.file);
    text
}

fn reactions<'p>(valid: impl Iterator<Item = &'p Part>) -> Vec<Reaction> {
    let mut newest: BTreeMap<&str, &Part> = BTreeMap::new();
    for by in valid.filter(|by| by.kind == REACTIONS) {
        newest.insert(by.voice(), by);
    }
    let mut in_order: Vec<&Part> = newest.into_values().collect();
    in_order.sort_by_key(|by| by.position);
    let mut reactions: Vec<Reaction> = Vec::new();
    for by in in_order {
        for emoji in content::emojis(&by.body) {
            let index = reactions.iter().position(|reaction| reaction.emoji == emoji).unwrap_or_else(|| {
                reactions.push(Reaction { emoji, ..Reaction::default() });
                reactions.len() - 1
            });
            if let Some(reaction) = reactions.get_mut(index) {
                if by.mine {
                    reaction.mine = true;
                } else {
                    reaction.who.push((by.author.clone(), by.nick.clone()));
                }
            }
        }
    }
    reactions
}
