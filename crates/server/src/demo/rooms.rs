//! The rooms of the sample company, read from `rooms.txt`: who is in them, and what was said.
//!
//! Invariant: written as if it had gone through the rooms: archive, topic, memberships, and the demo user's bookmarks
//! (XEP-0402) and read marks. The newest message of one room is left unread.

use std::sync::LazyLock;

use chrono::{Local, TimeZone};
use wire::ns;
use wire::payload::bookmarks::{self, Bookmark};
use wire::payload::displayed_sync::Displayed;
use wire::payload::muc::{Affiliation, Item as MucItem, RoomUser};
use wire::payload::occupant_id;
use wire::stanza::element;

use super::ACCOUNT;
use super::company::{Sample, samples};
use super::dice::fingerprint;
use super::history::{Line, moment, read};
use crate::core::Turn;
use crate::storage::nodes::{self, Access, Config, Item, MOST_ITEMS};
use crate::storage::rooms::people::{self, Person};
use crate::storage::rooms::{self, Settings, Subject};
use crate::storage::{StorageError, archive};

/// The room whose last message the demo user has not seen.
const UNREAD: &str = "autumn";

/// One room of the sample.
pub struct SampleRoom {
    pub name: &'static str,
    title: &'static str,
    /// For those named only, and in no list.
    closed: bool,
    bookmarked: bool,
    people: Vec<(&'static str, Affiliation)>,
    topic: &'static str,
    description: &'static str,
}

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| read(include_str!("rooms.txt")));

static ROOMS: LazyLock<Vec<SampleRoom>> =
    LazyLock::new(|| include_str!("rooms.txt").lines().filter_map(|line| read_room(line.strip_prefix("## ")?)).collect());

/// What is said while the demonstration runs: room, account and text.
pub static CHATTER: LazyLock<Vec<(&'static str, &'static str, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("chatter.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (place, text) = line.split_once(": ")?;
            let (room, account) = place.split_once(' ')?;
            Some((room, account, text))
        })
        .collect()
});

fn read_room(header: &'static str) -> Option<SampleRoom> {
    let mut cells = header.split(" | ").map(str::trim);
    let mut cell = || cells.next();
    let (name, title, access, bookmark) = (cell()?, cell()?, cell()?, cell()?);
    let people = read_people(cell()?);
    Some(SampleRoom {
        name,
        title,
        closed: access == "members",
        bookmarked: bookmark == "kept",
        people,
        topic: cell()?,
        description: cell()?,
    })
}

fn read_people(text: &'static str) -> Vec<(&'static str, Affiliation)> {
    let mut people: Vec<(&'static str, Affiliation)> = Vec::new();
    for word in text.split_whitespace() {
        let found: Vec<&'static str> = match word.strip_prefix('@') {
            Some(department) => {
                samples().iter().filter(|sample| belongs(sample, department)).map(|sample| sample.account).collect()
            }
            None => vec![word.trim_start_matches('+')],
        };
        for account in found {
            let affiliation = match (people.is_empty(), word.starts_with('+')) {
                (true, _) => Affiliation::Owner,
                (_, true) => Affiliation::Admin,
                _ => Affiliation::Member,
            };
            if !people.iter().any(|(known, _)| *known == account) {
                people.push((account, affiliation));
            }
        }
    }
    people
}

/// Guests belong to no department, and not to the company as a whole.
fn belongs(sample: &Sample, department: &str) -> bool {
    !sample.department.is_empty() && (department.is_empty() || sample.department.split("::").next() == Some(department))
}

/// The rooms somebody is in, the demo user's own bookmarks among them.
pub fn of(account: &str) -> impl Iterator<Item = &'static SampleRoom> {
    ROOMS.iter().filter(move |room| room.people.iter().any(|(member, _)| *member == account))
}

/// Who answers in a room when nobody is asked by name: its second person, the first being often too busy.
pub fn host(room: &str) -> Option<&'static str> {
    let room = ROOMS.iter().find(|sample| sample.name == room)?;
    room.people.iter().map(|(account, _)| *account).filter(|account| *account != ACCOUNT).nth(usize::from(!room.closed))
}

fn name_of(account: &str) -> &str {
    samples().iter().find(|sample| sample.account == account).map_or(account, |sample| sample.name)
}

/// Whether they were written before, and at least one is left.
pub fn are_there(turn: &Turn<'_>) -> Result<bool, StorageError> {
    for room in ROOMS.iter() {
        if rooms::get(turn.db, room.name)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes everything: rooms, people, topics, archives, bookmarks.
pub fn write(turn: &Turn<'_>) -> Result<(), StorageError> {
    for room in ROOMS.iter() {
        open(turn, room)?;
    }
    let read_up_to = talk(turn)?;
    let private = Config { access: Access::Whitelist, max_items: MOST_ITEMS, persist: true, send_last: "never".into() };
    for node in [bookmarks::NODE, ns::DISPLAYED_SYNC] {
        nodes::put(turn.db, ACCOUNT, node, &private)?;
    }
    let publish = |node: &str, id: &str, payload| {
        let item = Item { id: id.to_owned(), payload: wire::frame::serialize(&payload) };
        nodes::publish(turn.db, ACCOUNT, node, &item, turn.now, private.max_items)
    };
    for room in ROOMS.iter().filter(|room| room.bookmarked) {
        let jid = turn.house.room(room.name);
        let bookmark = Bookmark {
            room: jid.clone(),
            name: Some(room.title.to_owned()),
            autojoin: true,
            nick: Some(name_of(ACCOUNT).to_owned()),
            ..Bookmark::default()
        };
        publish(bookmarks::NODE, &jid, bookmark.to_payload())?;
        if let Some((_, id)) = read_up_to.iter().find(|(name, _)| *name == room.name) {
            let displayed = Displayed { conversation: jid.clone(), by: jid.clone(), id: id.clone() };
            publish(ns::DISPLAYED_SYNC, &jid, displayed.to_payload())?;
        }
    }
    Ok(())
}

fn open(turn: &Turn<'_>, room: &SampleRoom) -> Result<(), StorageError> {
    let settings = Settings {
        title: room.title.to_owned(),
        description: room.description.to_owned(),
        public: !room.closed,
        members_only: room.closed,
        newcomers_see_past: true,
        change_subject: room.closed,
        ..Settings::default()
    };
    rooms::create(turn.db, room.name, &settings, turn.now)?;
    rooms::open(turn.db, room.name)?;
    for (account, affiliation) in &room.people {
        let person = Person {
            jid: turn.bare_of(account),
            affiliation: *affiliation,
            occupant_id: turn.random_id(),
            nick: Some(name_of(account).to_owned()),
            seen_from: Some(0),
            reason: String::new(),
        };
        people::put(turn.db, room.name, &person)?;
    }
    let by = room.people.first().map(|(account, _)| name_of(account)).unwrap_or_default();
    let at = turn.now - 20 * 24 * 3_600_000;
    rooms::set_subject(turn.db, room.name, &Subject { text: room.topic.to_owned(), by: by.to_owned(), at })
}

/// Fills the archives; gives how far the demo user has read in each room.
fn talk(turn: &Turn<'_>) -> Result<Vec<(&'static str, String)>, StorageError> {
    let now = Local.timestamp_millis_opt(turn.now).earliest().unwrap_or_else(Local::now);
    let mut read_up_to: Vec<(&'static str, String)> = Vec::new();
    let mut above = String::new();
    for (number, line) in LINES.iter().enumerate() {
        let Some(room) = line.section.split(" | ").next().map(str::trim) else { continue };
        let jid = turn.bare_of(line.who);
        let Some(person) = people::get(turn.db, room, &jid)? else { continue };
        let id = format!("past-{:016x}", fingerprint(&format!("{room}{number}")));
        let at = moment(now, line.days, line.time) + i64::try_from(number % 50).unwrap_or(0) * 600;
        let item = MucItem { jid: Some(jid.clone()), ..MucItem::default() };
        let draft = element("message", ns::CLIENT)
            .attr("type", "groupchat")
            .attr("from", format!("{}/{}", turn.house.room(room), name_of(line.who)))
            .attr("id", &id)
            .child(element("origin-id", ns::STANZA_ID).attr("id", &id))
            .child(occupant_id::occupant_id(&person.occupant_id))
            .child(RoomUser { item: Some(item), ..RoomUser::default() }.to_element());
        let reaction = line.body.strip_prefix('+');
        let message = match reaction {
            Some(emoji) => {
                let reactions = element("reactions", ns::REACTIONS).attr("id", &above);
                draft.child(reactions.child(element("reaction", ns::REACTIONS).text(emoji))).child(element("store", ns::HINTS))
            }
            None => draft.field("body", line.body.as_str()),
        };
        let text = wire::frame::serialize(&message.done());
        let kept = archive::append(turn.db, archive::Owner::Room(room), &jid, at, &text)?;
        let last = LINES.get(number + 1).is_none_or(|next| next.section != line.section);
        if !(last && room == UNREAD) {
            read_up_to.retain(|(name, _)| *name != room);
            read_up_to.push((room, kept.clone()));
        }
        if reaction.is_none() {
            above = kept;
        }
    }
    Ok(read_up_to)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_rooms_are_whole() {
        assert_eq!(ROOMS.len(), 7);
        let known = |account: &str| samples().iter().any(|sample| sample.account == account);
        for room in ROOMS.iter() {
            assert!(room.people.len() > 4 && room.people.iter().all(|(account, _)| known(account)), "{}", room.name);
            assert_eq!(room.people[0].1, Affiliation::Owner);
            assert!(room.bookmarked <= room.people.iter().any(|(account, _)| *account == ACCOUNT), "{}", room.name);
            assert!(host(room.name).is_some_and(|host| host != ACCOUNT));
        }
        assert_eq!(ROOMS[0].people.len(), super::super::company::count());
    }

    #[test]
    fn only_those_in_a_room_speak_in_it_and_time_goes_forward() {
        assert!(LINES.len() > 90, "{}", LINES.len());
        for line in LINES.iter() {
            let room = line.section.split(" | ").next().unwrap();
            assert!(of(line.who).any(|mine| mine.name == room), "{} in {room}", line.who);
        }
        for pair in LINES.windows(2).filter(|pair| pair[0].section == pair[1].section) {
            let of = |line: &Line| (line.days, std::cmp::Reverse(line.time));
            assert!(of(&pair[1]) <= of(&pair[0]), "{pair:?}");
        }
        assert!(CHATTER.len() > 12);
        for (room, account, _) in CHATTER.iter() {
            assert!(of(account).any(|mine| mine.name == *room), "{account} in {room}");
        }
    }
}
