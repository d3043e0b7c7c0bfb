//! What was typed, as what the store is asked: names become people and rooms, days become times.

use super::{
    super::{Scene, names::Query},
    operators::{Day, Wanted},
};
use api::Millis;
use chrono::{Local, NaiveDate, NaiveTime, TimeDelta, TimeZone as _};
use store::{SearchQuery, StoreError};

/// People that one name may mean.
const MOST: usize = 200;

/// `within` is the conversation that is looked at, where it is one. `None` where nothing can match.
pub fn query(wanted: &Wanted, within: Option<&str>, scene: &Scene<'_>) -> Result<Option<SearchQuery>, StoreError> {
    let conversations = places(wanted, within, scene)?;
    if conversations.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    Ok(Some(SearchQuery {
        words: wanted.words.clone(),
        exact: wanted.exact.clone(),
        from: wanted.from.iter().flat_map(|name| authors(name, scene)).collect(),
        conversations,
        before: wanted.before.map(|day| beginning(day, scene.now)),
        after: wanted.after.map(|day| beginning(day, scene.now)),
        has: wanted.has,
    }))
}

/// Whom a name may mean: oneself, people by name or address, somebody in a room by nickname.
fn authors(name: &str, scene: &Scene<'_>) -> Vec<String> {
    let own = scene.app.address.as_deref();
    let mut found = people(name, scene);
    let me = ["me", "myself"].contains(&name.to_lowercase().as_str());
    let named = own.is_some_and(|own| Query::new(name).matches(&super::super::names::fold(&scene.face(own).name)));
    if me || named || own == Some(name) {
        // The store knows oneself by no name at all.
        found.push(String::new());
    }
    if !me {
        found.push(name.to_owned());
    }
    found
}

fn people(name: &str, scene: &Scene<'_>) -> Vec<String> {
    let Some(directory) = scene.directory else { return Vec::new() };
    let query = Query::new(name);
    if query.is_empty() {
        return Vec::new();
    }
    let listed = directory.by_name(&query).filter_map(|at| directory.get(at)).map(|entry| entry.employee.address.clone());
    let strangers = scene.circle.into_iter().flat_map(|circle| circle.unlisted());
    let strangers = strangers.filter(|one| query.matches(&super::super::names::fold(&one.name))).map(|one| one.address.clone());
    listed.chain(strangers).take(MOST).collect()
}

/// Where to look; `None`: everywhere.
fn places(wanted: &Wanted, within: Option<&str>, scene: &Scene<'_>) -> Result<Option<Vec<String>>, StoreError> {
    if wanted.within.is_empty() {
        return Ok(within.map(|within| vec![within.to_owned()]));
    }
    let rooms = scene.store.map(|store| store.rooms()).transpose()?.unwrap_or_default();
    let mut found = Vec::new();
    for name in &wanted.within {
        let query = Query::new(name);
        found.extend(people(name, scene));
        let named = |room: &&store::RoomRecord| {
            room.room == *name || (!query.is_empty() && query.matches(&super::super::names::fold(&scene.face(&room.room).name)))
        };
        found.extend(rooms.iter().filter(named).map(|room| room.room.clone()));
        found.extend(wire::stanza::bare(name).filter(|address| address.contains('@')));
    }
    found.retain(|place| within.is_none_or(|within| within == place));
    Ok(Some(found))
}

/// When a day began, by the reader's own clock.
fn beginning(day: Day, now: Millis) -> Millis {
    let date = match day {
        Day::Date { year, month, day } => NaiveDate::from_ymd_opt(year, month, day),
        Day::Ago(days) => {
            let today = Local.timestamp_millis_opt(now).single().map(|now| now.date_naive());
            today.and_then(|today| today.checked_sub_signed(TimeDelta::days(i64::from(days))))
        }
    };
    let midnight = date.map(|date| date.and_time(NaiveTime::MIN));
    // Where clocks are put forward at midnight, the day begins an hour later.
    let local = midnight.and_then(|midnight| {
        let at = |hour| Local.from_local_datetime(&(midnight + TimeDelta::hours(hour))).earliest();
        at(0).or_else(|| at(1))
    });
    local.map_or(0, |local| local.timestamp_millis())
}
