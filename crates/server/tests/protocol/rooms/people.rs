//! Affiliations and roles: changed by whom, seen by whom, and what everybody hears of it.

use wire::Element;
use wire::ns;
use wire::payload::muc::{self, AdminQuery, Affiliation, Item, Role, RoomConfig, Whois, status};

use super::{affiliate, create, create_with, enter, outcome, presence_of, room, set_role, user};
use crate::client::{Client, Place, bare, condition};

async fn list(client: &mut Client, room: &str, affiliation: Affiliation) -> Result<Vec<Item>, String> {
    let answer = client.ask_of(Some(room), "get", muc::affiliations_request(affiliation)).await;
    outcome(&answer)?;
    Ok(AdminQuery::from_element(answer.get_child("query", ns::MUC_ADMIN).unwrap()).unwrap().items)
}

fn change(item: Item) -> Element {
    muc::change(item)
}

#[tokio::test]
async fn a_kick_and_a_ban_are_told_to_everybody() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    for (client, nick) in [(&mut bob, "Bob"), (&mut carol, "Carol")] {
        enter(client, &tea, nick).await;
    }
    presence_of(&mut bob, &tea, "Carol").await;
    let kick = Item { role: Some(Role::None), nick: Some("Carol".into()), reason: Some("later".into()), ..Item::default() };
    assert_eq!(condition(&bob.ask_of(Some(&tea), "set", change(kick.clone())).await), "forbidden");
    outcome(&alice.ask_of(Some(&tea), "set", change(kick)).await).unwrap();
    for (client, own) in [(&mut bob, false), (&mut carol, true)] {
        let gone = client.expect("the kick", |stanza| user(stanza).has(status::KICKED)).await;
        assert_eq!(gone.attr("type"), Some("unavailable"));
        let about = user(&gone);
        assert_eq!(about.is_self(), own);
        let item = about.item.unwrap();
        assert_eq!((item.reason.as_deref(), item.role), (Some("later"), Some(Role::None)));
        assert_eq!(item.actor.unwrap().nick.as_deref(), Some("Alice"));
    }
    // Kicked is not banned.
    enter(&mut carol, &tea, "Carol").await;
    presence_of(&mut bob, &tea, "Carol").await;
    let ban = Item {
        affiliation: Some(Affiliation::Outcast),
        jid: Some(bare("carol")),
        reason: Some("for good".into()),
        ..Item::default()
    };
    outcome(&alice.ask_of(Some(&tea), "set", change(ban)).await).unwrap();
    let gone = bob.expect("the ban", |stanza| user(stanza).has(status::BANNED)).await;
    assert_eq!(user(&gone).item.unwrap().affiliation, Some(Affiliation::Outcast));
    let banned = list(&mut alice, &tea, Affiliation::Outcast).await.unwrap();
    assert_eq!((banned[0].jid.as_deref(), banned[0].reason.as_deref()), (Some("carol@hall.example"), Some("for good")));
    assert_eq!(list(&mut bob, &tea, Affiliation::Outcast).await, Err("forbidden".into()));
    outcome(&affiliate(&mut alice, &tea, "carol", Affiliation::None).await).unwrap();
    assert!(user(&presence_of(&mut carol, &tea, "Carol").await).has(status::BANNED));
    enter(&mut carol, &tea, "Carol").await;
    place.server.stop().await;
}

#[tokio::test]
async fn nobody_rises_by_their_own_hand_and_a_room_keeps_an_owner() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let mut carol = place.online("carol").await;
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    enter(&mut bob, &tea, "Bob").await;
    enter(&mut carol, &tea, "Carol").await;
    assert_eq!(condition(&affiliate(&mut bob, &tea, "bob", Affiliation::Owner).await), "forbidden");
    assert_eq!(condition(&set_role(&mut bob, &tea, "Bob", Role::Moderator).await), "forbidden");
    outcome(&affiliate(&mut alice, &tea, "bob", Affiliation::Admin).await).unwrap();
    let raised =
        bob.expect("the rise", |stanza| user(stanza).item.is_some_and(|item| item.affiliation == Some(Affiliation::Admin)));
    assert_eq!(user(&raised.await).item.unwrap().role, Some(Role::Moderator));
    // An admin makes members, no admins; and leaves the owner alone.
    outcome(&affiliate(&mut bob, &tea, "carol", Affiliation::Member).await).unwrap();
    for (who, affiliation) in [("carol", Affiliation::Admin), ("bob", Affiliation::Owner), ("alice", Affiliation::None)] {
        assert_eq!(condition(&affiliate(&mut bob, &tea, who, affiliation).await), "not-allowed", "{who}");
    }
    for (nick, role) in [("Alice", Role::None), ("Alice", Role::Visitor)] {
        assert_eq!(condition(&set_role(&mut bob, &tea, nick, role).await), "not-allowed");
    }
    assert_eq!(condition(&set_role(&mut alice, &tea, "Bob", Role::Participant).await), "not-allowed");
    outcome(&set_role(&mut bob, &tea, "Carol", Role::Moderator).await).unwrap();
    assert_eq!(condition(&set_role(&mut carol, &tea, "Bob", Role::None).await), "not-allowed");
    assert_eq!(condition(&affiliate(&mut alice, &tea, "alice", Affiliation::None).await), "conflict");
    let leave = wire::payload::register::unregister();
    assert_eq!(condition(&alice.ask_of(Some(&tea), "set", leave.clone()).await), "conflict");
    outcome(&affiliate(&mut alice, &tea, "bob", Affiliation::Owner).await).unwrap();
    outcome(&alice.ask_of(Some(&tea), "set", leave).await).unwrap();
    assert_eq!(list(&mut bob, &tea, Affiliation::Owner).await.unwrap().len(), 1);
    // All of a request or nothing of it.
    let member = |who: &str| Item { affiliation: Some(Affiliation::Member), jid: Some(bare(who)), ..Item::default() };
    let mixed = muc::changes(&[member("dora"), member("nobody")]);
    assert_eq!(condition(&bob.ask_of(Some(&tea), "set", mixed).await), "item-not-found");
    assert_eq!(list(&mut bob, &tea, Affiliation::Member).await.unwrap().len(), 1);
    place.server.stop().await;
}

#[tokio::test]
async fn who_loses_membership_of_a_closed_room_leaves_it() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let club = room("club");
    create_with(&mut alice, &club, "Alice", &RoomConfig { members_only: Some(true), ..RoomConfig::default() }).await;
    outcome(&affiliate(&mut alice, &club, "bob", Affiliation::Member).await).unwrap();
    enter(&mut bob, &club, "Bob").await;
    assert_eq!(list(&mut bob, &club, Affiliation::Member).await.unwrap().len(), 1, "members see who belongs to it");
    outcome(&affiliate(&mut alice, &club, "bob", Affiliation::None).await).unwrap();
    let gone = presence_of(&mut bob, &club, "Bob").await;
    assert!(gone.attr("type") == Some("unavailable") && user(&gone).has(status::AFFILIATION_LOST) && user(&gone).is_self());
    // Nobody knows from outside who belongs to it, nor what it is about.
    assert_eq!(list(&mut bob, &club, Affiliation::Member).await, Err("forbidden".into()));
    super::set(&mut alice, &club, &RoomConfig { name: Some("Surprise for Bob".into()), ..RoomConfig::default() }).await;
    let info = bob.ask_of(Some(&club), "get", wire::payload::disco::info_request(None)).await;
    assert!(!wire::frame::serialize(&info).contains("Surprise"));
    // In semi-anonymous rooms the lists are for admins.
    let masked = room("masked");
    create_with(&mut alice, &masked, "Alice", &RoomConfig { whois: Some(Whois::Moderators), ..RoomConfig::default() }).await;
    outcome(&affiliate(&mut alice, &masked, "bob", Affiliation::Member).await).unwrap();
    enter(&mut bob, &masked, "Bob").await;
    assert_eq!(list(&mut bob, &masked, Affiliation::Member).await, Err("forbidden".into()));
    place.server.stop().await;
}
