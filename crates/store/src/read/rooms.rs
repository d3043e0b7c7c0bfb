//! Rooms, and who belongs to them; what is only true now comes from the memory.

use super::{all, count, first};
use crate::memory::{Room, Rooms};
use crate::{Affiliation, Bookmark, MemberRecord, Result, RoomRecord, TopicRecord, fold};
use rusqlite::{Connection, Row};
use std::collections::{HashMap, HashSet};

const COLUMNS: &str =
    "c.address, coalesce(r.bookmarked, 0), r.bookmark_name, r.bookmark_nick, r.autojoin, r.password, r.extensions,
    r.name, r.info, r.topic, r.topic_by, r.topic_at, r.affiliation, r.nick,
    (SELECT count(*) FROM member b WHERE b.conversation_id = c.id AND b.affiliation > 1), c.last_message
    FROM conversation c LEFT JOIN room r ON r.conversation_id = c.id";

fn bookmark(row: &Row<'_>, room: &str) -> rusqlite::Result<Option<Bookmark>> {
    if !row.get::<_, bool>(1)? {
        return Ok(None);
    }
    Ok(Some(Bookmark {
        room: room.to_owned(),
        name: row.get(2)?,
        nick: row.get(3)?,
        autojoin: row.get(4)?,
        password: row.get(5)?,
        extensions: row.get(6)?,
    }))
}

fn topic(row: &Row<'_>) -> rusqlite::Result<Option<TopicRecord>> {
    let Some(topic) = row.get::<_, Option<String>>(9)? else { return Ok(None) };
    Ok(Some(TopicRecord { topic, by: row.get(10)?, at: row.get::<_, Option<i64>>(11)?.unwrap_or_default() }))
}

/// The record, and whether anything was ever said there.
fn record(row: &Row<'_>, now: &Rooms) -> rusqlite::Result<(RoomRecord, bool)> {
    let room: String = row.get(0)?;
    let bookmark = bookmark(row, &room)?;
    let own_name: Option<String> = row.get(7)?;
    let info: Option<String> = row.get(8)?;
    let name = bookmark.as_ref().map(|bookmark| bookmark.name.clone()).filter(|name| !name.is_empty());
    let mut record = RoomRecord {
        name: name.or(own_name).unwrap_or_default(),
        bookmark,
        info: info.and_then(|json| serde_json::from_str(&json).ok()),
        topic: topic(row)?,
        affiliation: row.get::<_, Option<i64>>(12)?.map(Affiliation::stored).unwrap_or_default(),
        nick: row.get(13)?,
        members: count(row.get(14)?),
        room,
        ..RoomRecord::default()
    };
    add_now(&mut record, now);
    Ok((record, row.get::<_, Option<i64>>(15)?.is_some()))
}

fn add_now(record: &mut RoomRecord, now: &Rooms) {
    if let Some(room) = now.get(&record.room) {
        record.role = room.role;
        record.standing = room.standing.clone();
        record.online = u32::try_from(room.occupants.len()).unwrap_or(u32::MAX);
        if room.nick.is_some() {
            record.nick.clone_from(&room.nick);
        }
    }
}

/// Rooms that are bookmarked, entered, or have messages here, by address.
pub(crate) fn every(db: &Connection, now: &Rooms) -> Result<Vec<RoomRecord>> {
    let rows = all(db, &format!("SELECT {COLUMNS} WHERE c.archive <> 0 ORDER BY c.address"), [], |row| record(row, now))?;
    let entered: HashSet<&String> = now.entered().collect();
    let mut rooms: Vec<RoomRecord> = rows
        .into_iter()
        .filter(|(record, said)| *said || record.bookmark.is_some() || entered.contains(&record.room))
        .map(|(record, _)| record)
        .collect();
    let known: HashSet<String> = rooms.iter().map(|record| record.room.clone()).collect();
    for address in entered.into_iter().filter(|address| !known.contains(*address)) {
        rooms.push(only_now(address, now));
    }
    rooms.sort_by(|one, other| one.room.cmp(&other.room));
    Ok(rooms)
}

pub(crate) fn one(db: &Connection, room: &str, now: &Rooms) -> Result<Option<RoomRecord>> {
    let known = first(db, &format!("SELECT {COLUMNS} WHERE c.address = ?1 AND c.archive <> 0"), [room], |row| record(row, now))?;
    Ok(known.map(|(record, _)| record).or_else(|| now.get(room).map(|_| only_now(room, now))))
}

fn only_now(room: &str, now: &Rooms) -> RoomRecord {
    let mut record = RoomRecord { room: room.to_owned(), ..RoomRecord::default() };
    add_now(&mut record, now);
    record
}

pub(crate) fn is_room(db: &Connection, address: &str) -> Result<bool> {
    let room = first(db, "SELECT 1 FROM conversation WHERE address = ?1 AND archive <> 0", [address], |_| Ok(()))?;
    Ok(room.is_some())
}

/// Addresses of rooms in which something was said, the latest talks first.
pub(crate) fn by_talk(db: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT address FROM conversation WHERE archive <> 0 AND last_at IS NOT NULL ORDER BY last_at DESC, id DESC";
    all(db, sql, [], |row| row.get(0))
}

const MEMBER: &str = "SELECT b.address, b.affiliation, b.nick, n.name, n.card_name FROM conversation c
    JOIN member b ON b.conversation_id = c.id LEFT JOIN person n ON n.address = b.address";

fn member_record(row: &Row<'_>) -> rusqlite::Result<MemberRecord> {
    let nick: Option<String> = row.get(2)?;
    let names = [row.get::<_, Option<String>>(3)?, row.get(4)?, nick.clone()];
    Ok(MemberRecord {
        address: row.get(0)?,
        name: names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_default(),
        affiliation: Affiliation::stored(row.get(1)?),
        nick,
        show: None,
    })
}

/// One of a room's list; whether they are there is not said.
pub(crate) fn member(db: &Connection, room: &str, address: &str) -> Result<Option<MemberRecord>> {
    first(db, &format!("{MEMBER} WHERE c.address = ?1 AND b.address = ?2"), [room, address], member_record)
}

/// Those of a room's list whose name, nickname or address contains `filter`: owners first, those banned last.
pub(crate) fn members(
    db: &Connection,
    room: &str,
    now: Option<&Room>,
    filter: &str,
    limit: u32,
    offset: u32,
) -> Result<Vec<MemberRecord>> {
    let there: HashMap<&str, _> = now
        .iter()
        .flat_map(|now| now.occupants.values())
        .filter_map(|occupant| Some((occupant.address.as_deref()?, occupant)))
        .collect();
    let listed = all(db, &format!("{MEMBER} WHERE c.address = ?1"), [room], member_record)?;
    let filter = fold::fold(filter);
    let mut found: Vec<(String, MemberRecord)> = listed
        .into_iter()
        .map(|member| (fold::fold(&member.name), member))
        .filter(|(name, member)| {
            name.contains(&filter)
                || fold::fold(&member.address).contains(&filter)
                || member.nick.as_deref().is_some_and(|nick| fold::fold(nick).contains(&filter))
        })
        .collect();
    let rank = |affiliation: Affiliation| -affiliation.number();
    found.sort_by(|(name, one), (other_name, other)| {
        (rank(one.affiliation), name, &one.address).cmp(&(rank(other.affiliation), other_name, &other.address))
    });
    let page = found.into_iter().skip(usize::try_from(offset).unwrap_or(usize::MAX));
    Ok(page
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .map(|(_, mut member)| {
            member.show = there.get(member.address.as_str()).map(|occupant| occupant.show);
            member
        })
        .collect())
}
