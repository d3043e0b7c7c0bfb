//! Taking messages back, and deleting all of them.

use wire::ns;
use wire::payload::command::{Answer, Command, Status};
use wire::payload::moderate::Moderation;
use wire::payload::muc::{Affiliation, RoomConfig};
use wire::payload::retract::{Retraction, Tombstone};
use wire::payload::room_purge::{self, Purged};
use wire::payload::{occupant_id, stanza_id};
use wire::stanza::{self, element};

use super::{affiliate, archive, create, create_with, enter, everything, groupchat, outcome, room, say};
use crate::client::{Place, condition};

#[tokio::test]
async fn an_author_takes_back_and_nobody_else_does() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    enter(&mut bob, &tea, "Bob").await;
    let heard = say(&mut bob, &tea, "oops").await;
    let id = stanza_id::id_by(&heard, &tea).unwrap();
    let fix = element("replace", ns::CORRECT).attr("id", "id-oops").text("corrected in vain");
    let more = element("more", ns::CORRECT).text("corrected as well");
    bob.send(groupchat(&tea, "fix").field("body", "oops, corrected").child(fix).child(more).done()).await;
    say(&mut bob, &tea, "stays").await;
    let retraction = |id: &str, name: &str| groupchat(&tea, name).children(Retraction::of(id).to_payloads()).done();
    alice.send(retraction(&id, "r0")).await;
    let error = alice.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "forbidden");
    bob.send(retraction("0-77", "r1")).await;
    let error = bob.expect("an error", |stanza| stanza.attr("type") == Some("error")).await;
    assert_eq!(condition(&error), "item-not-found");
    bob.send(retraction(&id, "r2")).await;
    let heard = alice.expect("the retraction", |stanza| stanza.attr("id") == Some("r2")).await;
    assert_eq!(Retraction::from_message(&heard), Some(Retraction::of(&id)));
    let kept = archive(&mut alice, &tea, everything()).await.unwrap();
    let shown: Vec<_> = kept.iter().map(|message| (message.attr("id").unwrap(), stanza::body(message).is_some())).collect();
    assert_eq!(shown, [("id-oops", false), ("fix", false), ("id-stays", true), ("r2", true)]);
    let stone = Tombstone::from_message(&kept[0]).unwrap();
    assert_eq!((stone.id.as_deref(), stone.moderated), (Some("r2"), None));
    assert!(stone.stamp.is_some());
    assert_eq!(occupant_id::read(&kept[0]), occupant_id::read(&heard));
    assert!(!kept.iter().any(|message| wire::frame::serialize(message).contains("corrected")));
    // The stone of the correction says that it is one, or those who come later would count two messages.
    let corrections: Vec<bool> = kept.iter().take(2).map(|message| message.has_child("replace", ns::CORRECT)).collect();
    assert_eq!(corrections, [false, true]);
    // Twice is once.
    bob.send(retraction(&id, "r3")).await;
    bob.expect("the retraction", |stanza| stanza.attr("id") == Some("r3")).await;
    let again = archive(&mut alice, &tea, everything()).await.unwrap();
    assert_eq!(Tombstone::from_message(&again[0]).unwrap().id.as_deref(), Some("r2"));
    place.server.stop().await;
}

#[tokio::test]
async fn moderators_take_back_for_everybody() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    enter(&mut bob, &tea, "Bob").await;
    enter(&mut carol, &tea, "Carol").await;
    let spam = stanza_id::id_by(&say(&mut bob, &tea, "spam").await, &tea).unwrap();
    let old = stanza_id::id_by(&say(&mut bob, &tea, "more spam").await, &tea).unwrap();
    let wish = |id: &str| Moderation { id: id.into(), reason: Some("not here".into()) };
    let refused = carol.ask_of(Some(&tea), "set", wish(&spam).to_element()).await;
    assert_eq!(condition(&refused), "forbidden");
    outcome(&alice.ask_of(Some(&tea), "set", wish(&spam).to_element()).await).unwrap();
    let heard = carol.expect("the moderation", |stanza| stanza.has_child("retract", ns::RETRACT)).await;
    assert_eq!(heard.attr("from"), Some(tea.as_str()));
    let retraction = Retraction::from_message(&heard).unwrap();
    assert_eq!((retraction.id.as_str(), retraction.reason.as_deref()), (spam.as_str(), Some("not here")));
    let by = retraction.moderated.unwrap();
    assert_eq!(by.by.as_deref(), Some(format!("{tea}/Alice").as_str()));
    assert!(by.occupant_id.is_some());
    // In the older form too.
    outcome(&alice.ask_of(Some(&tea), "set", wish(&old).to_old_element()).await).unwrap();
    carol.expect("the moderation", |stanza| stanza.has_child("retract", ns::RETRACT)).await;
    let kept = archive(&mut carol, &tea, everything()).await.unwrap();
    for stone in &kept[..2] {
        let stone = Tombstone::from_message(stone).unwrap();
        assert_eq!((stone.moderated.as_ref(), stone.reason.as_deref()), (Some(&by), Some("not here")));
    }
    assert_eq!(kept.len(), 4);
    // Not what somebody above said.
    outcome(&affiliate(&mut alice, &tea, "bob", Affiliation::Admin).await).unwrap();
    let word = stanza_id::id_by(&say(&mut alice, &tea, "the owner's word").await, &tea).unwrap();
    assert_eq!(condition(&bob.ask_of(Some(&tea), "set", wish(&word).to_element()).await), "not-allowed");
    assert_eq!(condition(&bob.ask_of(Some(&tea), "set", wish("1-1").to_element()).await), "item-not-found");
    place.server.stop().await;
}

#[tokio::test]
async fn everything_is_deleted_for_everybody() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    create_with(&mut alice, &tea, "Alice", &RoomConfig::default()).await;
    enter(&mut bob, &tea, "Bob").await;
    let before = stanza_id::id_by(&say(&mut bob, &tea, "one").await, &tea).unwrap();
    say(&mut alice, &tea, "two").await;
    let run = |form| Command::run(room_purge::NODE, form).to_element();
    let refused = bob.ask_of(Some(&tea), "set", run(Some(room_purge::confirmed()))).await;
    assert_eq!(condition(&refused), "forbidden");
    let commands = wire::payload::disco::items_request(Some(ns::COMMANDS));
    for (client, count) in [(&mut alice, 1), (&mut bob, 0)] {
        let list = client.ask_of(Some(&tea), "get", commands.clone()).await;
        let list = wire::payload::disco::read_items(list.get_child("query", ns::DISCO_ITEMS).unwrap()).unwrap();
        assert_eq!(list.len(), count);
    }
    // Asked first, unless it is confirmed at once.
    let answer = alice.ask_of(Some(&tea), "set", run(None)).await;
    let asked = Answer::from_element(answer.get_child("command", ns::COMMANDS).unwrap()).unwrap();
    assert_eq!(asked.status, Status::Executing);
    assert_eq!(archive(&mut alice, &tea, everything()).await.unwrap().len(), 2);
    let answer = alice.ask_of(Some(&tea), "set", run(Some(room_purge::confirmed()))).await;
    let done = Answer::from_element(answer.get_child("command", ns::COMMANDS).unwrap()).unwrap();
    assert_eq!(done.status, Status::Completed);
    let news = bob.expect("the news", |stanza| Purged::from_message(stanza).is_some()).await;
    assert_eq!(news.attr("from"), Some(tea.as_str()));
    assert_eq!(Purged::from_message(&news).unwrap().by.as_deref(), Some("Alice"));
    say(&mut bob, &tea, "three").await;
    // Whoever comes later learns of it from the archive, and the rest is gone.
    let kept = archive(&mut bob, &tea, everything()).await.unwrap();
    assert!(Purged::from_message(&kept[0]).is_some());
    assert_eq!(kept.iter().skip(1).filter_map(stanza::body).collect::<Vec<_>>(), ["three"]);
    let after = wire::payload::rsm::Rsm { after: Some(before), ..Default::default() };
    let query = wire::payload::mam::Query { rsm: after, ..Default::default() }.to_element();
    // What was deleted still says where a page begins.
    let after = archive(&mut bob, &tea, query).await.unwrap();
    assert!(Purged::from_message(&after[0]).is_some());
    assert_eq!(after.iter().skip(1).filter_map(stanza::body).collect::<Vec<_>>(), ["three"]);
    place.server.stop().await;
}
