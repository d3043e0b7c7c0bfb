//! The past of rooms: fetched one after the other until none has any left.

use super::*;

fn entry(ask: &Element, room: &str, archive_id: &str) -> String {
    let query = ask.get_child("query", "urn:xmpp:mam:2").and_then(|query| query.attr("queryid")).unwrap();
    format!(
        "<message xmlns='jabber:client' from='{room}' to='{ANNA}/desk'><result xmlns='urn:xmpp:mam:2' queryid='{query}' id='{archive_id}'>\
         <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>\
         <message xmlns='jabber:client' from='{room}/Ben' type='groupchat' id='m{archive_id}'><body>{archive_id}</body></message>\
         </forwarded></result></message>"
    )
}

fn fin(complete: bool, id: &str) -> String {
    format!(
        "<fin xmlns='urn:xmpp:mam:2' complete='{complete}'><set xmlns='http://jabber.org/protocol/rsm'>\
         <first>{id}</first><last>{id}</last></set></fin>"
    )
}

/// One page, with one message; what is asked next.
async fn page(account: &mut Account, ask: &Element, room: &str, id: &str, complete: bool) {
    account.hears(&entry(ask, room, id)).await;
    account.answers(ask, &fin(complete, id)).await;
}

const ROOMS: [&str; 2] = ["cake@rooms.example.com", TEA];

/// Comes into a room with an archive; of what was said there one page is here, and more is to be had.
async fn comes_in(account: &mut Account, room: &str) {
    account.knocks(room, &A_ROOM.replace("muc_nonanonymous", "urn:xmpp:mam:2")).await;
    let ask = account.said_with("urn:xmpp:mam:2").expect("what was missed");
    page(account, &ask, room, "a9", false).await;
    assert_eq!(account.said_with("urn:xmpp:mam:2"), None, "the rest later");
}

async fn in_two_rooms() -> Account {
    let mut account = Account::online().await;
    for room in ROOMS {
        comes_in(&mut account, room).await;
    }
    account
}

#[tokio::test]
async fn the_past_of_the_next_room_follows_that_of_the_last() {
    let mut account = in_two_rooms().await;
    assert!(account.actor.shared.app().filling);
    for room in ROOMS {
        assert!(account.actor.agenda.has(&Task::RoomHistory), "{room}");
        account.actor.agenda.remove(&Task::RoomHistory);
        account.actor.task(Task::RoomHistory).await;
        let ask = account.said_with("urn:xmpp:mam:2").expect("a page");
        assert_eq!(ask.attr("to"), Some(room));
        page(&mut account, &ask, room, "a1", true).await;
    }
    account.actor.task(Task::RoomHistory).await;
    assert_eq!(account.said_with("urn:xmpp:mam:2"), None);
    assert!(!account.actor.shared.app().filling, "nothing is left");
}

#[tokio::test]
async fn a_room_that_is_left_while_its_page_is_fetched_holds_up_no_other() {
    let mut account = in_two_rooms().await;
    account.actor.agenda.remove(&Task::RoomHistory);
    account.actor.task(Task::RoomHistory).await;
    let ask = account.said_with("urn:xmpp:mam:2").expect("a page");
    account.actor.leave(ROOMS[0]).await;
    account.answers(&ask, &fin(false, "a1")).await;
    assert!(account.actor.agenda.has(&Task::RoomHistory));
}

#[tokio::test]
async fn a_room_whose_archive_was_given_up_is_not_asked_for_its_past() {
    let mut account = Account::online().await;
    comes_in(&mut account, TEA).await;
    for _ in 0..3 {
        account.actor.task(Task::RoomHistory).await;
        let ask = account.said_with("urn:xmpp:mam:2").expect("a page");
        account.refuses(&ask, "internal-server-error").await;
    }
    account.actor.task(Task::RoomHistory).await;
    assert_eq!(account.said_with("urn:xmpp:mam:2"), None);
    assert!(!account.actor.shared.app().filling);
}
