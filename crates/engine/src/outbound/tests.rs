//! Stanzas as they go out, and when the pump lets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod letters;

use super::{
    chosen,
    compose::{self, Page},
    identity, message,
    personal::{self, Part, Personal, Said, Step},
    pump::{Pump, WINDOW},
};
use api::rows::Availability;
use minidom::Element;

fn text(stanza: &Element) -> String {
    wire::frame::serialize(stanza)
}

#[test]
fn presence_says_no_more_than_it_must() {
    let away = identity::presence(Availability::Available, "", Some(0));
    assert_eq!(wire::stanza::field(&away, "show").as_deref(), Some("away"));
    assert!(text(&away).contains("urn:xmpp:idle:1"));
    let here = identity::presence(Availability::Available, "in the lab", None);
    assert_eq!((wire::stanza::field(&here, "show"), wire::stanza::field(&here, "status").as_deref()), (None, Some("in the lab")));
    let gone = identity::presence(Availability::Offline, "", None);
    assert_eq!(gone.attr("type"), Some("unavailable"));
    assert_eq!(gone.children().count(), 0);
}

#[test]
fn an_archive_page_is_asked_for_by_form_and_result_set() {
    let all = text(&compose::archive("i", "q", None, &Page::After(Some("a7".into())), 200));
    assert!(all.contains("<after>a7</after>") && all.contains("<max>200</max>") && !all.contains("jabber:x:data"), "{all}");
    let one = text(&compose::archive("i", "q", Some("ben@example.com"), &Page::Before(None), 50));
    assert!(one.contains("ben@example.com") && one.contains("urn:xmpp:mam:2") && one.contains("before"), "{one}");
}

#[test]
fn nothing_private_is_ever_published_without_asserting_who_may_read_it() {
    let whats = [Personal::Seen("ben@example.com".into()), Personal::Chosen("ben@example.com".into()), Personal::Viewed];
    let payload = personal::displayed("anna@example.com", "a1");
    for what in &whats {
        for step in [Step::Full, Step::Create, Step::Configure, Step::Plain] {
            let stanza = text(&personal::stanza(step, what, &Said::This(payload.clone()), "i1"));
            assert!(stanza.contains("whitelist") && stanza.contains(what.node()), "{step:?}: {stanza}");
            assert_eq!(stanza.contains("a1"), matches!(step, Step::Full | Step::Plain), "{step:?}");
        }
    }
}

#[test]
fn what_was_chosen_comes_back_as_it_was() {
    let preferences = store::Preferences {
        pinned: true,
        favourite: true,
        notify: store::Notify::Mentions,
        muted_until: Some(api::FOR_EVER),
        unread_from: Some("a3".into()),
        pins: vec!["a1".into()],
        cleared_up_to: Some("a0".into()),
    };
    for preferences in [preferences, store::Preferences::default()] {
        let payload = chosen::to_wire(&preferences).to_element();
        let read = wire::payload::conversation::Chosen::from_element(&payload).unwrap();
        assert_eq!(chosen::from_wire(read), preferences);
    }
}

#[test]
fn publishing_goes_on_where_a_server_refuses_options() {
    assert_eq!(Step::Full.next(None), None);
    assert_eq!(Step::Full.next(Some("conflict")), Some(Step::Create));
    assert_eq!(Step::Create.next(Some("conflict")), Some(Step::Configure));
    assert_eq!(Step::Create.next(None), Some(Step::Plain));
    assert_eq!(Step::Configure.next(Some("forbidden")), Some(Step::Plain));
    assert_eq!(Step::Plain.next(Some("forbidden")), None);
}

#[test]
fn the_pump_sends_each_entry_once_a_stream_and_nothing_while_in_doubt() {
    let mut pump = Pump::default();
    assert!(pump.take(["a", "b"]).is_empty());
    pump.open();
    assert_eq!(pump.take(["a", "b"]), ["a", "b"]);
    assert!(pump.take(["a", "b"]).is_empty());
    assert!(pump.settled("a"));
    assert_eq!(pump.take(["b", "c"]), ["c"]);
    // The same stream comes back: what was on its way still is.
    pump.pause();
    assert!(pump.take(["b", "d"]).is_empty());
    pump.open();
    assert_eq!(pump.take(["b", "d"]), ["d"]);
    // A new stream: all doubts at once.
    pump.restart();
    pump.open();
    assert_eq!(pump.take(["b", "c", "d"]), ["b", "c", "d"]);
}

#[test]
fn the_pump_keeps_to_its_window_and_to_the_order_of_writing() {
    let ids: Vec<String> = (0..WINDOW + 10).map(|n| n.to_string()).collect();
    let mut pump = Pump::default();
    pump.open();
    assert_eq!(pump.take(ids.iter().map(String::as_str)).len(), WINDOW);
    assert!(pump.settled("0"));
    assert_eq!(pump.take(ids.iter().skip(1).map(String::as_str)), [WINDOW.to_string()]);
}

#[test]
fn a_long_node_is_asked_for_in_pages_and_a_server_without_them_gives_all() {
    let answer = |from: u32, to: u32, set: &str| {
        let items: String = (from..to).map(|n| format!("<item id='i{n}'/>")).collect();
        let text = format!(
            "<iq xmlns='jabber:client' type='result' id='1'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'>{items}</items>{set}</pubsub></iq>"
        );
        wire::frame::parse(&text, &wire::limits::Limits::STANZA).unwrap()
    };
    let set = |index: u32, last: u32| {
        format!(
            "<set xmlns='http://jabber.org/protocol/rsm'><first index='{index}'>x</first><last>i{last}</last><count>5</count></set>"
        )
    };
    let second = Part::First.next(&answer(0, 3, &set(0, 2))).unwrap();
    assert_eq!(second, Part::After { item: "i2".into(), page: 1 });
    assert!(text(&personal::list("n", &second, "2")).contains("<after>i2</after>"));
    assert_eq!(second.next(&answer(3, 5, &set(3, 4))), None);
    // One that repeats itself is not followed, one that gave all at once has no more.
    assert_eq!(second.next(&answer(0, 3, &set(0, 2))), None);
    assert_eq!(Part::First.next(&answer(0, 3, "")), None);
    assert_eq!(Part::First.instead("feature-not-implemented"), Some(Part::All));
    assert_eq!((Part::First.instead("item-not-found"), Part::All.instead("bad-request")), (None, None));
}
