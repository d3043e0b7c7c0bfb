//! The one room there is, in which everybody is a member, and which is on everybody's list (XEP-0402).

use super::company::{PEOPLE, jid, name};
use anyhow::Result;
use server::{
    core::Turn,
    storage::{
        StorageError,
        archive::{self, Owner},
        nodes::{self, Access, Config, Item, MOST_ITEMS},
        rooms::{
            self, Settings,
            people::{self, Person},
        },
    },
};
use wire::{
    limits::Limits,
    payload::{
        bookmarks::{self, Bookmark},
        muc::Affiliation,
        stanza_id,
    },
};

pub const NAME: &str = "everyone";
pub const ADDRESS: &str = "everyone@rooms.localhost";

/// Writes the room, its members and their bookmarks, as if all of that had been done by hand.
pub fn furnish(turn: &Turn<'_>) -> Result<(), StorageError> {
    let settings = Settings { title: "Everyone".to_owned(), members_only: true, newcomers_see_past: true, ..Settings::default() };
    rooms::create(turn.db, NAME, &settings, turn.now)?;
    rooms::open(turn.db, NAME)?;
    let private = Config { access: Access::Whitelist, max_items: MOST_ITEMS, persist: true, send_last: "never".into() };
    for person in 0..PEOPLE.len() {
        let member = Person {
            jid: jid(person),
            affiliation: if person == 0 { Affiliation::Owner } else { Affiliation::Member },
            occupant_id: format!("occupant-{person}"),
            nick: Some(name(person).to_owned()),
            seen_from: Some(0),
            reason: String::new(),
        };
        people::put(turn.db, NAME, &member)?;
        let bookmark = Bookmark {
            room: ADDRESS.to_owned(),
            name: Some(settings.title.clone()),
            autojoin: true,
            nick: Some(name(person).to_owned()),
            ..Bookmark::default()
        };
        nodes::put(turn.db, name(person), bookmarks::NODE, &private)?;
        let item = Item { id: ADDRESS.to_owned(), payload: wire::frame::serialize(&bookmark.to_payload()) };
        nodes::publish(turn.db, name(person), bookmarks::NODE, &item, turn.now, private.max_items)?;
    }
    Ok(())
}

/// Sends what was archived as the last but `back` again to everybody who is in the room.
pub fn repeat(turn: &mut Turn<'_>, back: usize) {
    let page = archive::query(turn.db, Owner::Room(NAME), &archive::Filter::default(), &archive::Page::Last, back + 1);
    let Some(entry) = page.ok().and_then(|page| page.entries.into_iter().next()) else { return };
    let Ok(mut message) = wire::frame::parse(&entry.stanza, &Limits::READING) else { return };
    message.append_child(stanza_id::stanza_id(ADDRESS, &entry.id));
    let inside = turn.hall.rooms.occupants(NAME).flat_map(|occupant| occupant.seats.iter().map(|seat| seat.session)).collect();
    turn.broadcast(inside, message);
}
