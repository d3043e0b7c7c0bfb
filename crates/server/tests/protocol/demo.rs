//! The demonstration: people who answer, a past, and a request that waits.

use std::net::SocketAddr;

use server::demo::{self, DemoConfig};
use wire::ns;
use wire::payload::{bookmarks, muc};
use wire::stanza::{self, element};

use crate::client::dial;

/// The tests' client speaks for another domain; here a session inside the process does.
#[tokio::test]
async fn colleagues_answer_and_the_past_is_there() {
    let config = DemoConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        lively: false,
        pace: 0.05,
        iterations: 4_096,
        ..DemoConfig::default()
    };
    let demo = demo::start(config).await.unwrap();
    assert!(demo.greeting().contains(&demo.url()));
    dial(demo.server().addr(), None, Some("xmpp")).await.unwrap();
    let (anna, mut inbox) = server::LocalClient::bind(&demo.server().handle(), demo::ACCOUNT, "test").await.unwrap();
    anna.send(element("presence", ns::CLIENT).done()).await.unwrap();
    let jonas = format!("jonas.weber@{}", demo::DOMAIN);
    let question = stanza::message(&jonas, "chat", "q1")
        .field("body", "Hello Jonas, is the invoice there?")
        .child(element("request", ns::RECEIPTS))
        .child(element("markable", ns::MARKERS));
    anna.send(question.done()).await.unwrap();
    let (mut request, mut steps) = (false, Vec::new());
    let answer = loop {
        let stanza = tokio::time::timeout(std::time::Duration::from_secs(10), inbox.next()).await.unwrap().unwrap();
        request |= stanza.attr("type") == Some("subscribe");
        for (name, namespace) in [("received", ns::RECEIPTS), ("displayed", ns::MARKERS), ("composing", ns::CHAT_STATES)] {
            if stanza.has_child(name, namespace) {
                steps.push(name);
            }
        }
        if let Some(body) = stanza::body(&stanza) {
            break body;
        }
    };
    assert!(request);
    assert_eq!(steps, ["received", "displayed", "composing"]);
    assert!(answer.to_lowercase().contains("robert") || answer.contains("sheet") || answer.contains("check"), "{answer}");
    let query = element("query", ns::MAM).child(element("set", ns::RSM).field("max", "200").field("before", "")).done();
    anna.send(stanza::iq_set(None, "mam", query)).await.unwrap();
    let mut messages = 0;
    loop {
        let stanza = inbox.next().await.unwrap();
        if stanza.attr("id") == Some("mam") {
            break;
        }
        messages += usize::from(stanza.has_child("result", ns::MAM));
    }
    assert_eq!(messages, 200);
    demo.stop().await;
}

#[tokio::test]
async fn somebody_writes_first_and_the_guest_is_glad_to_be_accepted() {
    let config =
        DemoConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), pace: 0.02, iterations: 4_096, ..DemoConfig::default() };
    let demo = demo::start(config).await.unwrap();
    let (anna, mut inbox) = server::LocalClient::bind(&demo.server().handle(), demo::ACCOUNT, "test").await.unwrap();
    anna.send(element("presence", ns::CLIENT).done()).await.unwrap();
    let guest = format!("malik.osei@{}", demo::DOMAIN);
    anna.send(element("presence", ns::CLIENT).attr("to", &guest).attr("type", "subscribed").done()).await.unwrap();
    let (mut thanks, mut opening, mut changes) = (false, false, 0);
    while !(thanks && opening && changes > 60) {
        let stanza = tokio::time::timeout(std::time::Duration::from_secs(20), inbox.next()).await.unwrap().unwrap();
        let from = stanza.attr("from").unwrap_or_default().to_owned();
        if let Some(body) = stanza::body(&stanza) {
            thanks |= from.starts_with(&guest) && body.starts_with("Thank you for adding me");
            opening |= !from.starts_with(&guest);
        }
        changes += usize::from(stanza.name() == "presence");
    }
    demo.stop().await;
}

/// Everything until a stanza that fits.
async fn until(inbox: &mut server::Inbox, fits: impl Fn(&wire::Element) -> bool) -> Vec<wire::Element> {
    let mut heard = Vec::new();
    loop {
        let stanza = tokio::time::timeout(std::time::Duration::from_secs(20), inbox.next()).await.unwrap().unwrap();
        let found = fits(&stanza);
        heard.push(stanza);
        if found {
            return heard;
        }
    }
}

#[tokio::test]
async fn the_rooms_are_bookmarked_and_have_a_past_and_people() {
    let config = DemoConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        lively: false,
        pace: 0.05,
        iterations: 4_096,
        ..DemoConfig::default()
    };
    let demo = demo::start(config).await.unwrap();
    let (anna, mut inbox) = server::LocalClient::bind(&demo.server().handle(), demo::ACCOUNT, "test").await.unwrap();
    anna.send(element("presence", ns::CLIENT).done()).await.unwrap();
    let ask = wire::payload::pubsub::items(bookmarks::NODE, None, &Default::default());
    anna.send(stanza::iq_get(None, "bookmarks", ask)).await.unwrap();
    let answer = until(&mut inbox, |stanza| stanza.attr("id") == Some("bookmarks")).await.pop().unwrap();
    let (_, items, _) = wire::payload::pubsub::read_items(answer.get_child("pubsub", ns::PUBSUB).unwrap()).unwrap();
    let kept: Vec<bookmarks::Bookmark> = items.iter().filter_map(bookmarks::Bookmark::from_item).collect();
    assert_eq!(kept.len(), 5);
    assert!(kept.iter().all(|bookmark| bookmark.autojoin && bookmark.nick.as_deref() == Some("Anna Berg")));
    for bookmark in &kept {
        let to = format!("{}/Anna Berg", bookmark.room);
        let wish = element("presence", ns::CLIENT).attr("to", to).child(muc::Join::default().to_element()).done();
        anna.send(wish).await.unwrap();
        let heard = until(&mut inbox, |stanza| stanza.has_child("subject", ns::CLIENT)).await;
        assert!(heard.iter().filter(|stanza| stanza.name() == "presence").count() > 2, "{}", bookmark.room);
        assert!(heard.iter().any(|stanza| stanza::body(stanza).is_some()));
        assert!(!stanza::field(heard.last().unwrap(), "subject").unwrap().is_empty());
        let query = wire::payload::mam::Query::default().to_element();
        anna.send(stanza::iq_set(Some(&bookmark.room), "mam", query)).await.unwrap();
        let past = until(&mut inbox, |stanza| stanza.attr("id") == Some("mam")).await;
        assert!(past.iter().filter_map(wire::payload::mam::read_result).count() > 8, "{}", bookmark.room);
    }
    // Called by name, a colleague answers there.
    let room = format!("apparel@rooms.{}", demo::DOMAIN);
    let question = stanza::message(&room, "groupchat", "q1").field("body", "Paul, is the sample in M there?").done();
    anna.send(question).await.unwrap();
    let from = format!("{room}/Paul Adeyemi");
    until(&mut inbox, |stanza| stanza.attr("from") == Some(from.as_str()) && stanza::body(stanza).is_some()).await;
    demo.stop().await;
}

#[tokio::test]
async fn the_past_shows_what_people_do_with_messages() {
    let config =
        DemoConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), lively: false, iterations: 4_096, ..DemoConfig::default() };
    let demo = demo::start(config).await.unwrap();
    let (anna, mut inbox) = server::LocalClient::bind(&demo.server().handle(), demo::ACCOUNT, "test").await.unwrap();
    let (mut shared, mut reactions, mut corrections, mut answers) = (Vec::new(), 0, 0, 0);
    let mut rsm = wire::payload::rsm::Rsm { max: Some(250), ..Default::default() };
    loop {
        let query = wire::payload::mam::Query { rsm: rsm.clone(), ..Default::default() };
        anna.send(stanza::iq_set(None, "mam", query.to_element())).await.unwrap();
        let heard = until(&mut inbox, |stanza| stanza.attr("id") == Some("mam")).await;
        let fin = wire::payload::mam::Fin::from_element(stanza::payload(heard.last().unwrap()).unwrap()).unwrap();
        for entry in heard.iter().filter_map(wire::payload::mam::read_result) {
            let message = entry.forwarded.stanza;
            shared.extend(wire::payload::files::read(&message));
            reactions += usize::from(wire::payload::reactions::Reactions::from_message(&message).is_some());
            corrections += usize::from(wire::payload::correction::replaced_id(&message).is_some());
            if wire::payload::reply::Reply::from_message(&message).is_some() {
                answers += 1;
                let body = stanza::body(&message).unwrap();
                assert!(body.starts_with('>') && !wire::payload::fallback::without(&message, ns::REPLY, &body).starts_with('>'));
            }
        }
        if fin.complete {
            break;
        }
        rsm.after = fin.page.last;
    }
    assert!(reactions >= 5 && corrections >= 1 && answers >= 3, "{reactions} {corrections} {answers}");
    assert_eq!(shared.len(), 5);
    for one in shared {
        let path = one.urls[0].strip_prefix(&demo.url()).unwrap();
        let got = crate::http::get(demo.server().addr(), path).await;
        assert_eq!((got.status, got.body.len() as u64), (200, one.file.size.unwrap()), "{path}");
        assert!(got.header("content-type").unwrap().starts_with(one.file.media_type.as_deref().unwrap()));
    }
    demo.stop().await;
}
