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
