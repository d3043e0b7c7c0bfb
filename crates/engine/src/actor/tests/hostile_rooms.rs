//! Addresses that are said to be rooms and are not: whoever lives there is heard as before.

use super::*;

const OWN_WORDS: &str = "<message xmlns='jabber:client' from='ben@example.com/x' to='anna@example.com/desk' type='chat' id='m1'>\
    <body>hello</body></message>";

/// Somebody invites into a "room" that is a person, and the invitation is taken.
async fn taken_at(address: &str, asks: bool) -> Account {
    let mut account = Account::online().await;
    let (waiting, mut answer) = oneshot::channel();
    account.actor.enter_by_order(address, Entry { waiting: Some(waiting), ..Entry::default() });
    let ask = account.said_with("disco#info");
    assert_eq!(ask.is_some(), asks);
    if let Some(ask) = ask {
        let person =
            "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='account' type='registered'/></query>";
        account.answers(&ask, person).await;
    }
    assert_eq!(account.said_with("<presence"), None, "nobody knocks at people");
    assert_eq!(answer.try_recv(), Ok(Err(Code::RoomGone)));
    account
}

#[tokio::test]
async fn the_own_server_is_no_service_of_rooms() {
    for address in [ANNA, BEN] {
        let mut account = taken_at(address, false).await;
        account.hears(OWN_WORDS).await;
        assert_eq!(account.last(BEN).as_deref(), Some("hello"), "{address}");
    }
}

#[tokio::test]
async fn whoever_is_not_a_room_is_a_person_afterwards() {
    let mut account = taken_at("cleo@elsewhere.org", true).await;
    for person in ["cleo@elsewhere.org", "dora@elsewhere.org"] {
        let words = OWN_WORDS.replace("ben@example.com", person);
        account.hears(&words).await;
        assert_eq!(account.last(person).as_deref(), Some("hello"), "{person}");
    }
}

/// A silent "room" whose owner answers the knock by hand speaks for itself, not for its server.
#[tokio::test]
async fn who_plays_a_room_speaks_for_no_colleague() {
    let mut account = Account::online().await;
    account.actor.enter_by_order("mallory@elsewhere.org", Entry::default());
    let ask = account.said_with("disco#info").unwrap();
    account.refuses(&ask, "service-unavailable").await;
    let place = account.said_with("<presence").unwrap().attr("to").unwrap().to_owned();
    account.hears(&present(&place, ANNA, "<status code='110'/>")).await;
    assert!(account.actor.rooms.is_ready("mallory@elsewhere.org"));
    account.hears(&OWN_WORDS.replace("ben@example.com", "dora@elsewhere.org")).await;
    assert_eq!(account.last("dora@elsewhere.org").as_deref(), Some("hello"));
}

#[tokio::test]
async fn a_bookmark_of_a_person_makes_no_room_of_them() {
    let mut account = Account::online().await;
    let list = format!(
        "<message xmlns='jabber:client' from='{ANNA}'><event xmlns='http://jabber.org/protocol/pubsub#event'>\
         <items node='urn:xmpp:bookmarks:1'><item id='{BEN}'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/></item>\
         </items></event></message>"
    );
    account.hears(&list).await;
    account.hears(OWN_WORDS).await;
    assert_eq!(account.last(BEN).as_deref(), Some("hello"));
    // Nor after the next start.
    let rooms = Rooms::load(&account.actor.store, "example.com");
    assert!(rooms.get(BEN).is_none());
}
