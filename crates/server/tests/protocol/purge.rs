//! Deleting a conversation from the own archive, and what the archive keeps in the first place.

use wire::Element;
use wire::ns;
use wire::payload::archive_purge::{NODE, Purge};
use wire::payload::command::{Answer, Command, Status};
use wire::payload::mam::{self, Query};
use wire::payload::rsm::Rsm;
use wire::payload::{correction, disco, hints, markers, reactions, receipts};
use wire::stanza::{self, element, payload};

use crate::client::{Client, Place, bare, condition};

/// Every archived message with somebody, or with everybody.
async fn archived(client: &mut Client, with: Option<&str>) -> Vec<mam::Entry> {
    client.drain().await;
    let query = Query { with: with.map(bare), rsm: Rsm { max: Some(100), ..Rsm::default() }, ..Query::default() };
    let answer = client.ask("set", query.to_element()).await;
    assert_eq!(answer.attr("type"), Some("result"), "{answer:?}");
    client.drain().await.iter().filter_map(mam::read_result).collect()
}

fn bodies(entries: &[mam::Entry]) -> Vec<String> {
    entries.iter().filter_map(|entry| stanza::body(&entry.forwarded.stanza)).collect()
}

async fn talk(place: &Place) -> (Client, Client) {
    let (mut alice, bob) = (place.online("alice").await, place.online("bob").await);
    for text in ["b0", "b1", "b2"] {
        alice.say(&bare("bob"), text).await;
    }
    alice.say(&bare("carol"), "c0").await;
    alice.settle().await;
    (alice, bob)
}

async fn purge(client: &mut Client, with: &str, up_to: Option<&str>) -> Element {
    let purge = Purge { with: bare(with), up_to: up_to.map(str::to_owned) };
    client.ask("set", purge.to_command().to_element()).await
}

#[tokio::test]
async fn a_conversation_goes_from_the_own_archive_and_no_other() {
    let place = Place::open().await;
    let (mut alice, mut bob) = talk(&place).await;
    let mut carol = place.online("carol").await;
    carol.say(&bare("bob"), "also with bob").await;
    carol.settle().await;
    let mut phone = place.bound("alice", "phone").await;
    let answer = purge(&mut alice, "bob", None).await;
    let done = Answer::from_element(payload(&answer).unwrap()).unwrap();
    assert_eq!((done.status, done.note.as_deref()), (Status::Completed, Some("3 entries deleted.")));
    let expected = Purge { with: bare("bob"), up_to: None };
    for device in [&mut alice, &mut phone] {
        let told = device.expect("the word", |stanza| Purge::from_message(stanza).is_some()).await;
        assert_eq!(Purge::from_message(&told).as_ref(), Some(&expected));
        assert_eq!((told.attr("from"), told.attr("type")), (Some(bare("alice").as_str()), Some("headline")));
    }
    // What is left of it is that it was done, so that a device that was away hears of it in its place.
    let left = archived(&mut alice, Some("bob")).await;
    assert_eq!(left.iter().map(|entry| Purge::from_message(&entry.forwarded.stanza)).collect::<Vec<_>>(), [Some(expected)]);
    assert_eq!(left[0].forwarded.stanza.attr("from"), Some(bare("alice").as_str()));
    assert_eq!(bodies(&archived(&mut alice, None).await), ["c0"]);
    assert_eq!(bodies(&archived(&mut bob, None).await), ["b0", "b1", "b2", "also with bob"]);
    assert_eq!(bodies(&archived(&mut carol, Some("bob")).await), ["also with bob"]);
    assert!(!bob.drain().await.iter().any(|stanza| Purge::from_message(stanza).is_some()));
    // Life goes on, in order and with new ids; purged again, nothing piles up.
    alice.say(&bare("bob"), "b3").await;
    let after = archived(&mut alice, Some("bob")).await;
    assert_eq!((after.len(), bodies(&after)), (2, vec!["b3".to_owned()]));
    assert_eq!(after[0].id, left[0].id);
    purge(&mut alice, "bob", None).await;
    assert_eq!(archived(&mut alice, Some("bob")).await.len(), 1);
    place.server.stop().await;
}

#[tokio::test]
async fn what_came_later_stays() {
    let place = Place::open().await;
    let (mut alice, mut bob) = talk(&place).await;
    let entries = archived(&mut alice, Some("bob")).await;
    assert_eq!(purge(&mut alice, "bob", Some(&entries[1].id)).await.attr("type"), Some("result"));
    assert_eq!(bodies(&archived(&mut alice, Some("bob")).await), ["b2"]);
    // An id of another archive, or none, deletes nothing.
    let bobs = archived(&mut bob, None).await;
    for odd in ["nonsense", &entries[0].id] {
        assert_eq!(condition(&purge(&mut alice, "bob", Some(odd)).await), "item-not-found", "{odd}");
    }
    assert_eq!(condition(&purge(&mut bob, "alice", Some("ffff-1")).await), "item-not-found");
    assert_eq!(bobs.len(), archived(&mut bob, None).await.len());
    place.server.stop().await;
}

/// A device that was away knows the deleted entries only: it catches up behind them all the same.
#[tokio::test]
async fn a_page_begins_behind_an_entry_that_is_gone_but_not_behind_one_that_never_was() {
    let place = Place::open().await;
    let (mut alice, _bob) = talk(&place).await;
    let newest = archived(&mut alice, Some("bob")).await.last().unwrap().id.clone();
    purge(&mut alice, "bob", Some(&newest)).await;
    let after = |id: &str| Query { rsm: Rsm { max: Some(10), after: Some(id.to_owned()), ..Rsm::default() }, ..Query::default() };
    alice.drain().await;
    let answer = alice.ask("set", after(&newest).to_element()).await;
    assert_eq!(answer.attr("type"), Some("result"), "{answer:?}");
    let behind: Vec<mam::Entry> = alice.drain().await.iter().filter_map(mam::read_result).collect();
    assert_eq!(bodies(&behind), ["c0"]);
    assert!(behind.iter().any(|entry| Purge::from_message(&entry.forwarded.stanza).is_some()), "and hears why");
    let query = Query { after_id: Some(newest.clone()), ..Query::default() };
    let answer = alice.ask("set", query.to_element()).await;
    assert_eq!(answer.attr("type"), Some("result"), "{answer:?}");
    let behind_id: Vec<mam::Entry> = alice.drain().await.iter().filter_map(mam::read_result).collect();
    assert_eq!(bodies(&behind_id), ["c0"]);
    // Another time under a number that is taken, a number not given yet, and no id at all.
    let (_, taken) = behind[0].id.split_once('-').unwrap();
    for odd in [format!("1-{taken}"), "1-ffff".to_owned(), "1-0".to_owned(), "nonsense".to_owned()] {
        let answer = alice.ask("set", after(&odd).to_element()).await;
        assert_eq!(condition(&answer), "item-not-found", "{odd}");
    }
}

#[tokio::test]
async fn the_command_is_found_and_asks_for_what_it_needs() {
    let place = Place::open().await;
    let (mut alice, mut bob) = talk(&place).await;
    let own = bare("alice");
    let info = alice.ask_of(Some(&own), "get", disco::info_request(None)).await;
    assert!(disco::Info::from_element(payload(&info).unwrap()).unwrap().has(NODE));
    let others = bob.ask_of(Some(&own), "get", disco::info_request(None)).await;
    assert!(!disco::Info::from_element(payload(&others).unwrap()).unwrap().has(NODE));
    let list = alice.ask_of(Some(&own), "get", disco::items_request(Some(ns::COMMANDS))).await;
    let list = disco::read_items(payload(&list).unwrap()).unwrap();
    assert_eq!(list.iter().map(|item| item.node.as_deref()).collect::<Vec<_>>(), [Some(NODE)]);
    let about = alice.ask_of(Some(&own), "get", disco::info_request(Some(NODE))).await;
    assert!(disco::Info::from_element(payload(&about).unwrap()).unwrap().is("automation", "command-node"));

    let asked = alice.ask("set", Command::run(NODE, None).to_element()).await;
    let asked = Answer::from_element(payload(&asked).unwrap()).unwrap();
    assert!(asked.status == Status::Executing && asked.form.unwrap().field("with").is_some());
    let cancelled = Command { action: Some("cancel".into()), session: Some(asked.session), ..Command::run(NODE, None) };
    let cancelled = alice.ask("set", cancelled.to_element()).await;
    assert_eq!(Answer::from_element(payload(&cancelled).unwrap()).unwrap().status, Status::Cancelled);
    assert_eq!(condition(&alice.ask("set", Command::run("urn:other", None).to_element()).await), "item-not-found");
    let empty = wire::payload::form::Form::new("submit", NODE);
    assert_eq!(condition(&alice.ask("set", Command::run(NODE, Some(empty)).to_element()).await), "bad-request");
    // Nobody deletes for somebody else, and nobody says that something was deleted.
    let foreign = Purge { with: bare("bob"), up_to: None };
    assert_ne!(bob.ask_of(Some(&own), "set", foreign.to_command().to_element()).await.attr("type"), Some("result"));
    let forged = stanza::message(&own, "chat", "f").field("body", "forged").child(foreign.to_element()).done();
    bob.send(forged).await;
    assert_eq!(Purge::from_message(&alice.message("forged").await), None);
    assert_eq!(bodies(&archived(&mut alice, Some("bob")).await), ["b0", "b1", "b2", "forged"]);
    place.server.stop().await;
}

#[tokio::test]
async fn the_archive_keeps_what_changes_what_was_said_and_not_what_passes() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let thumbs = reactions::Reactions { id: "m".into(), emojis: vec!["👍".into()] };
    let kept = [
        ("correction", correction::replace("m")),
        ("reaction", thumbs.to_element()),
        ("retraction", element("retract", ns::RETRACT).attr("id", "m").done()),
        ("displayed", markers::displayed("m")),
        ("receipt", receipts::received("m")),
        ("file", element("file-sharing", ns::FILE_SHARING).done()),
        ("hint", hints::Hint::Store.to_element()),
    ];
    let passing = [
        ("typing", element("composing", ns::CHAT_STATES).done()),
        ("markable", markers::markable()),
        ("nothing", element("x", "urn:x").done()),
    ];
    for (id, child) in kept.iter().chain(&passing) {
        alice.send(stanza::message(&bare("bob"), "chat", id).child(child.clone()).done()).await;
    }
    alice.settle().await;
    for client in [&mut alice, &mut bob] {
        let entries = archived(client, None).await;
        let ids: Vec<&str> = entries.iter().filter_map(|entry| entry.forwarded.stanza.attr("id")).collect();
        assert_eq!(ids, kept.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    }
    // Entries by id, all or none of them.
    let entries = archived(&mut alice, None).await;
    let two = vec![entries[1].id.clone(), entries[4].id.clone()];
    let answer = alice.ask("set", Query { ids: two.clone(), ..Query::default() }.to_element()).await;
    assert_eq!(answer.attr("type"), Some("result"));
    let found: Vec<String> = alice.drain().await.iter().filter_map(mam::read_result).map(|entry| entry.id).collect();
    assert_eq!(found, two);
    let missing = Query { ids: vec![two[0].clone(), "gone".into()], ..Query::default() };
    assert_eq!(condition(&alice.ask("set", missing.to_element()).await), "item-not-found");
    // The ends of the archive, for a device that wants to know how much there is.
    let answer = alice.ask("get", mam::metadata_request()).await;
    let ends = mam::Metadata::from_element(payload(&answer).unwrap()).unwrap();
    assert_eq!(ends.start.map(|(id, _)| id), entries.first().map(|entry| entry.id.clone()));
    assert_eq!(ends.end.map(|(id, _)| id), entries.last().map(|entry| entry.id.clone()));
    place.server.stop().await;
}
