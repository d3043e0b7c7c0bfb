//! Personal nodes: avatars for everyone, read state for oneself, options that must hold.

use wire::Element;
use wire::ns;
use wire::payload::pubsub;
use wire::payload::rsm::{Page, Rsm};
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

/// A private node of our own.
const OWN: &str = "urn:hallway:viewed:0";

async fn publish_all(client: &mut Client, node: &str, ids: impl IntoIterator<Item = String>) {
    for id in ids {
        let answer = client.ask("set", publish(node, &id, element("x", node).done(), PRIVATE)).await;
        assert_eq!(answer.attr("type"), Some("result"), "{answer:?}");
    }
}

fn ids(answer: &Element) -> Vec<String> {
    let items = answer.get_child("pubsub", ns::PUBSUB).and_then(|pubsub| pubsub.get_child("items", ns::PUBSUB));
    items.into_iter().flat_map(Element::children).filter_map(|item| item.attr("id")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_long_node_is_read_in_pages_or_by_id() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    publish_all(&mut alice, OWN, (0..5).map(|n| n.to_string())).await;
    let page = |max: Option<u32>, after: Option<&str>, before: Option<&str>| {
        let rsm = Rsm { max, after: after.map(str::to_owned), before: before.map(str::to_owned) };
        pubsub::items(OWN, None, &rsm)
    };
    for (query, expected, index) in [
        (page(Some(2), None, None), ["0", "1"].as_slice(), Some(0)),
        (page(Some(2), Some("1"), None), &["2", "3"], Some(2)),
        (page(Some(2), Some("3"), None), &["4"], Some(4)),
        (page(Some(2), Some("4"), None), &[], None),
        (page(Some(2), None, Some("")), &["3", "4"], Some(3)),
        (page(Some(9), None, Some("3")), &["0", "1", "2"], Some(0)),
        (page(Some(0), None, None), &[], None),
    ] {
        let answer = alice.ask("get", query).await;
        assert_eq!(ids(&answer), expected);
        let page = Page::from_parent(answer.get_child("pubsub", ns::PUBSUB).unwrap());
        assert_eq!((page.index, page.count), (index, Some(5)));
        assert_eq!((page.first.as_deref(), page.last.as_deref()), (expected.first().copied(), expected.last().copied()));
    }
    assert_eq!(condition(&alice.ask("get", page(Some(2), Some("gone"), None)).await), "item-not-found");
    assert_eq!(ids(&alice.ask("get", pubsub::items_by_id(OWN, &["3", "1", "gone"])).await), ["3", "1"]);
    assert_eq!(ids(&alice.ask("get", pubsub::items(OWN, Some(2), &Rsm::default())).await), ["3", "4"]);
    assert_eq!(ids(&alice.ask("get", pubsub::items(OWN, None, &Rsm::default())).await).len(), 5);
    // Published again, an item is the newest, and there is still one of it.
    publish_all(&mut alice, OWN, ["1".to_owned()]).await;
    assert_eq!(ids(&alice.ask("get", pubsub::items(OWN, None, &Rsm::default())).await), ["0", "2", "3", "4", "1"]);
    place.server.stop().await;
}

#[tokio::test]
async fn what_goes_is_told_to_the_own_devices() {
    let place = Place::open().await;
    let mut desk = listening(&place, "alice", "desk").await;
    let mut phone = listening(&place, "alice", "phone").await;
    let mut bob = listening(&place, "bob", "desk").await;
    let node = ns::DISPLAYED_SYNC;
    publish_all(&mut desk, node, ["1".to_owned(), "2".to_owned()]).await;
    let told = |stanza: &Element| pubsub::Event::from_message(stanza);
    for (request, expected) in [
        (pubsub::retract(node, "1", true), pubsub::Event::Items { node: node.into(), items: vec![], retracted: vec!["1".into()] }),
        (
            element("pubsub", ns::PUBSUB_OWNER).child(element("purge", ns::PUBSUB_OWNER).attr("node", node)).done(),
            pubsub::Event::Purged { node: node.into() },
        ),
        (pubsub::delete(node), pubsub::Event::Deleted { node: node.into() }),
    ] {
        assert_eq!(desk.ask("set", request).await.attr("type"), Some("result"));
        phone.expect("the event", |stanza| told(stanza).as_ref() == Some(&expected)).await;
    }
    assert_eq!(condition(&desk.ask("set", pubsub::retract(node, "1", true)).await), "item-not-found");
    assert!(bob.drain().await.iter().all(|stanza| told(stanza).is_none()));
    place.server.stop().await;
}

#[tokio::test]
async fn a_private_node_is_private_and_says_nothing_at_the_start() {
    let place = Place::open().await;
    let mut alice = listening(&place, "alice", "desk").await;
    publish_all(&mut alice, ns::DISPLAYED_SYNC, ["1".to_owned()]).await;
    // `never`: a new device asks for it. Others learn neither the items nor that the node is there.
    let mut phone = listening(&place, "alice", "phone").await;
    assert!(!phone.drain().await.iter().any(event(ns::DISPLAYED_SYNC)));
    let mut bob = listening(&place, "bob", "desk").await;
    let alice_bare = bare("alice");
    for question in [
        ("get", pubsub::items(ns::DISPLAYED_SYNC, None, &Rsm::default())),
        ("get", pubsub::items_by_id(ns::DISPLAYED_SYNC, &["1"])),
        ("get", pubsub::items(ns::DISPLAYED_SYNC, None, &Rsm { max: Some(1), ..Rsm::default() })),
        ("get", wire::payload::disco::info_request(Some(ns::DISPLAYED_SYNC))),
    ] {
        let answer = bob.ask_of(Some(&alice_bare), question.0, question.1).await;
        assert_eq!(condition(&answer), "item-not-found");
    }
    for change in [pubsub::retract(ns::DISPLAYED_SYNC, "1", true), pubsub::delete(ns::DISPLAYED_SYNC)] {
        assert_eq!(condition(&bob.ask_of(Some(&alice_bare), "set", change).await), "forbidden");
    }
    let list = bob.ask_of(Some(&alice_bare), "get", wire::payload::disco::items_request(None)).await;
    assert!(!format!("{list:?}").contains(ns::DISPLAYED_SYNC));
    place.server.stop().await;
}

#[tokio::test]
async fn what_is_not_kept_is_told_once() {
    let place = Place::open().await;
    let mut desk = listening(&place, "alice", "desk").await;
    let mut phone = listening(&place, "alice", "phone").await;
    let passing = [("pubsub#persist_items", "false"), ("pubsub#access_model", "whitelist")];
    let answer = desk.ask("set", publish(ns::DISPLAYED_SYNC, "1", read_mark("1"), &passing)).await;
    assert_eq!(answer.attr("type"), Some("result"));
    phone.expect("the event", event(ns::DISPLAYED_SYNC)).await;
    assert!(ids(&desk.ask("get", items(ns::DISPLAYED_SYNC)).await).is_empty());
    // The last item of a node that has one is sent to whoever begins to listen.
    let answer = desk.ask("set", publish(ns::AVATAR_METADATA, "none", element("metadata", ns::AVATAR_METADATA).done(), &[])).await;
    assert_eq!(answer.attr("type"), Some("result"));
    let mut tablet = listening(&place, "alice", "tablet").await;
    tablet.expect("the last item", event(ns::AVATAR_METADATA)).await;
    assert!(!tablet.drain().await.iter().any(event(ns::DISPLAYED_SYNC)));
    place.server.stop().await;
}

#[tokio::test]
async fn a_retracted_picture_is_gone_for_everyone() {
    let place = Place::open().await;
    let mut alice = listening(&place, "alice", "desk").await;
    let mut bob = listening(&place, "bob", "desk").await;
    let info = element("info", ns::AVATAR_METADATA).attr("id", "abc").attr("type", "image/png").attr("bytes", "8");
    let metadata = element("metadata", ns::AVATAR_METADATA).child(info).done();
    alice.ask("set", publish(ns::AVATAR_METADATA, "abc", metadata, &[])).await;
    let photo = |stanza: &Element| Some(stanza.get_child("x", ns::VCARD_UPDATE)?.get_child("photo", ns::VCARD_UPDATE)?.text());
    bob.expect("the picture", |stanza| photo(stanza).as_deref() == Some("abc")).await;
    bob.drain().await;
    alice.ask("set", pubsub::retract(ns::AVATAR_METADATA, "abc", true)).await;
    bob.expect("no picture", |stanza| stanza.name() == "presence" && photo(stanza).is_none()).await;
    place.server.stop().await;
}
