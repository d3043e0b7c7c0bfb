//! Who is in a room and what they may: invitations (XEP-0045 §7.8, XEP-0249), affiliations (§9, §10), roles (§8).

use super::Visit;
use crate::{
    commands::{address, invalid},
    outbound::rooms,
    shared::Shared,
};
use api::{
    Code, Error,
    rows::{self, RoomRight},
};
use store::Affiliation;
use wire::payload::muc::{self, Item};

/// People who are asked into a room at once.
const MOST: usize = 200;

/// Prepared, without oneself and without doubles.
pub fn others(visit: &Visit, people: &[String]) -> Result<Vec<String>, Error> {
    let mut others: Vec<String> = Vec::new();
    for person in people {
        let person = address(person)?;
        if !person.contains('@') {
            return Err(invalid("not a person's address"));
        }
        if person != visit.account.jid && !others.contains(&person) {
            others.push(person);
        }
    }
    if others.len() > MOST { Err(Error::new(Code::TooLarge, "people")) } else { Ok(others) }
}

/// Lets these people in, where only members are let in.
pub async fn make_members(visit: &Visit, people: &[String]) -> Result<(), Error> {
    let member =
        |person: &String| Item { affiliation: Some(muc::Affiliation::Member), jid: Some(person.clone()), ..Item::default() };
    let items: Vec<Item> = people.iter().map(member).collect();
    visit.set(muc::changes(&items)).await.map(|_| ())
}

/// Through the room, and from person to person: whichever reaches them.
pub fn send_invitations(shared: &Shared, visit: &Visit, people: &[String]) {
    let password = visit.record().ok().and_then(|record| record.bookmark?.password);
    for person in people {
        let id = || wire::ids::random_id(shared.entropy.as_ref());
        visit.say(rooms::invite(&visit.room, &id(), person));
        visit.say(rooms::invite_directly(&visit.room, &id(), person, password.as_deref()));
    }
}

pub async fn invite(shared: &Shared, room: &str, people: &[String]) -> Result<(), Error> {
    let visit = Visit::entitled(shared, room, RoomRight::Invite)?;
    let people = others(&visit, people)?;
    let record = visit.record()?;
    let closed = record.info.is_some_and(|info| info.options.members_only);
    // Whoever is no admin leaves it to the room to let in whom it lets them invite.
    if closed && record.affiliation >= Affiliation::Admin {
        let members = visit.account.store.members(&visit.room, "", u32::MAX, 0).unwrap_or_default();
        let new = people
            .iter()
            .filter(|person| !members.iter().any(|member| member.address == **person && member.affiliation >= Affiliation::Member));
        let new: Vec<String> = new.cloned().collect();
        if !new.is_empty() {
            make_members(&visit, &new).await?;
        }
    }
    send_invitations(shared, &visit, &people);
    Ok(())
}

fn affiliation_on_the_wire(affiliation: rows::Affiliation) -> muc::Affiliation {
    match affiliation {
        rows::Affiliation::Owner => muc::Affiliation::Owner,
        rows::Affiliation::Admin => muc::Affiliation::Admin,
        rows::Affiliation::Member => muc::Affiliation::Member,
        rows::Affiliation::None => muc::Affiliation::None,
        rows::Affiliation::Outcast => muc::Affiliation::Outcast,
    }
}

pub async fn set_affiliation(shared: &Shared, room: &str, person: &str, affiliation: rows::Affiliation) -> Result<(), Error> {
    let visit = Visit::entitled(shared, room, RoomRight::ChangeMembers)?;
    let item = Item { affiliation: Some(affiliation_on_the_wire(affiliation)), jid: Some(address(person)?), ..Item::default() };
    visit.set(muc::change(item)).await.map(|_| ())
}

/// By the id of a row of the members view. Whoever is not there can only be let go.
pub async fn set_role(shared: &Shared, room: &str, member: &str, role: rows::Role) -> Result<(), Error> {
    let visit = Visit::entitled(shared, room, RoomRight::Remove)?;
    let is_them = |occupant: &store::Occupant| {
        occupant.address.as_deref() == Some(member) || format!("{}/{}", visit.room, occupant.nick) == member
    };
    let there = visit.account.store.occupants(&visit.room).into_iter().find(is_them);
    let role = match role {
        rows::Role::Moderator => muc::Role::Moderator,
        rows::Role::Participant => muc::Role::Participant,
        rows::Role::Visitor => muc::Role::Visitor,
        rows::Role::None => muc::Role::None,
    };
    let occupant = there.ok_or_else(|| Error::new(Code::NotFound, "not in the room"))?;
    visit.set(muc::change(Item { role: Some(role), nick: Some(occupant.nick), ..Item::default() })).await.map(|_| ())
}
