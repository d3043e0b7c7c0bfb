//! Large rooms: the work of a join and of a message grows with the number of occupants and no faster.

use server::{Inbox, LocalClient, NewUser};
use wire::ns;
use wire::payload::muc::{History, Join};
use wire::stanza::{self, element};

use super::{create, enter, room, say, wish};
use crate::client::Place;

/// Puts so many people into the room.
async fn fill(place: &Place, tea: &str, count: usize) -> Vec<(LocalClient, Inbox)> {
    let account = |number| NewUser { account: format!("u{number}"), ..NewUser::default() };
    let accounts = (0..count).map(account).collect();
    place.server.users().put_all(accounts).await.unwrap();
    let mut crowd = Vec::with_capacity(count);
    for number in 0..count {
        let (client, inbox) = LocalClient::bind(&place.server.handle(), &format!("u{number}"), "x").await.unwrap();
        let join = Join { history: History::NONE, password: None };
        client.send(wish(tea, &format!("U{number}"), &join)).await.unwrap();
        crowd.push((client, inbox));
    }
    // Answered after everything before it.
    if let Some((client, inbox)) = crowd.last_mut() {
        client.send(stanza::iq_get(None, "last", element("ping", ns::PING).done())).await.unwrap();
        while inbox.next().await.unwrap().attr("id") != Some("last") {}
    }
    crowd
}

/// What went through until now, when everything that was caused has gone out. Asking is a transaction itself.
async fn counts(place: &Place) -> server::Counts {
    place.server.handle().ask(|_| Ok(())).await.unwrap();
    place.server.counts()
}

#[tokio::test]
async fn work_is_linear_in_the_number_of_occupants() {
    let mut costs = Vec::new();
    for count in [100, 200, 400] {
        let place = Place::open().await;
        let tea = room("tea");
        let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
        create(&mut alice, &tea, "Alice").await;
        let _crowd = fill(&place, &tea, count).await;
        alice.settle().await;
        let before = counts(&place).await;
        enter(&mut bob, &tea, "Bob").await;
        let joined = counts(&place).await;
        say(&mut alice, &tea, "hello").await;
        let said = counts(&place).await;
        // Everybody else to the newcomer, the newcomer to everybody else, oneself and the topic.
        assert_eq!(joined.sent - before.sent, 2 * (count as u64 + 1) + 2);
        // The message to everybody, and nothing beside it.
        assert_eq!(said.sent - joined.sent, count as u64 + 2);
        // However many hear of it, it is one stanza and one transaction.
        assert_eq!(said.commits - joined.commits, 1 + 1);
        costs.push(joined.sent - before.sent);
        place.server.stop().await;
    }
    assert_eq!(costs[2] - costs[1], 2 * (costs[1] - costs[0]));
}
