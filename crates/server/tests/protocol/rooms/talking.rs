//! What is said: to everybody, as the topic, in private, by invitation; and what is not passed on.

use wire::Element;
use wire::ns;
use wire::payload::direct_invite::DirectInvite;
use wire::payload::muc::{self, History, Join, RoomConfig};
use wire::payload::{occupant_id, stanza_id};
use wire::stanza::{self, element};

use super::{archive, ask_in, create, create_with, enter, everything, groupchat, presence_of, room, say, set_role, subject, user};
use crate::client::{Client, DOMAIN, Place, bare, condition};

async fn three(place: &Place, tea: &str) -> (Client, Client, Client) {
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    create(&mut alice, tea, "Alice").await;
    enter(&mut bob, tea, "Bob").await;
    enter(&mut carol, tea, "Carol").await;
    (alice, bob, carol)
}

#[tokio::test]
async fn everybody_hears_the_same_and_the_room_marks_it() {
    let place = Place::open().await;
    let tea = room("tea");
    let (mut alice, mut bob, mut carol) = three(&place, &tea).await;
    let said = groupchat(&tea, "m1")
        .field("body", "hello")
        .child(stanza_id::origin("m1"))
        .child(element("reply", ns::REPLY).attr("id", "x"))
        .done();
    bob.send(said).await;
    let mut ids = Vec::new();
    let own = occupant_id::read(&presence_of(&mut alice, &tea, "Bob").await);
    for client in [&mut alice, &mut bob, &mut carol] {
        let heard = client.message("hello").await;
        assert_eq!(heard.attr("from"), Some(format!("{tea}/Bob").as_str()));
        assert_eq!((heard.attr("id"), heard.attr("to")), (Some("m1"), Some(client.jid.as_str())));
        assert!(heard.has_child("reply", ns::REPLY));
        assert_eq!(stanza_id::origin_id(&heard).as_deref(), Some("m1"));
        assert_eq!(occupant_id::read(&heard), own);
        ids.push(stanza_id::id_by(&heard, &tea).unwrap());
    }
    assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
    place.server.stop().await;
}

#[tokio::test]
async fn nothing_forged_is_passed_on() {
    let place = Place::open().await;
    let tea = room("tea");
    let (mut alice, mut bob, _carol) = three(&place, &tea).await;
    let retracted = element("retract", ns::RETRACT)
        .attr("id", "x")
        .child(element("moderated", ns::MODERATE).attr("by", format!("{tea}/Alice")));
    let forged = |to: &str, kind: &str| {
        stanza::message(to, kind, "f1")
            .field("body", "believe me")
            .child(stanza_id::stanza_id(&tea, "forged"))
            .child(occupant_id::occupant_id("alice"))
            .child(element("delay", ns::DELAY).attr("from", &tea).attr("stamp", "2001-01-01T00:00:00Z"))
            .child(element("delay", ns::DELAY).attr("stamp", "2001-01-01T00:00:00Z"))
            .child(element("x", ns::LEGACY_DELAY).attr("stamp", "20010101T00:00:00"))
            .child(element("x", ns::MUC_USER).child(element("item", ns::MUC_USER).attr("jid", bare("carol"))))
            .child(element("retracted", ns::RETRACT))
            .child(element("purged", ns::ROOMS))
            .child(element("moderated", ns::MODERATE_0))
    };
    bob.send(forged(&tea, "groupchat").done()).await;
    let heard = alice.message("believe me").await;
    let mut names: Vec<String> = heard.children().map(|child| child.name().to_owned()).collect();
    names.sort_unstable();
    assert_eq!(names, ["body", "occupant-id", "stanza-id"]);
    assert_ne!(stanza_id::id_by(&heard, &tea).as_deref(), Some("forged"));
    assert_ne!(occupant_id::read(&heard).as_deref(), Some("alice"));
    bob.send(forged(&format!("{tea}/Alice"), "chat").done()).await;
    let heard = alice.message("believe me").await;
    let mut names: Vec<String> = heard.children().map(|child| child.name().to_owned()).collect();
    names.sort_unstable();
    assert_eq!(names, ["body", "occupant-id", "x"]);
    assert_eq!(user(&heard), muc::RoomUser::default());
    // A moderation that somebody only claims.
    bob.send(groupchat(&tea, "f2").field("body", "gone").child(retracted).done()).await;
    let error = bob.expect("an error", |stanza| stanza.attr("id") == Some("f2")).await;
    assert_eq!(condition(&error), "item-not-found");
    place.server.stop().await;
}

#[tokio::test]
async fn passing_things_pass_and_lasting_things_last() {
    let place = Place::open().await;
    let tea = room("tea");
    let (mut alice, mut bob, _carol) = three(&place, &tea).await;
    say(&mut bob, &tea, "first").await;
    let send = |id: &str, children: Vec<Element>| groupchat(&tea, id).children(children).done();
    let fix = vec![element("body", ns::CLIENT).text("First").done(), element("replace", ns::CORRECT).attr("id", "id-first").done()];
    let like =
        vec![element("reactions", ns::REACTIONS).attr("id", "x").child(element("reaction", ns::REACTIONS).text("👍")).done()];
    let typing = vec![element("composing", ns::CHAT_STATES).done()];
    let read = vec![element("displayed", ns::MARKERS).attr("id", "x").done()];
    let read_for_good = vec![read[0].clone(), element("store", ns::HINTS).done()];
    let secret = vec![element("body", ns::CLIENT).text("psst").done(), element("no-store", ns::HINTS).done()];
    let mut marked = Vec::new();
    for (id, children) in
        [("fix", fix), ("like", like), ("typing", typing), ("read", read), ("kept", read_for_good), ("secret", secret)]
    {
        bob.send(send(id, children.clone())).await;
        let heard = alice.expect(id, |stanza| stanza.attr("id") == Some(id)).await;
        for child in &children {
            assert!(heard.children().any(|heard| heard == child), "{id}");
        }
        marked.push((id, stanza_id::id_by(&heard, &tea).is_some()));
    }
    let expected = [("fix", true), ("like", true), ("typing", false), ("read", false), ("kept", true), ("secret", false)];
    assert_eq!(marked, expected);
    let kept = archive(&mut alice, &tea, everything()).await.unwrap();
    let ids: Vec<&str> = kept.iter().filter_map(|message| message.attr("id")).collect();
    assert_eq!(ids, ["id-first", "fix", "like", "kept"]);
    place.server.stop().await;
}

#[tokio::test]
async fn the_topic_is_set_by_whom_the_room_lets() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    create_with(&mut alice, &tea, "Alice", &RoomConfig { change_subject: Some(false), ..RoomConfig::default() }).await;
    enter(&mut bob, &tea, "Bob").await;
    let topic = |text: &str| groupchat(&tea, text).field("subject", text).done();
    bob.send(topic("mine")).await;
    let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "forbidden");
    alice.send(topic("Assam")).await;
    let heard = subject(&mut bob, &tea).await;
    assert_eq!(heard.attr("from"), Some(format!("{tea}/Alice").as_str()));
    assert!(!heard.has_child("delay", ns::DELAY));
    super::set(&mut alice, &tea, &RoomConfig { change_subject: Some(true), ..RoomConfig::default() }).await;
    bob.send(topic("Darjeeling")).await;
    assert_eq!(stanza::field(&subject(&mut bob, &tea).await, "subject").as_deref(), Some("Darjeeling"));
    // A message with text and a subject is a message.
    alice.send(groupchat(&tea, "both").field("subject", "x").field("body", "both").done()).await;
    alice.message("both").await;
    let info = bob.ask_of(Some(&tea), "get", wire::payload::disco::info_request(None)).await;
    let info = wire::payload::disco::Info::from_element(info.get_child("query", ns::DISCO_INFO).unwrap()).unwrap();
    let about = muc::RoomInfo::from_info(&info).unwrap();
    assert_eq!((about.subject.as_deref(), about.occupants), (Some("Darjeeling"), Some(2)));
    assert!(about.archived && about.stable_ids && about.occupant_ids && about.moderation && about.self_ping && about.hidden);
    place.server.stop().await;
}

#[tokio::test]
async fn private_messages_are_marked_copied_and_kept_nowhere() {
    let place = Place::open().await;
    let tea = room("tea");
    let (mut alice, mut bob, mut carol) = three(&place, &tea).await;
    let mut phone = place.bound("bob", "phone").await;
    phone.carbons().await;
    phone.be_present().await;
    enter(&mut phone, &tea, "Bob").await;
    let to = format!("{tea}/Alice");
    bob.send(stanza::message(&to, "chat", "p1").field("body", "between us").done()).await;
    let heard = alice.message("between us").await;
    assert_eq!(heard.attr("from"), Some(format!("{tea}/Bob").as_str()));
    assert!(heard.has_child("x", ns::MUC_USER));
    let copy = phone.expect("a copy", |stanza| stanza.has_child("sent", ns::CARBONS)).await;
    assert_eq!(copy.attr("from"), Some(bare("bob").as_str()));
    alice.send(stanza::message(&format!("{tea}/Bob"), "chat", "p2").field("body", "yes").done()).await;
    bob.message("yes").await;
    phone.message("yes").await;
    assert!(carol.drain().await.iter().all(|stanza| stanza::body(stanza).is_none()));
    assert!(archive(&mut alice, &tea, everything()).await.unwrap().is_empty());
    let own = alice.ask("set", everything()).await;
    assert_eq!(own.attr("type"), Some("result"));
    assert!(alice.drain().await.iter().all(|stanza| !stanza.has_child("result", ns::MAM)));
    for (to, kind, expected) in [
        (format!("{tea}/Nobody"), "chat", "item-not-found"),
        (format!("{tea}/Alice"), "groupchat", "bad-request"),
        (tea.clone(), "chat", "bad-request"),
    ] {
        bob.send(stanza::message(&to, kind, "p3").field("body", "?").done()).await;
        let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
        assert_eq!(condition(&error), expected, "{to} {kind}");
    }
    place.server.stop().await;
}

#[tokio::test]
async fn visitors_listen() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let hall = room("hall");
    create_with(&mut alice, &hall, "Alice", &RoomConfig { moderated: Some(true), ..RoomConfig::default() }).await;
    enter(&mut bob, &hall, "Bob").await;
    bob.send(groupchat(&hall, "v1").field("body", "may I?").done()).await;
    let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "forbidden");
    assert_eq!(set_role(&mut alice, &hall, "Bob", muc::Role::Participant).await.attr("type"), Some("result"));
    say(&mut bob, &hall, "thank you").await;
    alice.message("thank you").await;
    place.server.stop().await;
}

#[tokio::test]
async fn an_invitation_makes_a_member_and_waits_for_who_is_away() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let club = room("club");
    let config = RoomConfig { members_only: Some(true), ..RoomConfig::default() };
    create_with(&mut alice, &club, "Alice", &config).await;
    let invite = |people: &[&str]| {
        let people: Vec<String> = people.iter().map(|person| bare(person)).collect();
        let people: Vec<&str> = people.iter().map(String::as_str).collect();
        stanza::message(&club, "normal", "i1").child(muc::invite(&people, Some("join us"))).done()
    };
    alice.send(invite(&["bob"])).await;
    let heard = bob.expect("an invitation", |stanza| stanza.has_child("x", ns::MUC_USER)).await;
    assert_eq!(heard.attr("from"), Some(club.as_str()));
    let wish = user(&heard).invites.remove(0);
    assert_eq!((wish.from.as_deref(), wish.reason.as_deref()), (Some("alice@hall.example"), Some("join us")));
    assert_eq!(DirectInvite::from_message(&heard).unwrap().room, club);
    let told = alice.expect("the new member", |stanza| stanza.name() == "message" && user(stanza).item.is_some()).await;
    assert_eq!(user(&told).item.unwrap().jid.as_deref(), Some("bob@hall.example"));
    enter(&mut bob, &club, "Bob").await;
    // Every participant may invite; carol is away, and the invitation waits.
    bob.send(invite(&["carol", "dora"])).await;
    bob.settle().await;
    let mut carol = place.online("carol").await;
    let heard = carol.expect("an invitation", |stanza| stanza.has_child("x", ns::MUC_USER)).await;
    assert!(heard.has_child("delay", ns::DELAY));
    // Carol does not want to: bob is told, and she is no member.
    carol.send(stanza::message(&club, "normal", "d1").child(muc::decline(&bare("bob"), Some("busy"))).done()).await;
    let told = bob.expect("the refusal", |stanza| user(stanza).decline.is_some()).await;
    let decline = user(&told).decline.unwrap();
    assert_eq!((decline.from.as_deref(), decline.reason.as_deref()), (Some("carol@hall.example"), Some("busy")));
    let refused = ask_in(&mut carol, &club, "Carol", &Join::default()).await;
    assert_eq!(condition(&refused), "registration-required");
    carol.send(invite(&["dora"])).await;
    let error = carol.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "not-acceptable");
    bob.send(stanza::message(&club, "normal", "i2").child(muc::invite(&["nobody@hall.example"], None)).done()).await;
    let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "item-not-found");
    // Only admins, if the room says so.
    super::set(&mut alice, &club, &RoomConfig { allow_invites: Some(false), ..RoomConfig::default() }).await;
    bob.send(invite(&["carol"])).await;
    let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "forbidden");
    // From person to person it needs no room (XEP-0249).
    let direct = DirectInvite { room: club.clone(), ..DirectInvite::default() };
    bob.send(stanza::message(&bare("carol"), "normal", "i3").child(direct.to_element()).done()).await;
    let heard = carol.expect("an invitation", |stanza| stanza.attr("id") == Some("i3")).await;
    assert_eq!(DirectInvite::from_message(&heard), Some(direct));
    place.server.stop().await;
}

#[tokio::test]
async fn history_is_what_was_asked_for() {
    let place = Place::open().await;
    let tea = room("tea");
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    create_with(&mut alice, &tea, "Alice", &RoomConfig { newcomers_see_past: Some(true), ..RoomConfig::default() }).await;
    for number in 0..30 {
        say(&mut alice, &tea, &format!("m{number}")).await;
    }
    for (history, expected) in [
        (History::default(), 20),
        (History { max_stanzas: Some(3), ..History::default() }, 3),
        (History::NONE, 0),
        (History { seconds: Some(0), ..History::default() }, 0),
        (History { since: Some(0), max_stanzas: Some(1_000), ..History::default() }, 30),
    ] {
        bob.drain().await;
        ask_in(&mut bob, &tea, "Bob", &Join { history, password: None }).await;
        subject(&mut bob, &tea).await;
        let heard: Vec<Element> = bob.drain().await.into_iter().filter(|stanza| stanza::body(stanza).is_some()).collect();
        assert_eq!(heard.len(), expected, "{history:?}");
        if let Some(last) = heard.last() {
            assert_eq!(stanza::body(last).as_deref(), Some("m29"));
            assert_eq!(last.get_child("delay", ns::DELAY).unwrap().attr("from"), Some(tea.as_str()));
            assert!(stanza_id::id_by(last, &tea).is_some());
            assert_eq!(user(last).item.unwrap().jid.as_deref(), Some("alice@hall.example"));
        }
    }
    place.server.stop().await;
}

#[tokio::test]
async fn whoever_floods_is_slowed_and_others_are_not() {
    let place = Place::with(|config| {
        config.bounds.room_burst = 40;
        config.bounds.room_stanzas_per_second = 0;
    })
    .await;
    let tea = room("tea");
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    create(&mut alice, &tea, "Alice").await;
    let mut refused = 0;
    for _ in 0..60 {
        let own = ask_in(&mut bob, &tea, "Bob", &Join { history: History::NONE, password: None }).await;
        refused += usize::from(condition(&own) == "policy-violation");
    }
    assert!((30..60).contains(&refused), "{refused}");
    say(&mut alice, &tea, "still here").await;
    let service = format!("rooms.{DOMAIN}");
    assert_eq!(bob.ask_of(Some(&service), "get", element("ping", ns::PING).done()).await.attr("type"), Some("result"));
    place.server.stop().await;
}
