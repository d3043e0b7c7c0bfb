//! The archive (XEP-0313): paging in both directions, filters, foreign ids.

use wire::Element;
use wire::ns;
use wire::stanza::{self, element};

use crate::client::{Client, Place, bare, condition};

fn query(fields: &[(&str, &str)], set: &[(&str, &str)]) -> Element {
    let field = |name: &str, value: &str| element("field", ns::DATA_FORMS).attr("var", name).field("value", value).done();
    let form = element("x", ns::DATA_FORMS)
        .attr("type", "submit")
        .child(field("FORM_TYPE", ns::MAM))
        .children(fields.iter().map(|(name, value)| field(name, value)));
    let set = set.iter().fold(element("set", ns::RSM), |set, (name, value)| set.field(name, *value));
    element("query", ns::MAM).attr("queryid", "q").child(form).child(set).done()
}

/// Texts and ids of a page, and its `<fin/>`.
async fn page(client: &mut Client, query: Element) -> (Vec<(String, String)>, Element) {
    client.drain().await;
    let answer = client.ask("set", query).await;
    assert_eq!(answer.attr("type"), Some("result"), "{answer:?}");
    let results = client.drain().await;
    let entries = results.iter().filter_map(|message| {
        let result = message.get_child("result", ns::MAM)?;
        assert_eq!(result.attr("queryid"), Some("q"));
        let forwarded = result.get_child("forwarded", ns::FORWARD)?;
        assert!(forwarded.get_child("delay", ns::DELAY)?.attr("stamp").is_some());
        let text = stanza::body(forwarded.get_child("message", ns::CLIENT)?).unwrap_or_default();
        Some((text, result.attr("id")?.to_owned()))
    });
    (entries.collect(), answer.get_child("fin", ns::MAM).unwrap().clone())
}

fn texts(page: &[(String, String)]) -> Vec<&str> {
    page.iter().map(|(text, _)| text.as_str()).collect()
}

async fn talk() -> (Place, Client) {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    for number in 0..5 {
        alice.say(&bare("bob"), &format!("b{number}")).await;
    }
    alice.say(&bare("carol"), "c0").await;
    let typing = stanza::message(&bare("bob"), "chat", "t").child(element("composing", ns::CHAT_STATES));
    alice.send(typing.done()).await;
    let secret = stanza::message(&bare("bob"), "chat", "s").field("body", "not stored").child(element("no-store", ns::HINTS));
    alice.send(secret.done()).await;
    alice.settle().await;
    (place, alice)
}

#[tokio::test]
async fn pages_from_both_ends() {
    let (place, mut alice) = talk().await;
    let (first, fin) = page(&mut alice, query(&[], &[("max", "2")])).await;
    assert_eq!(texts(&first), ["b0", "b1"]);
    assert_eq!(fin.attr("complete"), None);
    let (rest, fin) = page(&mut alice, query(&[], &[("max", "10"), ("after", &first[1].1)])).await;
    assert_eq!(texts(&rest), ["b2", "b3", "b4", "c0"]);
    assert_eq!(fin.attr("complete"), Some("true"));
    let (last, fin) = page(&mut alice, query(&[], &[("max", "2"), ("before", "")])).await;
    assert_eq!((texts(&last), fin.attr("complete")), (vec!["b4", "c0"], None));
    let set = fin.get_child("set", ns::RSM).unwrap();
    assert_eq!(set.get_child("first", ns::RSM).unwrap().text(), last[0].1);
    assert_eq!(set.get_child("last", ns::RSM).unwrap().text(), last[1].1);
    let (before, fin) = page(&mut alice, query(&[], &[("max", "10"), ("before", &last[0].1)])).await;
    assert_eq!((texts(&before), fin.attr("complete")), (vec!["b0", "b1", "b2", "b3"], Some("true")));
    place.server.stop().await;
}

#[tokio::test]
async fn filters_and_counts() {
    let (place, mut alice) = talk().await;
    let (with_carol, _) = page(&mut alice, query(&[("with", &bare("carol"))], &[])).await;
    assert_eq!(texts(&with_carol), ["c0"]);
    let (later, _) = page(&mut alice, query(&[("start", "2999-01-01T00:00:00Z")], &[])).await;
    assert!(later.is_empty());
    let (none, fin) = page(&mut alice, query(&[("with", &bare("bob"))], &[("max", "0")])).await;
    assert!(none.is_empty());
    assert_eq!(fin.get_child("set", ns::RSM).unwrap().get_child("count", ns::RSM).unwrap().text(), "5");
    let (all, _) = page(&mut alice, query(&[], &[])).await;
    let between = [("after-id", all[0].1.as_str()), ("before-id", all[3].1.as_str())];
    assert_eq!(texts(&page(&mut alice, query(&between, &[])).await.0), ["b1", "b2"]);
    place.server.stop().await;
}

#[tokio::test]
async fn ids_are_the_stanza_ids_and_belong_to_one_archive() {
    let (place, mut alice) = talk().await;
    let mut bob = place.online("bob").await;
    let live = bob.message("b0").await;
    let id = live.get_child("stanza-id", ns::STANZA_ID).unwrap().attr("id").unwrap().to_owned();
    let (archived, _) = page(&mut bob, query(&[], &[("max", "1")])).await;
    assert_eq!(archived[0], ("b0".to_owned(), id));
    let (hers, _) = page(&mut alice, query(&[("with", &bare("carol"))], &[])).await;
    for unknown in [hers[0].1.as_str(), "nonsense"] {
        let answer = bob.ask("set", query(&[], &[("after", unknown)])).await;
        assert_eq!(condition(&answer), "item-not-found");
    }
    let answer = bob.ask_of(Some(&bare("alice")), "set", query(&[], &[])).await;
    assert_eq!(condition(&answer), "forbidden");
    place.server.stop().await;
}
