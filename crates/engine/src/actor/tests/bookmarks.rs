//! The list of rooms, and the one of before.

use super::*;

/// What was on a list of before is brought over once: also where there was nothing to bring.
#[tokio::test]
async fn the_list_of_before_is_not_asked_for_once_there_is_a_newer_one() {
    let mut account = Account::online().await;
    account.actor.ask_bookmarks();
    let ask = account.said_with("urn:xmpp:bookmarks:1").unwrap();
    let items = |rooms: &str| {
        format!("<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'>{rooms}</items></pubsub>")
    };
    let tea = format!("<item id='{TEA}'><conference xmlns='urn:xmpp:bookmarks:1' name='Tea'/></item>");
    account.answers(&ask, &items(&tea)).await;
    account.actor.ask_bookmarks();
    let ask = account.said_with("urn:xmpp:bookmarks:1").unwrap();
    account.answers(&ask, &items("")).await;
    assert_eq!(account.said_with("storage:bookmarks"), None);
}

#[tokio::test]
async fn rooms_are_entered_in_the_order_of_their_talks_and_only_where_one_is_not() {
    let mut account = Account::online().await;
    let room = |name: &str| format!("{name}@rooms.example.com");
    for (at, name) in [(1, "old"), (3, "new"), (2, "here"), (0, "other")] {
        let said = store::Message {
            conversation: room(name),
            room: true,
            author: format!("{}/Ben", room(name)),
            content: store::Content::text("hello"),
            at,
            ..store::Message::default()
        };
        account.actor.store.apply(vec![Fact::Message(said)]).await.unwrap();
        let autojoin = name != "other";
        account.actor.bookmark(Bookmark { room: room(name), autojoin, ..Bookmark::default() }).await;
    }
    account.enters(&room("here")).await;
    account.said();
    account.actor.enter_wanted();
    let asked: Vec<String> = account.said().iter().filter_map(|ask| ask.attr("to").map(str::to_owned)).collect();
    assert_eq!(asked, [room("new"), room("old")]);
}

/// A device that has heard of no rooms yet would speak to one as to a person, which no room takes.
#[tokio::test]
async fn what_is_written_to_others_addresses_waits_until_the_bookmarks_are_known() {
    let mut account = Account::online().await;
    for (id, to) in [("to-tea", TEA), ("to-ben", BEN)] {
        let content = store::Content::text("hello");
        let written = Fact::Written { conversation: to.into(), origin_id: id.into(), content, at: 1 };
        account.actor.store.apply(vec![written]).await.unwrap();
    }
    account.actor.ask_bookmarks();
    account.actor.pump_outbox();
    let said = account.said();
    let went = |id: &str| said.iter().any(|stanza| stanza.attr("id") == Some(id));
    assert!(went("to-ben") && !went("to-tea"));

    let ask = said.iter().find(|stanza| String::from(*stanza).contains("urn:xmpp:bookmarks:1")).unwrap();
    account.refuses(ask, "feature-not-implemented").await;
    assert!(account.said().iter().any(|stanza| stanza.attr("id") == Some("to-tea")), "this server knows of no bookmarks");
}
