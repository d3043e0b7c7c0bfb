//! Invitations: through the room (XEP-0045 §7.8.2) and from person to person (XEP-0249).
//!
//! Invariant: a room speaks only for itself, and a person only under an address that is known here; a stranger from
//! elsewhere invites to nothing, and nobody in the name of somebody of another house. An invitation says nothing about what a room is: that is asked of the room.

use crate::inbound::{Outcome, Scene, Why};
use minidom::Element;
use store::{Fact, Millis};
use wire::{
    ns,
    payload::{direct_invite::DirectInvite, muc::RoomUser},
    stanza,
};

/// Characters of a reason that are kept.
const MOST: usize = 1_000;

/// `None` where the message invites to nothing.
pub fn classify(element: &Element, scene: &Scene<'_>, at: Millis) -> Option<Vec<Outcome>> {
    let mediated = RoomUser::from_stanza(element).filter(|user| !user.invites.is_empty() || user.decline.is_some());
    let direct = element.children().any(|child| child.has_ns(ns::CONFERENCE));
    if mediated.is_none() && !direct {
        return None;
    }
    Some(vec![
        match mediated {
            Some(user) => by_room(element, user, scene, at),
            None => by_person(element, scene, at),
        }
        .map_or_else(Outcome::Dropped, |fact| invited(fact, scene)),
    ])
}

fn by_room(element: &Element, user: RoomUser, scene: &Scene<'_>, at: Millis) -> Result<Fact, Why> {
    let from = element.attr("from").ok_or(Why::Malformed)?;
    let room = stanza::bare(from).filter(|room| room.contains('@') && stanza::resource(from).is_none()).ok_or(Why::Malformed)?;
    // Somebody declines: the person who asked them finds out by their not coming.
    let invite = user.invites.into_iter().next().ok_or(Why::NothingToDo)?;
    let inviter = invite.from.as_deref();
    let by = inviter.and_then(stanza::bare).unwrap_or_else(|| room.clone());
    let domain = stanza::domain(&room).unwrap_or_default();
    // Who invites is told by the service: one that nobody knows is believed about its own house only.
    let own_house = stanza::domain(&by).is_some_and(|house| domain == house || domain.ends_with(&format!(".{house}")));
    let believed = scene.rooms.is_service(&domain) || (own_house && scene.knows(&by));
    if !believed {
        return Err(Why::Stranger);
    }
    Ok(invitation(room, by, invite.reason, user.password, at))
}

fn by_person(element: &Element, scene: &Scene<'_>, at: Millis) -> Result<Fact, Why> {
    let by = element.attr("from").and_then(stanza::bare).ok_or(Why::Malformed)?;
    if !scene.knows(&by) {
        return Err(Why::Stranger);
    }
    let invite = DirectInvite::from_message(element).ok_or(Why::Malformed)?;
    Ok(invitation(invite.room, by, invite.reason, invite.password, at))
}

fn invitation(room: String, by: String, reason: Option<String>, password: Option<String>, at: Millis) -> Fact {
    let reason = reason.unwrap_or_default().chars().take(MOST).collect();
    // What the room is called is asked of the room.
    Fact::Invited { name: stanza::local(&room).unwrap_or_default(), room, by, reason, password, at }
}

fn invited(fact: Fact, scene: &Scene<'_>) -> Outcome {
    match &fact {
        // One's own, on its way from another device; or into a room that one is in already.
        Fact::Invited { by, .. } if *by == scene.me.bare => Outcome::Dropped(Why::NothingToDo),
        Fact::Invited { room, .. } if scene.rooms.seat(room).is_some_and(|seat| seat.wanted || seat.inside()) => {
            Outcome::Dropped(Why::NothingToDo)
        }
        _ => Outcome::Fact(fact),
    }
}
