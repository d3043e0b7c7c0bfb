//! Presence in rooms (XEP-0045 §7.1, §7.2, §8, §9, §10.9): who comes, goes, is called otherwise, is put out, or may not come in.

use super::{Departure, Event, Seat, Stage, affiliation, role};
use crate::inbound::{Outcome, Scene, Why, presence};
use minidom::Element;
use store::Occupant;
use wire::{
    payload::{
        muc::{Item, RoomUser, status},
        occupant_id,
    },
    stanza,
};

/// `None` where the presence is not of a room that is known here.
pub fn classify(element: &Element, scene: &Scene<'_>) -> Option<Vec<Outcome>> {
    let from = element.attr("from")?;
    let room = stanza::bare(from)?;
    let seat = scene.rooms.seat(&room).filter(|seat| seat.shown || seat.stage != Stage::Outside)?;
    if seat.stage == Stage::Outside {
        return Some(vec![Outcome::Dropped(Why::Room)]);
    }
    let event = said(element, from, seat);
    Some(vec![event.map_or(Outcome::Dropped(Why::NothingToDo), |event| Outcome::Room { room, event })])
}

fn said(element: &Element, from: &str, seat: &Seat) -> Option<Event> {
    if element.attr("type") == Some("error") {
        let (_, condition, _) = stanza::error_condition(element)?;
        return Some(Event::Refused { condition });
    }
    let nick = stanza::resource(from)?;
    let user = RoomUser::from_stanza(element)?;
    let item = user.item.clone().unwrap_or_default();
    // Some rooms leave the code out; and whoever has one's own name is oneself.
    let me = user.is_self() || nick == seat.nick;
    match element.attr("type") {
        None => Some(Event::There {
            occupant: Occupant {
                nick,
                address: item.jid.as_deref().and_then(stanza::bare),
                occupant_id: occupant_id::read(element).filter(|_| seat.traits.occupant_ids),
                affiliation: affiliation(item.affiliation.unwrap_or_default()),
                role: role(item.role.unwrap_or_default()),
                show: presence::show(element),
                status: presence::status(element),
            },
            me,
            codes: user.statuses,
        }),
        Some("unavailable") => Some(gone(nick, &user, &item, me)),
        _ => None,
    }
}

fn gone(nick: String, user: &RoomUser, item: &Item, me: bool) -> Event {
    if let Some(destroy) = &user.destroy {
        return Event::Destroyed { reason: destroy.reason.clone().unwrap_or_default() };
    }
    if user.has(status::NICK_CHANGED)
        && let Some(to) = item.nick.clone()
    {
        return Event::Renamed { nick, to, me };
    }
    let by = item.actor.as_ref().and_then(|actor| actor.nick.clone().or_else(|| actor.jid.as_deref().and_then(stanza::bare)));
    let why = if user.has(status::BANNED) {
        Departure::Removed { by, banned: true }
    } else if user.has(status::SHUTDOWN) || user.has(status::FAILED) {
        // A room that puts out whoever it lost says 307 beside it.
        Departure::Lost
    } else if user.has(status::KICKED) {
        Departure::Removed { by, banned: false }
    } else if user.has(status::AFFILIATION_LOST) || user.has(status::MEMBERS_ONLY) {
        Departure::Excluded { by }
    } else {
        Departure::Left
    };
    Event::Gone { nick, me, why, affiliation: affiliation(item.affiliation.unwrap_or_default()) }
}
