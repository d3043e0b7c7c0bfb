//! What a room says of its occupants, and invitations through it (XEP-0045 `muc#user`).

use minidom::Element;

use super::{Affiliation, Role, status};
use crate::ns;
use crate::stanza::{attr_number, element, field, prepared};

/// Who did it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    pub nick: Option<String>,
    /// Prepared, with its resource if it has one.
    pub jid: Option<String>,
}

/// One occupant, or one entry of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub affiliation: Option<Affiliation>,
    pub role: Option<Role>,
    /// The real address, prepared; rooms tell it to those who may know it.
    pub jid: Option<String>,
    pub nick: Option<String>,
    pub actor: Option<Actor>,
    pub reason: Option<String>,
}

impl Item {
    /// `<item/>` in `muc#user` or `muc#admin`.
    pub fn to_element(&self, namespace: &str) -> Element {
        let actor = self.actor.as_ref().map(|actor| {
            element("actor", namespace).attr_opt("nick", actor.nick.as_deref()).attr_opt("jid", actor.jid.as_deref()).done()
        });
        element("item", namespace)
            .attr_opt("affiliation", self.affiliation.map(Affiliation::name))
            .attr_opt("role", self.role.map(Role::name))
            .attr_opt("jid", self.jid.as_deref())
            .attr_opt("nick", self.nick.as_deref())
            .child_opt(actor)
            .field_opt("reason", self.reason.as_deref())
            .done()
    }

    /// Reads an `<item/>`; a part that makes no sense is left out.
    pub fn from_element(item: &Element) -> Item {
        let actor = item
            .get_child("actor", item.ns().as_str())
            .map(|actor| Actor { nick: actor.attr("nick").map(str::to_owned), jid: actor.attr("jid").and_then(prepared) });
        Item {
            affiliation: item.attr("affiliation").and_then(Affiliation::from_name),
            role: item.attr("role").and_then(Role::from_name),
            jid: item.attr("jid").and_then(prepared),
            nick: item.attr("nick").filter(|nick| !nick.is_empty()).map(str::to_owned),
            actor,
            reason: field(item, "reason"),
        }
    }
}

/// An invitation through the room (§7.8.2): `to` on the way there, `from` on the way out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invite {
    pub from: Option<String>,
    pub to: Option<String>,
    pub reason: Option<String>,
}

/// The answer to an invitation that is not wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decline {
    pub from: Option<String>,
    pub to: Option<String>,
    pub reason: Option<String>,
}

/// The end of a room (§10.9), and where it goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destroy {
    pub alternative: Option<String>,
    pub reason: Option<String>,
}

impl Destroy {
    pub(super) fn to_element(&self, namespace: &str) -> Element {
        element("destroy", namespace)
            .attr_opt("jid", self.alternative.as_deref())
            .field_opt("reason", self.reason.as_deref())
            .done()
    }

    pub(super) fn from_element(destroy: &Element) -> Destroy {
        Destroy { alternative: destroy.attr("jid").and_then(prepared), reason: field(destroy, "reason") }
    }
}

/// Everything in `<x xmlns='…muc#user'/>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomUser {
    pub item: Option<Item>,
    /// See [`status`]. Codes that are not known are in here too.
    pub statuses: Vec<u16>,
    pub invites: Vec<Invite>,
    pub decline: Option<Decline>,
    pub destroy: Option<Destroy>,
    /// Of the room, in an invitation.
    pub password: Option<String>,
}

impl RoomUser {
    /// What a room says in a presence or message, if it says something.
    pub fn from_stanza(stanza: &Element) -> Option<RoomUser> {
        let x = stanza.get_child("x", ns::MUC_USER)?;
        let mut user = RoomUser { password: field(x, "password"), ..RoomUser::default() };
        for child in x.children().filter(|child| child.has_ns(ns::MUC_USER)) {
            let address = |name| child.attr(name).and_then(prepared);
            match child.name() {
                "item" => user.item = user.item.or_else(|| Some(Item::from_element(child))),
                "status" => user.statuses.extend(attr_number::<u16>(child, "code")),
                "invite" => user.invites.push(Invite { from: address("from"), to: address("to"), reason: field(child, "reason") }),
                "decline" => {
                    user.decline = Some(Decline { from: address("from"), to: address("to"), reason: field(child, "reason") })
                }
                "destroy" => user.destroy = Some(Destroy::from_element(child)),
                _ => {}
            }
        }
        Some(user)
    }

    /// `<x/>`
    pub fn to_element(&self) -> Element {
        let mediated = |name: &str, from: &Option<String>, to: &Option<String>, reason: &Option<String>| {
            element(name, ns::MUC_USER)
                .attr_opt("from", from.as_deref())
                .attr_opt("to", to.as_deref())
                .field_opt("reason", reason.as_deref())
                .done()
        };
        let status = |code: &u16| element("status", ns::MUC_USER).attr("code", code.to_string()).done();
        element("x", ns::MUC_USER)
            .child_opt(self.item.as_ref().map(|item| item.to_element(ns::MUC_USER)))
            .children(self.invites.iter().map(|invite| mediated("invite", &invite.from, &invite.to, &invite.reason)))
            .child_opt(self.decline.as_ref().map(|decline| mediated("decline", &decline.from, &decline.to, &decline.reason)))
            .child_opt(self.destroy.as_ref().map(|destroy| destroy.to_element(ns::MUC_USER)))
            .children(self.statuses.iter().map(status))
            .field_opt("password", self.password.as_deref())
            .done()
    }

    /// Whether a status code was given.
    pub fn has(&self, code: u16) -> bool {
        self.statuses.contains(&code)
    }

    /// Whether the presence is one's own.
    pub fn is_self(&self) -> bool {
        self.has(status::SELF)
    }
}

/// The payload of a message to the room that invites these people.
pub fn invite(people: &[&str], reason: Option<&str>) -> Element {
    let invite = |person: &&str| Invite { from: None, to: Some((*person).to_owned()), reason: reason.map(str::to_owned) };
    RoomUser { invites: people.iter().map(invite).collect(), ..RoomUser::default() }.to_element()
}

/// The payload of a message to the room that declines the invitation of `inviter`.
pub fn decline(inviter: &str, reason: Option<&str>) -> Element {
    let decline = Decline { from: None, to: Some(inviter.to_owned()), reason: reason.map(str::to_owned) };
    RoomUser { decline: Some(decline), ..RoomUser::default() }.to_element()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn what_a_room_says_comes_back() {
        let user = RoomUser {
            item: Some(Item {
                affiliation: Some(Affiliation::Admin),
                role: Some(Role::Moderator),
                jid: Some("anna@b/desk".into()),
                nick: Some("Anna".into()),
                actor: Some(Actor { nick: Some("Bob".into()), jid: None }),
                reason: Some("tea".into()),
            }),
            statuses: vec![status::SELF, status::CREATED, 999],
            invites: vec![Invite { from: None, to: Some("carol@b".into()), reason: Some("come".into()) }],
            decline: Some(Decline { from: Some("carol@b".into()), to: None, reason: None }),
            destroy: Some(Destroy { alternative: Some("other@rooms.b".into()), reason: None }),
            password: Some("s".into()),
        };
        let presence = element("presence", ns::CLIENT).child(user.to_element()).done();
        assert_eq!(RoomUser::from_stanza(&presence), Some(user.clone()));
        assert!(user.is_self() && user.has(999) && !user.has(status::BANNED));
    }

    #[test]
    fn odd_parts_cost_nobody_the_rest() {
        let odd = xml("<presence xmlns='jabber:client'><x xmlns='http://jabber.org/protocol/muc#user'>\
                       <item affiliation='king' role='visitor' jid='@@'/><status code='x'/><status code='110'/><z/></x></presence>");
        let user = RoomUser::from_stanza(&odd).unwrap();
        assert_eq!(user.item, Some(Item { role: Some(Role::Visitor), ..Item::default() }));
        assert!(user.is_self());
        assert_eq!(RoomUser::from_stanza(&xml("<presence xmlns='jabber:client'/>")), None);
    }

    #[test]
    fn invitations() {
        let message = element("message", ns::CLIENT).child(invite(&["a@b", "c@d"], Some("talk"))).done();
        let to: Vec<_> = RoomUser::from_stanza(&message).unwrap().invites.into_iter().filter_map(|invite| invite.to).collect();
        assert_eq!(to, ["a@b", "c@d"]);
        let message = element("message", ns::CLIENT).child(decline("a@b", None)).done();
        assert_eq!(RoomUser::from_stanza(&message).unwrap().decline.unwrap().to, Some("a@b".into()));
    }
}
