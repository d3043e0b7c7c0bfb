//! Reading what was said: who may, how far back, in pages, and who wrote it.

use wire::ns;
use wire::payload::mam::{self, Query};
use wire::payload::muc::{Affiliation, Password, RoomConfig, Whois};
use wire::payload::rsm::Rsm;
use wire::payload::stanza_id;
use wire::stanza::{self, element};

use super::{affiliate, archive, create_with, enter, everything, outcome, room, say, user};
use crate::client::{Place, condition};

fn texts(messages: &[wire::Element]) -> Vec<String> {
    messages.iter().filter_map(stanza::body).collect()
}

#[tokio::test]
async fn pages_filters_and_edges() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let tea = room("tea");
    create_with(&mut alice, &tea, "Alice", &RoomConfig::default()).await;
    let mut ids = Vec::new();
    for number in 0..6 {
        let heard = say(&mut alice, &tea, &format!("m{number}")).await;
        ids.push(stanza_id::id_by(&heard, &tea).unwrap());
    }
    let page = |rsm: Rsm| Query { rsm, queryid: Some("q".into()), ..Query::default() }.to_element();
    let (max, id) = (Some(2), |number: usize| Some(ids[number].clone()));
    let last = Rsm { max, before: Some(String::new()), ..Rsm::default() };
    assert_eq!(texts(&archive(&mut alice, &tea, page(last)).await.unwrap()), ["m4", "m5"]);
    let before = Rsm { max, before: id(4), ..Rsm::default() };
    assert_eq!(texts(&archive(&mut alice, &tea, page(before)).await.unwrap()), ["m2", "m3"]);
    let after = Rsm { max, after: id(1), ..Rsm::default() };
    assert_eq!(texts(&archive(&mut alice, &tea, page(after)).await.unwrap()), ["m2", "m3"]);
    let exactly = Query { ids: vec![ids[5].clone(), ids[0].clone()], ..Query::default() }.to_element();
    assert_eq!(texts(&archive(&mut alice, &tea, exactly).await.unwrap()), ["m0", "m5"]);
    let later = Query { start: Some(i64::from(u32::MAX) * 1_000), ..Query::default() }.to_element();
    assert!(archive(&mut alice, &tea, later).await.unwrap().is_empty());
    let with = Query { with: Some("bob@hall.example".into()), ..Query::default() }.to_element();
    assert_eq!(condition(&archive(&mut alice, &tea, with).await.unwrap_err()), "feature-not-implemented");
    let unknown = Rsm { after: Some("0-1".into()), ..Rsm::default() };
    assert_eq!(condition(&archive(&mut alice, &tea, page(unknown)).await.unwrap_err()), "item-not-found");
    let edges = alice.ask_of(Some(&tea), "get", mam::metadata_request()).await;
    let edges = mam::Metadata::from_element(edges.get_child("metadata", ns::MAM).unwrap()).unwrap();
    assert_eq!((edges.start.unwrap().0, edges.end.unwrap().0), (ids[0].clone(), ids[5].clone()));
    place.server.stop().await;
}

#[tokio::test]
async fn newcomers_see_what_was_said_since_they_came() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let club = room("club");
    let closed = RoomConfig { members_only: Some(true), newcomers_see_past: Some(false), ..RoomConfig::default() };
    create_with(&mut alice, &club, "Alice", &closed).await;
    say(&mut alice, &club, "before").await;
    assert_eq!(condition(&archive(&mut bob, &club, everything()).await.unwrap_err()), "forbidden");
    outcome(&affiliate(&mut alice, &club, "bob", Affiliation::Member).await).unwrap();
    say(&mut alice, &club, "invited").await;
    assert!(archive(&mut bob, &club, everything()).await.unwrap().is_empty(), "never in the room");
    enter(&mut bob, &club, "Bob").await;
    say(&mut alice, &club, "together").await;
    bob.close().await;
    say(&mut alice, &club, "while away").await;
    let mut bob = place.online("bob").await;
    assert_eq!(texts(&archive(&mut bob, &club, everything()).await.unwrap()), ["together", "while away"]);
    assert_eq!(texts(&archive(&mut alice, &club, everything()).await.unwrap()).len(), 4);
    let edges = bob.ask_of(Some(&club), "get", mam::metadata_request()).await;
    let edges = mam::Metadata::from_element(edges.get_child("metadata", ns::MAM).unwrap()).unwrap();
    let ids = Query { ids: vec![edges.start.clone().unwrap().0], ..Query::default() }.to_element();
    assert_eq!(texts(&archive(&mut bob, &club, ids).await.unwrap()), ["together"]);
    // The archive is asked for by number: no way around either.
    let oldest = alice.ask_of(Some(&club), "get", mam::metadata_request()).await;
    let oldest = mam::Metadata::from_element(oldest.get_child("metadata", ns::MAM).unwrap()).unwrap().start.unwrap().0;
    let ids = Query { ids: vec![oldest.clone()], ..Query::default() }.to_element();
    assert!(archive(&mut bob, &club, ids).await.unwrap().is_empty());
    let around = Rsm { before: edges.start.map(|(id, _)| id), ..Rsm::default() };
    assert!(archive(&mut bob, &club, Query { rsm: around, ..Query::default() }.to_element()).await.unwrap().is_empty());
    // Out and in again: what was said meanwhile was not said to bob.
    outcome(&affiliate(&mut alice, &club, "bob", Affiliation::None).await).unwrap();
    assert_eq!(condition(&archive(&mut bob, &club, everything()).await.unwrap_err()), "forbidden");
    say(&mut alice, &club, "without bob").await;
    outcome(&affiliate(&mut alice, &club, "bob", Affiliation::Member).await).unwrap();
    enter(&mut bob, &club, "Bob").await;
    say(&mut alice, &club, "again").await;
    assert_eq!(texts(&archive(&mut bob, &club, everything()).await.unwrap()), ["again"]);
    // The room opens its past.
    super::set(&mut alice, &club, &RoomConfig { newcomers_see_past: Some(true), ..RoomConfig::default() }).await;
    assert_eq!(texts(&archive(&mut bob, &club, everything()).await.unwrap()).len(), 6);
    place.server.stop().await;
}

#[tokio::test]
async fn open_rooms_are_open_and_a_password_is_one() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let (lobby, vault) = (room("lobby"), room("vault"));
    let open = RoomConfig { newcomers_see_past: Some(true), ..RoomConfig::default() };
    create_with(&mut alice, &lobby, "Alice", &open).await;
    say(&mut alice, &lobby, "welcome").await;
    assert_eq!(texts(&archive(&mut bob, &lobby, everything()).await.unwrap()), ["welcome"]);
    create_with(&mut alice, &vault, "Alice", &RoomConfig { password: Some(Password::Yes("s".into())), ..open.clone() }).await;
    assert_eq!(condition(&archive(&mut bob, &vault, everything()).await.unwrap_err()), "forbidden");
    // Nothing is kept where nothing is to be kept.
    let brief = room("brief");
    create_with(&mut alice, &brief, "Alice", &RoomConfig { archived: Some(false), ..open }).await;
    alice.send(super::groupchat(&brief, "b1").field("body", "gone with the wind").done()).await;
    let heard = alice.message("gone with the wind").await;
    assert!(!heard.has_child("stanza-id", ns::STANZA_ID));
    assert_eq!(condition(&archive(&mut alice, &brief, everything()).await.unwrap_err()), "service-unavailable");
    let info = bob.ask_of(Some(&brief), "get", wire::payload::disco::info_request(None)).await;
    assert!(!wire::frame::serialize(&info).contains(ns::MAM));
    place.server.stop().await;
}

#[tokio::test]
async fn who_wrote_is_told_to_those_who_may_know() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let (open, masked) = (room("open"), room("masked"));
    let past = RoomConfig { newcomers_see_past: Some(true), ..RoomConfig::default() };
    create_with(&mut alice, &open, "Alice", &past).await;
    create_with(&mut alice, &masked, "Alice", &RoomConfig { whois: Some(Whois::Moderators), ..past }).await;
    for place in [&open, &masked] {
        enter(&mut bob, place, "Bob").await;
        let forged = element("x", ns::MUC_USER).child(element("item", ns::MUC_USER).attr("jid", "carol@hall.example"));
        bob.send(super::groupchat(place, "w1").field("body", "who am I?").child(forged).done()).await;
        bob.message("who am I?").await;
    }
    let author = |messages: Vec<wire::Element>| user(&messages[0]).item.and_then(|item| item.jid);
    for (room, expected) in [(&open, Some("bob@hall.example")), (&masked, None)] {
        assert_eq!(author(archive(&mut carol, room, everything()).await.unwrap()).as_deref(), expected, "{room}");
    }
    assert_eq!(author(archive(&mut alice, &masked, everything()).await.unwrap()).as_deref(), Some("bob@hall.example"));
    // What was said under a nickname stays under it when the room opens.
    super::set(&mut alice, &masked, &RoomConfig { whois: Some(Whois::Anyone), ..RoomConfig::default() }).await;
    assert_eq!(author(archive(&mut carol, &masked, everything()).await.unwrap()), None);
    place.server.stop().await;
}
