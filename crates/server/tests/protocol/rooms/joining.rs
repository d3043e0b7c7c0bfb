//! Coming and going: creating, presence and its codes, nicknames, several sessions, endings.

use wire::ns;
use wire::payload::muc::{Affiliation, History, Join, Password, Role, RoomConfig, status};
use wire::payload::{muc, occupant_id, ping, register, self_ping};
use wire::stanza::{self, element};

use super::{affiliate, ask_in, create, create_with, enter, outcome, presence_of, room, say, subject, user};
use crate::client::{DOMAIN, Place, bare, condition};

#[tokio::test]
async fn the_service_is_found_and_lists_public_rooms_only() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let items = alice.ask_of(Some(DOMAIN), "get", wire::payload::disco::items_request(None)).await;
    let items = wire::payload::disco::read_items(items.get_child("query", ns::DISCO_ITEMS).unwrap()).unwrap();
    let service = format!("rooms.{DOMAIN}");
    assert!(items.iter().any(|item| item.jid == service));
    let info = alice.ask_of(Some(&service), "get", wire::payload::disco::info_request(None)).await;
    let info = wire::payload::disco::Info::from_element(info.get_child("query", ns::DISCO_INFO).unwrap()).unwrap();
    assert!(info.is("conference", "text") && info.has(ns::MUC));
    for (name, public) in [("cake", true), ("secret", false), ("tea", true), ("zoo", true)] {
        let config = RoomConfig { public: Some(public), name: Some(name.to_uppercase()), ..RoomConfig::default() };
        create_with(&mut alice, &room(name), "Alice", &config).await;
    }
    let mut query = wire::payload::disco::items_request(None);
    let list = alice.ask_of(Some(&service), "get", query.clone()).await;
    let list = list.get_child("query", ns::DISCO_ITEMS).unwrap();
    let names: Vec<_> = wire::payload::disco::read_items(list).unwrap().into_iter().filter_map(|item| item.name).collect();
    assert_eq!(names, ["CAKE", "TEA", "ZOO"]);
    query.append_child(element("set", ns::RSM).field("max", "1").field("after", "cake").done());
    let page = alice.ask_of(Some(&service), "get", query).await;
    let page = page.get_child("query", ns::DISCO_ITEMS).unwrap();
    assert_eq!(wire::payload::disco::read_items(page).unwrap()[0].jid, room("tea"));
    let set = wire::payload::rsm::Page::from_parent(page);
    assert_eq!((set.count, set.index, set.last.as_deref()), (Some(3), Some(1), Some("tea")));
    place.server.stop().await;
}

#[tokio::test]
async fn a_new_room_is_its_creators_until_it_is_configured() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    let own = enter(&mut alice, &tea, "Alice").await;
    let about = user(&own);
    for code in [status::NOT_ANONYMOUS, status::SELF, status::LOGGED, status::CREATED] {
        assert!(about.has(code), "{code} {own:?}");
    }
    let item = about.item.unwrap();
    assert_eq!((item.affiliation, item.role), (Some(Affiliation::Owner), Some(Role::Moderator)));
    let refused = ask_in(&mut bob, &tea, "Bob", &Join::default()).await;
    assert_eq!(condition(&refused), "item-not-found");
    let info = bob.ask_of(Some(&tea), "get", wire::payload::disco::info_request(None)).await;
    assert_eq!(condition(&info), "item-not-found");
    outcome(&alice.ask_of(Some(&tea), "set", muc::instant_room()).await).unwrap();
    enter(&mut bob, &tea, "Bob").await;
    // Another one is given up before it was ever open.
    let cake = room("cake");
    enter(&mut alice, &cake, "Alice").await;
    let cancel = element("query", ns::MUC_OWNER).child(element("x", ns::DATA_FORMS).attr("type", "cancel")).done();
    outcome(&alice.ask_of(Some(&cake), "set", cancel).await).unwrap();
    let own = enter(&mut bob, &cake, "Bob").await;
    assert!(user(&own).has(status::CREATED));
    place.server.stop().await;
}

#[tokio::test]
async fn everybody_sees_everybody_and_oneself_last() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    enter(&mut bob, &tea, "Bob").await;
    let seen = presence_of(&mut alice, &tea, "Bob").await;
    let item = user(&seen).item.unwrap();
    assert_eq!((item.affiliation, item.role), (Some(Affiliation::None), Some(Role::Participant)));
    assert_eq!(item.jid.as_deref(), Some(bob.jid.as_str()));
    assert!(!user(&seen).is_self());
    let id = occupant_id::read(&seen).unwrap();

    carol.drain().await;
    let presence = element("presence", ns::CLIENT)
        .attr("to", format!("{tea}/Carol"))
        .field("show", "away")
        .child(element("x", ns::MUC_USER))
        .child(element("secret", "urn:example"))
        .child(Join::default().to_element());
    carol.send(presence.done()).await;
    carol.settle().await;
    let heard = carol.drain().await;
    let from: Vec<&str> = heard.iter().filter_map(|stanza| stanza.attr("from")).collect();
    let expected: Vec<String> = ["/Alice", "/Bob", "/Carol", ""].iter().map(|nick| format!("{tea}{nick}")).collect();
    assert_eq!(from, expected, "presence of the others, one's own, the topic");
    assert_eq!(occupant_id::read(&heard[1]), Some(id.clone()));
    let seen = presence_of(&mut bob, &tea, "Carol").await;
    assert_eq!(stanza::field(&seen, "show").as_deref(), Some("away"));
    assert!(!seen.has_child("secret", "urn:example"));
    assert_eq!(seen.children().filter(|child| child.has_ns(ns::MUC_USER)).count(), 1);

    // Bob goes and comes back: the same occupant to everybody.
    let leave = element("presence", ns::CLIENT).attr("to", format!("{tea}/Bob")).attr("type", "unavailable");
    bob.send(leave.field("status", "lunch").done()).await;
    let own = presence_of(&mut bob, &tea, "Bob").await;
    assert!(own.attr("type") == Some("unavailable") && user(&own).is_self());
    let gone = presence_of(&mut alice, &tea, "Bob").await;
    assert_eq!((gone.attr("type"), stanza::field(&gone, "status").as_deref()), (Some("unavailable"), Some("lunch")));
    assert_eq!(user(&gone).item.unwrap().role, Some(Role::None));
    enter(&mut bob, &tea, "Bob").await;
    assert_eq!(occupant_id::read(&presence_of(&mut alice, &tea, "Bob").await), Some(id));
    place.server.stop().await;
}

#[tokio::test]
async fn real_addresses_are_for_moderators_in_semi_anonymous_rooms() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let tea = room("tea");
    let config = RoomConfig { whois: Some(muc::Whois::Moderators), ..RoomConfig::default() };
    create_with(&mut alice, &tea, "Alice", &config).await;
    let own = enter(&mut bob, &tea, "Bob").await;
    assert!(!user(&own).has(status::NOT_ANONYMOUS));
    enter(&mut carol, &tea, "Carol").await;
    let jid = |stanza: &wire::Element| user(stanza).item.and_then(|item| item.jid);
    assert_eq!(jid(&presence_of(&mut alice, &tea, "Carol").await).as_deref(), Some(carol.jid.as_str()));
    assert_eq!(jid(&presence_of(&mut bob, &tea, "Carol").await), None);
    let seen = presence_of(&mut carol, &tea, "Bob").await;
    assert_eq!(jid(&seen), None);
    assert!(!wire::frame::serialize(&seen).contains("bob@"));
    let card = carol.ask_of(Some(&format!("{tea}/Bob")), "get", element("vCard", ns::VCARD).done()).await;
    assert_eq!(condition(&card), "service-unavailable");
    place.server.stop().await;
}

#[tokio::test]
async fn nicknames_are_ones_own() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    for taken in ["Alice", "alice", "ALICE"] {
        assert_eq!(condition(&ask_in(&mut bob, &tea, taken, &Join::default()).await), "conflict", "{taken}");
    }
    let long = "x".repeat(300);
    for odd in [" ", long.as_str()] {
        bob.send(super::wish(&tea, odd, &Join::default())).await;
        let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
        assert_eq!(condition(&error), "jid-malformed");
    }
    // Carol reserves a name and is not there.
    assert_eq!(condition(&carol.ask_of(Some(&tea), "set", register::register("Alice")).await), "conflict");
    outcome(&carol.ask_of(Some(&tea), "set", register::register("Queen")).await).unwrap();
    let answer = carol.ask_of(Some(&tea), "get", register::request()).await;
    let query = answer.get_child("query", ns::REGISTER).unwrap();
    assert_eq!(register::Registration::from_element(query), Some(register::Registration::Nick("Queen".into())));
    let asked = carol.ask_of(Some(&tea), "get", wire::payload::disco::info_request(Some("x-roomuser-item"))).await;
    let info = wire::payload::disco::Info::from_element(asked.get_child("query", ns::DISCO_INFO).unwrap()).unwrap();
    assert_eq!(info.identities[0].name.as_deref(), Some("Queen"));
    assert_eq!(condition(&ask_in(&mut bob, &tea, "queen", &Join::default()).await), "conflict");
    assert_eq!(condition(&bob.ask_of(Some(&tea), "set", register::register("QUEEN")).await), "conflict");
    enter(&mut bob, &tea, "Bob").await;
    presence_of(&mut alice, &tea, "Bob").await;
    let rename = |nick: &str| element("presence", ns::CLIENT).attr("to", format!("{tea}/{nick}")).done();
    bob.send(rename("Queen")).await;
    let error = bob.expect("a conflict", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "conflict");
    // A free one: everybody hears where the old one went.
    bob.send(rename("Robert")).await;
    let gone = presence_of(&mut alice, &tea, "Bob").await;
    assert!(gone.attr("type") == Some("unavailable") && user(&gone).has(status::NICK_CHANGED));
    assert_eq!(user(&gone).item.unwrap().nick.as_deref(), Some("Robert"));
    assert_eq!(presence_of(&mut alice, &tea, "Robert").await.attr("type"), None);
    assert!(user(&presence_of(&mut bob, &tea, "Bob").await).has(status::SELF));
    // Given up, it is free.
    outcome(&carol.ask_of(Some(&tea), "set", register::unregister()).await).unwrap();
    bob.send(rename("Queen")).await;
    presence_of(&mut alice, &tea, "Queen").await;
    place.server.stop().await;
}

#[tokio::test]
async fn all_sessions_of_a_person_are_one_occupant() {
    let place = Place::open().await;
    let (mut alice, mut desk) = (place.online("alice").await, place.online("bob").await);
    let mut phone = place.bound("bob", "phone").await;
    phone.be_present().await;
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    enter(&mut desk, &tea, "Bob").await;
    presence_of(&mut alice, &tea, "Bob").await;
    let own = enter(&mut phone, &tea, "Bobby").await;
    assert_eq!(own.attr("from"), Some(format!("{tea}/Bob").as_str()));
    assert!(user(&own).has(status::NICK_ASSIGNED) && user(&own).has(status::SELF));
    say(&mut alice, &tea, "hello both").await;
    desk.message("hello both").await;
    phone.message("hello both").await;
    alice.drain().await;
    // One of two goes: the other stays, and nobody sees Bob leave.
    desk.send(element("presence", ns::CLIENT).attr("type", "unavailable").done()).await;
    let own = presence_of(&mut desk, &tea, "Bob").await;
    assert_eq!(own.attr("type"), Some("unavailable"));
    desk.settle().await;
    let heard = alice.drain().await;
    let from = format!("{tea}/Bob");
    assert!(heard.iter().filter(|stanza| stanza.attr("from") == Some(from.as_str())).all(|stanza| stanza.attr("type").is_none()));
    phone.close().await;
    let gone = alice
        .expect("bob leaving", |stanza| stanza.attr("from") == Some(from.as_str()) && stanza.attr("type") == Some("unavailable"));
    gone.await;
    place.server.stop().await;
}

#[tokio::test]
async fn who_may_not_enter_is_told_why() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let tea = room("tea");
    let config = RoomConfig { password: Some(Password::Yes("leaves".into())), max_users: Some(2), ..RoomConfig::default() };
    create_with(&mut alice, &tea, "Alice", &config).await;
    assert_eq!(condition(&ask_in(&mut bob, &tea, "Bob", &Join::default()).await), "not-authorized");
    let wrong = Join { password: Some("coffee".into()), history: History::NONE };
    assert_eq!(condition(&ask_in(&mut bob, &tea, "Bob", &wrong).await), "not-authorized");
    let right = Join { password: Some("leaves".into()), history: History::NONE };
    assert_eq!(ask_in(&mut bob, &tea, "Bob", &right).await.attr("type"), None);
    assert_eq!(condition(&ask_in(&mut carol, &tea, "Carol", &right).await), "service-unavailable");
    affiliate(&mut alice, &tea, "carol", Affiliation::Admin).await;
    assert_eq!(ask_in(&mut carol, &tea, "Carol", &right).await.attr("type"), None);
    affiliate(&mut alice, &tea, "bob", Affiliation::Outcast).await;
    assert!(user(&presence_of(&mut bob, &tea, "Bob").await).has(status::BANNED));
    assert_eq!(condition(&ask_in(&mut bob, &tea, "Bob", &right).await), "forbidden");
    let club = room("club");
    create_with(&mut alice, &club, "Alice", &RoomConfig { members_only: Some(true), ..RoomConfig::default() }).await;
    assert_eq!(condition(&ask_in(&mut bob, &club, "Bob", &Join::default()).await), "registration-required");
    outcome(&affiliate(&mut alice, &club, "bob", Affiliation::Member).await).unwrap();
    assert_eq!(ask_in(&mut bob, &club, "Bob", &Join::default()).await.attr("type"), None);
    place.server.stop().await;
}

#[tokio::test]
async fn a_self_ping_tells_who_is_in_and_a_lost_one_is_told_to_come_again() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    let at = |nick: &str| format!("{tea}/{nick}");
    let answer = alice.ask_of(Some(&at("Alice")), "get", ping::ping()).await;
    assert_eq!(self_ping::read(&answer), self_ping::Presence::Joined);
    let answer = bob.ask_of(Some(&at("Bob")), "get", ping::ping()).await;
    assert_eq!(condition(&answer), "not-acceptable");
    assert_eq!(self_ping::read(&answer), self_ping::Presence::Gone);
    // Presence of somebody who believes to be inside.
    bob.send(element("presence", ns::CLIENT).attr("to", at("Bob")).done()).await;
    let kicked = presence_of(&mut bob, &tea, "Bob").await;
    let about = user(&kicked);
    assert_eq!(kicked.attr("type"), Some("unavailable"));
    assert_eq!(about.statuses, [status::SELF, status::KICKED, status::FAILED]);
    bob.send(super::groupchat(&tea, "g1").field("body", "anyone?").done()).await;
    let error = bob.expect("an error", |stanza| stanza.attr("id") == Some("g1")).await;
    assert_eq!(condition(&error), "not-acceptable");
    let nowhere = alice.ask_of(Some(&format!("{}/A", room("nowhere"))), "get", ping::ping()).await;
    assert_eq!(condition(&nowhere), "item-not-found");
    place.server.stop().await;
}

#[tokio::test]
async fn whoever_is_cut_off_stays_until_the_session_is_over() {
    let place = Place::with(|config| config.bounds.resume_ms = 600_000).await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    enter(&mut bob, &tea, "Bob").await;
    presence_of(&mut alice, &tea, "Bob").await;
    let resume = bob.resume();
    drop(bob);
    say(&mut alice, &tea, "still there?").await;
    alice.settle().await;
    let stays = |stanza: &wire::Element| stanza.attr("from") != Some(format!("{tea}/Bob").as_str());
    assert!(alice.drain().await.iter().filter(|stanza| stanza.name() == "presence").all(stays));
    let mut bob = crate::client::Client::connect(place.server.addr()).await;
    bob.sign_in("bob", crate::client::PASSWORD, "desk", Some(resume)).await.unwrap();
    bob.message("still there?").await;
    let answer = bob.ask_of(Some(&format!("{tea}/Bob")), "get", ping::ping()).await;
    assert_eq!(self_ping::read(&answer), self_ping::Presence::Joined);
    bob.close().await;
    assert_eq!(presence_of(&mut alice, &tea, "Bob").await.attr("type"), Some("unavailable"));
    place.server.stop().await;
}

#[tokio::test]
async fn rooms_survive_a_restart_if_they_are_meant_to() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let (tea, brief) = (room("tea"), room("brief"));
    create(&mut alice, &tea, "Alice").await;
    create_with(&mut alice, &brief, "Alice", &RoomConfig { persistent: Some(false), ..RoomConfig::default() }).await;
    alice.send(super::groupchat(&tea, "s1").field("subject", "Assam").done()).await;
    say(&mut alice, &tea, "before").await;
    let place = place.restart().await;
    let mut bob = place.online("bob").await;
    let own = ask_in(&mut bob, &tea, "Bob", &Join::default()).await;
    assert!(!user(&own).has(status::CREATED));
    let topic = subject(&mut bob, &tea).await;
    assert_eq!(stanza::field(&topic, "subject").as_deref(), Some("Assam"));
    assert_eq!(topic.attr("from"), Some(format!("{tea}/Alice").as_str()));
    let own = ask_in(&mut bob, &brief, "Bob", &Join::default()).await;
    assert!(user(&own).has(status::CREATED), "a passing room is gone");
    let mut alice = place.online("alice").await;
    let own = enter(&mut alice, &tea, "Alice").await;
    assert_eq!(user(&own).item.unwrap().affiliation, Some(Affiliation::Owner));
    place.server.stop().await;
}

#[tokio::test]
async fn a_transaction_that_fails_leaves_everybody_where_they_were() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    let core = place.server.handle();
    let failed = core.ask(|turn| {
        turn.hall.rooms.take("tea", "Alice");
        Err::<(), _>(server::storage::StorageError::Undone)
    });
    assert!(failed.await.is_err());
    let answer = alice.ask_of(Some(&format!("{tea}/Alice")), "get", ping::ping()).await;
    assert_eq!(self_ping::read(&answer), self_ping::Presence::Joined);
    place.server.stop().await;
}

#[tokio::test]
async fn when_the_server_stops_everybody_hears_that_they_are_out() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    alice.drain().await;
    let stopping = tokio::spawn(place.server.stop());
    let own = presence_of(&mut alice, &tea, "Alice").await;
    assert_eq!((own.attr("type"), user(&own).statuses), (Some("unavailable"), vec![status::SELF, status::SHUTDOWN]));
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_passing_room_ends_with_its_last_occupant() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let brief = room("brief");
    create_with(&mut alice, &brief, "Alice", &RoomConfig { persistent: Some(false), ..RoomConfig::default() }).await;
    enter(&mut bob, &brief, "Bob").await;
    alice.close().await;
    presence_of(&mut bob, &brief, "Alice").await;
    bob.drain().await;
    let leave = element("presence", ns::CLIENT).attr("to", format!("{brief}/Bob")).attr("type", "unavailable").done();
    bob.send(leave).await;
    bob.settle().await;
    bob.drain().await;
    let own = enter(&mut bob, &brief, "Bob").await;
    assert!(user(&own).has(status::CREATED));
    place.server.stop().await;
}

#[tokio::test]
async fn an_account_that_goes_leaves_nothing_behind_to_inherit() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    outcome(&affiliate(&mut alice, &tea, "bob", Affiliation::Member).await).unwrap();
    let own = enter(&mut bob, &tea, "Bob").await;
    let id = occupant_id::read(&own).unwrap();
    place.server.users().remove("alice").await.unwrap();
    let gone = bob.expect("alice leaving", |stanza| {
        stanza.attr("from") == Some(format!("{tea}/Alice").as_str()) && stanza.attr("type") == Some("unavailable")
    });
    gone.await;
    let list = bob.ask_of(Some(&tea), "get", muc::affiliations_request(Affiliation::Owner)).await;
    let owners = muc::AdminQuery::from_element(list.get_child("query", ns::MUC_ADMIN).unwrap()).unwrap().items;
    assert_eq!(owners.iter().filter_map(|item| item.jid.clone()).collect::<Vec<_>>(), [bare("bob")]);
    assert_ne!(id, "");
    place.server.stop().await;
}
