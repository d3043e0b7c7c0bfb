//! Personal nodes: avatars for everyone, read state for oneself, options that must hold.

use wire::Element;
use wire::ns;
use wire::stanza::element;

use crate::client::{Client, Place, bare, condition};

fn publish(node: &str, id: &str, payload: Element, options: &[(&str, &str)]) -> Element {
    let item = element("item", ns::PUBSUB).attr("id", id).child(payload);
    let mut pubsub = element("pubsub", ns::PUBSUB).child(element("publish", ns::PUBSUB).attr("node", node).child(item));
    if !options.is_empty() {
        let field = |name: &str, value: &str| element("field", ns::DATA_FORMS).attr("var", name).field("value", value).done();
        let form = element("x", ns::DATA_FORMS)
            .attr("type", "submit")
            .child(field("FORM_TYPE", ns::PUBSUB_PUBLISH_OPTIONS))
            .children(options.iter().map(|(name, value)| field(name, value)));
        pubsub = pubsub.child(element("publish-options", ns::PUBSUB).child(form));
    }
    pubsub.done()
}

fn items(node: &str) -> Element {
    element("pubsub", ns::PUBSUB).child(element("items", ns::PUBSUB).attr("node", node)).done()
}

const PRIVATE: &[(&str, &str)] = &[
    ("pubsub#access_model", "whitelist"),
    ("pubsub#max_items", "max"),
    ("pubsub#persist_items", "true"),
    ("pubsub#send_last_published_item", "never"),
];

fn read_mark(id: &str) -> Element {
    let mark = element("stanza-id", ns::STANZA_ID).attr("by", bare("alice")).attr("id", id);
    element("displayed", ns::DISPLAYED_SYNC).child(mark).done()
}

/// Present with capabilities, so that the server asks what the client wants to hear of.
async fn listening(place: &Place, user: &str, resource: &str) -> Client {
    let mut client = place.bound(user, resource).await;
    let caps = element("c", ns::CAPS).attr("hash", "sha-1").attr("node", "https://test.example").attr("ver", "v1");
    client.send(element("presence", ns::CLIENT).child(caps).done()).await;
    client.settle().await;
    client.settle().await;
    client
}

fn event(node: &'static str) -> impl Fn(&Element) -> bool {
    move |stanza| {
        let items = stanza.get_child("event", ns::PUBSUB_EVENT).and_then(|event| event.get_child("items", ns::PUBSUB_EVENT));
        items.is_some_and(|items| items.attr("node") == Some(node))
    }
}

#[tokio::test]
async fn read_state_reaches_the_own_devices_and_nobody_else() {
    let place = Place::open().await;
    let mut desk = listening(&place, "alice", "desk").await;
    let mut phone = listening(&place, "alice", "phone").await;
    let mut bob = listening(&place, "bob", "desk").await;
    for (peer, id) in [("bob", "1"), ("carol", "2"), ("bob", "3")] {
        let answer = desk.ask("set", publish(ns::DISPLAYED_SYNC, &bare(peer), read_mark(id), PRIVATE)).await;
        assert_eq!(answer.attr("type"), Some("result"), "{answer:?}");
        phone.expect("the mark", event(ns::DISPLAYED_SYNC)).await;
    }
    let answer = phone.ask("get", items(ns::DISPLAYED_SYNC)).await;
    let list = answer.get_child("pubsub", ns::PUBSUB).unwrap().get_child("items", ns::PUBSUB).unwrap().clone();
    assert_eq!(list.children().count(), 2);
    let answer = bob.ask_of(Some(&bare("alice")), "get", items(ns::DISPLAYED_SYNC)).await;
    assert_eq!(condition(&answer), "item-not-found");
    assert!(!bob.drain().await.iter().any(event(ns::DISPLAYED_SYNC)));
    // Options are conditions.
    let open = publish(ns::DISPLAYED_SYNC, "x", read_mark("4"), &[("pubsub#access_model", "open")]);
    let answer = desk.ask("set", open).await;
    assert_eq!(condition(&answer), "conflict");
    assert!(answer.get_child("error", ns::CLIENT).unwrap().has_child("precondition-not-met", ns::PUBSUB_ERRORS));
    place.server.stop().await;
}

#[tokio::test]
async fn avatars_are_told_to_those_who_see_the_person() {
    let place = Place::open().await;
    let mut bob = listening(&place, "bob", "desk").await;
    let mut alice = listening(&place, "alice", "desk").await;
    let data = element("data", ns::AVATAR_DATA).text("iVBORw0KGgo=").done();
    assert_eq!(alice.ask("set", publish(ns::AVATAR_DATA, "abc", data, &[])).await.attr("type"), Some("result"));
    let info = element("info", ns::AVATAR_METADATA).attr("id", "abc").attr("type", "image/png").attr("bytes", "8");
    let metadata = element("metadata", ns::AVATAR_METADATA).child(info).done();
    assert_eq!(alice.ask("set", publish(ns::AVATAR_METADATA, "abc", metadata, &[])).await.attr("type"), Some("result"));
    let told = bob.expect("the avatar", event(ns::AVATAR_METADATA)).await;
    assert_eq!(told.attr("from"), Some(bare("alice").as_str()));
    bob.expect("presence with it", |stanza| {
        stanza.get_child("x", ns::VCARD_UPDATE).is_some_and(|x| x.get_child("photo", ns::VCARD_UPDATE).unwrap().text() == "abc")
    })
    .await;
    // Whoever comes later hears of it as well, without asking.
    let mut carol = listening(&place, "carol", "desk").await;
    carol.expect("the avatar", event(ns::AVATAR_METADATA)).await;
    let answer = carol.ask_of(Some(&bare("alice")), "get", element("vCard", ns::VCARD).done()).await;
    let photo = answer.get_child("vCard", ns::VCARD).unwrap().get_child("PHOTO", ns::VCARD).unwrap().clone();
    assert_eq!(photo.get_child("BINVAL", ns::VCARD).unwrap().text(), "iVBORw0KGgo=");
    // A stranger sees nothing of a node for contacts, and nobody publishes for another.
    let mut dora = place.online("dora").await;
    assert_eq!(condition(&dora.ask_of(Some(&bare("alice")), "get", items(ns::AVATAR_METADATA)).await), "item-not-found");
    let forged = publish("urn:x", "1", element("x", "urn:x").done(), &[]);
    assert_eq!(condition(&dora.ask_of(Some(&bare("alice")), "set", forged).await), "forbidden");
    place.server.stop().await;
}

#[tokio::test]
async fn a_card_with_a_picture_sets_the_avatar() {
    let place = Place::open().await;
    let mut alice = listening(&place, "alice", "desk").await;
    let photo = element("PHOTO", ns::VCARD).field("TYPE", "image/png").field("BINVAL", "iVBORw0KGgo=");
    let card = element("vCard", ns::VCARD).field("FN", "The Boss").field("NICKNAME", "Ali").child(photo).done();
    assert_eq!(alice.ask("set", card).await.attr("type"), Some("result"));
    alice.expect("the own avatar", event(ns::AVATAR_METADATA)).await;
    let answer = alice.ask("get", element("vCard", ns::VCARD).done()).await;
    let card = answer.get_child("vCard", ns::VCARD).unwrap();
    assert_eq!(card.get_child("FN", ns::VCARD).unwrap().text(), "Alice Arnold");
    assert_eq!(card.get_child("NICKNAME", ns::VCARD).unwrap().text(), "Ali");
    place.server.stop().await;
}

#[tokio::test]
async fn nodes_are_created_configured_and_deleted() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let create = element("pubsub", ns::PUBSUB).child(element("create", ns::PUBSUB).attr("node", "urn:n")).done();
    assert_eq!(alice.ask("set", create.clone()).await.attr("type"), Some("result"));
    assert_eq!(condition(&alice.ask("set", create).await), "conflict");
    for id in ["1", "2"] {
        alice.ask("set", publish("urn:n", id, element("x", "urn:x").done(), &[])).await;
    }
    let list = alice.ask("get", items("urn:n")).await;
    assert_eq!(list.get_child("pubsub", ns::PUBSUB).unwrap().get_child("items", ns::PUBSUB).unwrap().children().count(), 1);
    let configure = element("pubsub", ns::PUBSUB_OWNER).child(element("configure", ns::PUBSUB_OWNER).attr("node", "urn:n")).done();
    assert_eq!(alice.ask("get", configure).await.attr("type"), Some("result"));
    let delete = element("pubsub", ns::PUBSUB_OWNER).child(element("delete", ns::PUBSUB_OWNER).attr("node", "urn:n")).done();
    assert_eq!(alice.ask("set", delete).await.attr("type"), Some("result"));
    assert_eq!(condition(&alice.ask("get", items("urn:n")).await), "item-not-found");
    let info = alice.ask_of(Some("alice@hall.example"), "get", element("query", ns::DISCO_INFO).done()).await;
    let has =
        |feature: &str| info.get_child("query", ns::DISCO_INFO).unwrap().children().any(|child| child.attr("var") == Some(feature));
    assert!(has(ns::MAM) && has(ns::PUBSUB_PUBLISH_OPTIONS));
    place.server.stop().await;
}
