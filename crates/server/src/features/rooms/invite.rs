//! Invitations through the room (XEP-0045 §7.8.2) and their refusal.
//!
//! Invariant: the room passes on only the invitation of an occupant who may invite. Who is invited to a room for
//! members is a member from then on, unless they decline before they ever came.

use wire::payload::direct_invite::DirectInvite;
use wire::payload::muc::{Affiliation, Decline, Invite, Item, Password, Role, RoomUser};
use wire::stanza;

use super::access::Action;
use super::moderation::LONGEST_REASON;
use super::{Visit, enter, from_room, people, presence};
use crate::core::Turn;
use crate::features::{Flow, messages};
use crate::storage::rooms::people as kept;
use crate::storage::{StorageError, accounts, personal};

/// Invitations in one message.
const MOST: usize = 100;

/// A message that is for the room and not for everybody in it.
pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>) -> Result<Flow, StorageError> {
    let Some(user) = RoomUser::from_stanza(&visit.incoming.stanza) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    if let Some(answer) = user.decline {
        return decline(turn, visit, answer);
    }
    if user.invites.is_empty() || user.invites.len() > MOST {
        return Ok(Flow::Refuse("modify", "bad-request"));
    }
    if visit.nick.is_none() {
        return Ok(Flow::Refuse("cancel", "not-acceptable"));
    }
    if !visit.may(Action::Invite) {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    let mut invited = Vec::new();
    for wish in user.invites {
        let account = wish.to.as_deref().and_then(stanza::bare).and_then(|bare| turn.house.account(&bare).map(str::to_owned));
        match account {
            Some(account) if accounts::exists(turn.db, &account)? => invited.push((account, wish.reason)),
            _ => return Ok(Flow::Refuse("cancel", "item-not-found")),
        }
    }
    for (account, _) in &invited {
        let affiliation = affiliation(turn, visit, account)?;
        // A ban is lifted by those who may ban, and not by an invitation of others.
        if affiliation == Affiliation::Outcast && !visit.may(Action::ChangeAffiliations) {
            return Ok(Flow::Refuse("auth", "forbidden"));
        }
    }
    for (account, reason) in invited {
        invite(turn, visit, &account, reason.filter(|reason| reason.len() <= LONGEST_REASON))?;
    }
    Ok(Flow::Done)
}

fn affiliation(turn: &Turn<'_>, visit: &Visit<'_>, account: &str) -> Result<Affiliation, StorageError> {
    Ok(kept::get(turn.db, &visit.room.name, &turn.bare_of(account))?.map(|person| person.affiliation).unwrap_or_default())
}

fn invite(turn: &mut Turn<'_>, visit: &Visit<'_>, account: &str, reason: Option<String>) -> Result<(), StorageError> {
    let (room, bare) = (&visit.room, turn.bare_of(account));
    let mut person = match kept::get(turn.db, &room.name, &bare)? {
        Some(person) => person,
        None => enter::stranger(turn, &bare),
    };
    let banned = person.affiliation == Affiliation::Outcast;
    if banned || (room.settings.members_only && person.affiliation < Affiliation::Member) {
        person.affiliation = if room.settings.members_only { Affiliation::Member } else { Affiliation::None };
        person.reason.clear();
        if kept::count(turn.db, &room.name)? < people::MOST {
            kept::put(turn.db, &room.name, &person)?;
            let item = Item { affiliation: Some(person.affiliation), role: Some(Role::None), jid: Some(bare), ..Item::default() };
            presence::inform(turn, room, &RoomUser { item: Some(item), ..RoomUser::default() }, true);
        }
    }
    if personal::is_blocked(turn.db, account, &visit.incoming.bare)? || personal::is_blocked(turn.db, account, &visit.jid)? {
        return Ok(());
    }
    let password = match &room.settings.password {
        Password::No => None,
        Password::Yes(secret) => Some(secret.clone()),
    };
    let wish = Invite { from: Some(visit.incoming.bare.clone()), to: None, reason: reason.clone() };
    let user = RoomUser { invites: vec![wish], password: password.clone(), ..RoomUser::default() };
    // Programs that know only invitations from person to person see one too.
    let direct = DirectInvite { room: visit.jid.clone(), password, reason, continues: false };
    let message = from_room("message", &visit.jid)
        .attr("to", turn.bare_of(account))
        .attr("id", turn.random_id())
        .child(user.to_element())
        .child(direct.to_element());
    messages::notify(turn, account, &visit.jid, message.done())
}

/// Told to the inviter, if the inviter belongs to the room: nobody else hears anything through it.
fn decline(turn: &mut Turn<'_>, visit: &Visit<'_>, answer: Decline) -> Result<Flow, StorageError> {
    let inviter = answer.to.as_deref().and_then(stanza::bare).and_then(|bare| turn.house.account(&bare).map(str::to_owned));
    let Some(inviter) = inviter.filter(|inviter| *inviter != visit.incoming.account) else {
        return Ok(Flow::Refuse("cancel", "item-not-found"));
    };
    let belongs = turn.hall.rooms.by_account(&visit.room.name, &inviter).is_some()
        || affiliation(turn, visit, &inviter)? >= Affiliation::Member;
    if visit.standing.affiliation == Affiliation::Outcast || !belongs {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    if let Some(person) = &visit.person
        && person.affiliation == Affiliation::Member
        && person.seen_from.is_none()
    {
        people::resign(turn, &visit.room, person)?;
    }
    if !personal::is_blocked(turn.db, &inviter, &visit.incoming.bare)? {
        let reason = answer.reason.filter(|reason| reason.len() <= LONGEST_REASON);
        let answer = Decline { from: Some(visit.incoming.bare.clone()), to: None, reason };
        let user = RoomUser { decline: Some(answer), ..RoomUser::default() };
        let message = from_room("message", &visit.jid)
            .attr("to", turn.bare_of(&inviter))
            .attr("id", turn.random_id())
            .child(user.to_element())
            // Worth keeping until the inviter is there (XEP-0334).
            .child(stanza::element("store", wire::ns::HINTS));
        messages::notify(turn, &inviter, &visit.jid, message.done())?;
    }
    Ok(Flow::Done)
}
