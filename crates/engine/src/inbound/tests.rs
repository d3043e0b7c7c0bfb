//! Who may say what: tables of stanzas, hostile ones first (reliability: origin checks, ids, stamps).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod amended;
mod in_rooms;
mod worded;

use super::*;
use std::collections::HashMap;
use store::{Message, Show, Subscription};

const ME: &str = "anna@example.com";
const FULL: &str = "anna@example.com/desk";
const NOW: Millis = 1_750_000_000_000;

struct Contacts(HashMap<&'static str, bool>);

impl People for Contacts {
    fn is_contact(&self, address: &str) -> bool {
        self.0.contains_key(address)
    }
    fn may_see_me(&self, address: &str) -> bool {
        self.0.get(address).copied().unwrap_or(false)
    }
}

/// `xml` with the namespace of the stream, as it comes in a frame.
fn element(xml: &str) -> Element {
    let name = xml.find([' ', '>', '/']).unwrap();
    let (open, rest) = xml.split_at(name);
    let frame = format!("{open} xmlns='jabber:client'{rest}");
    wire::frame::parse(&frame, &wire::limits::Limits::STANZA)
        .unwrap_or_else(|error| panic!("{error}: {}", &frame[..frame.len().min(400)]))
}

struct NoRooms;

impl rooms::Rooms for NoRooms {
    fn seat(&self, _room: &str) -> Option<&rooms::Seat> {
        None
    }
    fn is_service(&self, domain: &str) -> bool {
        domain == "rooms.example.com"
    }
}

fn judge_with(xml: &str, asked: &Asked) -> Vec<Outcome> {
    let me = Me { full: FULL.into(), bare: ME.into(), domain: "example.com".into(), stanza_ids: true };
    let people = Contacts(HashMap::from([("ben@example.com", true), ("cleo@example.com", false)]));
    classify(&element(xml), &Scene { me: &me, people: &people, asked, rooms: &NoRooms, now: NOW, version: "1.2" })
}

fn judge(xml: &str) -> Vec<Outcome> {
    judge_with(xml, &Asked::default())
}

fn messages(outcomes: &[Outcome]) -> Vec<Message> {
    let message =
        |outcome: &Outcome| if let Outcome::Fact(Fact::Message(message)) = outcome { Some(message.clone()) } else { None };
    outcomes.iter().filter_map(message).collect()
}

fn carbon(outer: &str, wrapper: &str, inner: &str) -> String {
    format!(
        "<message {outer} to='{FULL}'><{wrapper} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded></{wrapper}></message>"
    )
}

const INNER: &str = "<message xmlns='jabber:client' from='ben@example.com/x' to='anna@example.com' type='chat' id='m1'><body>hello</body></message>";

#[test]
fn carbons_are_unwrapped_only_for_the_own_bare_address() {
    for outer in ["", "from='anna@example.com'", "from='ANNA@Example.com'"] {
        let found = messages(&judge(&carbon(outer, "received", INNER)));
        assert_eq!(found.len(), 1, "{outer}");
        assert_eq!((found[0].conversation.as_str(), found[0].mine), ("ben@example.com", false));
    }
    for outer in [
        "from='ben@example.com'",
        "from='ben@example.com/x'",
        "from='anna@example.com/desk'",
        "from='anna@example.com/phone'",
        "from='example.com'",
        "from='room@rooms.example.com/anna'",
        "from='anna@example.org'",
        "from='anna@example.com' type='groupchat'",
    ] {
        assert_eq!(judge(&carbon(outer, "received", INNER)), vec![Outcome::Dropped(Why::ForgedCarbon)], "{outer}");
    }
}

#[test]
fn a_carbon_in_a_carbon_and_a_stolen_voice_are_dropped() {
    let nested = carbon("from='anna@example.com'", "received", INNER).replacen("<message ", "<message xmlns='jabber:client' ", 1);
    assert_eq!(judge(&carbon("from='anna@example.com'", "received", &nested)), vec![Outcome::Dropped(Why::ForgedCarbon)]);
    // "Sent" by someone else, and to someone else.
    let foreign = INNER.replace("to='anna@example.com'", "to='cleo@example.com'");
    assert_eq!(judge(&carbon("from='anna@example.com'", "sent", &foreign)), vec![Outcome::Dropped(Why::ForgedCarbon)]);
    let groupchat = INNER.replace("type='chat'", "type='groupchat'");
    assert_eq!(judge(&carbon("from='anna@example.com'", "received", &groupchat)), vec![Outcome::Dropped(Why::ForgedCarbon)]);
}

#[test]
fn what_another_own_device_sent_is_mine() {
    let sent = "<message xmlns='jabber:client' from='anna@example.com/phone' to='ben@example.com/x' type='chat' id='s1'><body>from the phone</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/><stanza-id xmlns='urn:xmpp:sid:0' by='anna@example.com' id='a1'/></message>";
    let found = messages(&judge(&carbon("from='anna@example.com'", "sent", sent)));
    assert_eq!(found.len(), 1);
    assert!(found[0].mine);
    assert_eq!(found[0].conversation, "ben@example.com");
    assert_eq!((found[0].origin_id.as_deref(), found[0].archive_id.as_deref()), (Some("o1"), Some("a1")));
}

fn archive_query() -> Asked {
    let mut asked = Asked::default();
    asked.open("i1".into(), None, Question::Archive { archive: None, query: "q1".into() }, NOW);
    asked
}

fn archived(outer: &str, result: &str) -> String {
    format!(
        "<message {outer} to='{FULL}'><result xmlns='urn:xmpp:mam:2' {result}><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2025-01-01T00:00:00Z'/>{INNER}</forwarded></result></message>"
    )
}

#[test]
fn archive_results_need_an_open_query_of_the_own_account() {
    let asked = archive_query();
    for outer in ["", "from='anna@example.com'"] {
        let outcomes = judge_with(&archived(outer, "queryid='q1' id='a1'"), &asked);
        let [Outcome::Archived { archive: None, query, archive_id, facts, receipt: None }] = outcomes.as_slice() else {
            panic!("{outcomes:?}")
        };
        assert_eq!((query.as_str(), archive_id.as_str()), ("q1", "a1"));
        let [Fact::Message(message)] = facts.as_slice() else { panic!("{facts:?}") };
        assert_eq!((message.at, message.archive_id.as_deref()), (1_735_689_600_000, Some("a1")));
    }
    for (outer, result) in [
        ("from='anna@example.com'", "queryid='q2' id='a1'"),
        ("from='anna@example.com'", "id='a1'"),
        ("from='ben@example.com'", "queryid='q1' id='a1'"),
        ("from='anna@example.com/phone'", "queryid='q1' id='a1'"),
        ("from='example.com'", "queryid='q1' id='a1'"),
        ("from='room@rooms.example.com'", "queryid='q1' id='a1'"),
    ] {
        assert_eq!(judge_with(&archived(outer, result), &asked), vec![Outcome::Dropped(Why::ForgedArchive)], "{outer} {result}");
    }
    // Nothing asked, or the query has ended.
    assert_eq!(judge(&archived("from='anna@example.com'", "queryid='q1' id='a1'")), vec![Outcome::Dropped(Why::ForgedArchive)]);
    // Another version's results were never asked for.
    let old = archived("", "queryid='q1' id='a1'").replace("urn:xmpp:mam:2", "urn:xmpp:mam:1");
    assert_eq!(judge_with(&old, &asked), vec![Outcome::Dropped(Why::ForgedArchive)]);
}

#[test]
fn an_archived_message_that_is_not_mine_is_not_mine() {
    let foreign = archived("", "queryid='q1' id='a1'").replace("to='anna@example.com' type", "to='cleo@example.com' type");
    let outcomes = judge_with(&foreign, &archive_query());
    let [Outcome::Archived { facts, receipt: None, .. }] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    assert!(facts.is_empty(), "{facts:?}");
}

#[test]
fn roster_pushes_come_only_from_the_own_account() {
    let push = |from: &str| {
        format!(
            "<iq {from} type='set' id='p1'><query xmlns='jabber:iq:roster' ver='7'><item jid='dora@example.com' name=' Dora ' subscription='both'><group>Sales::Inside</group><group> </group></item></query></iq>"
        )
    };
    for from in ["", "from='anna@example.com'"] {
        let outcomes = judge(&push(from));
        let [Outcome::Fact(Fact::Person { person, version }), Outcome::Reply(reply)] = outcomes.as_slice() else {
            panic!("{outcomes:?}")
        };
        assert_eq!((person.name.as_str(), person.subscription, version.as_deref()), ("Dora", Subscription::Both, Some("7")));
        assert_eq!(person.groups, ["Sales::Inside"]);
        assert_eq!((reply.attr("type"), reply.attr("id")), (Some("result"), Some("p1")));
    }
    for from in ["from='ben@example.com'", "from='anna@example.com/desk'", "from='example.com'", "from='evil.example'"] {
        let outcomes = judge(&push(from));
        let [Outcome::Reply(reply)] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        assert_eq!(reply.attr("type"), Some("error"), "{from}");
    }
}

#[test]
fn one_bad_roster_item_costs_only_itself() {
    let answer = element(
        "<iq type='result' id='1'><query xmlns='jabber:iq:roster'><item jid='@@' name='x'/><item name='none'/><item jid='ben@example.com' ask='' subscription='odd'/></query></iq>",
    );
    let Some(Fact::Roster { people, version: None }) = roster::roster(&answer) else { panic!() };
    assert_eq!(people.len(), 1);
    assert_eq!((people[0].subscription, people[0].asked), (Subscription::None, false));
    assert_eq!(roster::roster(&element("<iq type='result' id='1'/>")), None);
}

#[test]
fn answers_are_matched_on_whom_and_what_was_asked() {
    let mut asked = Asked::default();
    asked.open("own".into(), None, Question::Roster, NOW);
    asked.open("ben".into(), Some("ben@example.com"), Question::Card { address: "ben@example.com".into() }, NOW);
    asked.open("server".into(), Some("example.com"), Question::ServerFeatures, NOW);
    let answer = |from: &str, id: &str| format!("<iq {from} type='result' id='{id}'/>");
    for (from, id, counts) in [
        ("", "own", true),
        ("from='anna@example.com'", "own", true),
        ("from='ben@example.com'", "own", false),
        ("from='ben@example.com'", "ben", true),
        ("from='ben@example.com/x'", "ben", false),
        ("", "ben", false),
        ("from='example.com'", "server", true),
        ("from='example.org'", "server", false),
        ("from='ben@example.com'", "unknown", false),
    ] {
        let outcomes = judge_with(&answer(from, id), &asked);
        let expected = matches!(outcomes.as_slice(), [Outcome::Answered { .. }]);
        assert_eq!(expected, counts, "{from} {id}: {outcomes:?}");
    }
    // The first answer closes the question.
    asked.close("own");
    assert_eq!(judge_with(&answer("", "own"), &asked), vec![Outcome::Dropped(Why::ForgedReply)]);
}

#[test]
fn private_nodes_are_believed_only_of_the_own_account() {
    let event = |from: &str, by: &str| {
        format!(
            "<message {from} to='{FULL}' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:mds:displayed:0'><item id='Ben@example.com'><displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='a9'/></displayed></item></items></event></message>"
        )
    };
    let seen = vec![Outcome::Fact(Fact::SeenElsewhere { conversation: "ben@example.com".into(), archive_id: "a9".into() })];
    assert_eq!(judge(&event("", ME)), seen);
    assert_eq!(judge(&event("from='anna@example.com'", ME)), seen);
    for from in ["from='ben@example.com'", "from='anna@example.com/desk'", "from='example.com'"] {
        assert_eq!(judge(&event(from, ME)), vec![Outcome::Dropped(Why::ForgedPrivateNode)], "{from}");
    }
    // Ids of another archive mean nothing here.
    assert_eq!(judge(&event("", "cleo@example.com")), vec![Outcome::Dropped(Why::NothingToDo)]);
}

#[test]
fn what_ones_devices_tell_each_other_is_told_by_nobody_else() {
    let event = |from: &str, node: &str, items: &str| {
        format!(
            "<message {from} to='{FULL}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{node}'>{items}</items></event></message>"
        )
    };
    let chosen = "<item id='Ben@example.com'><conversation xmlns='urn:hallway:conversation:0' pinned='true'/></item>";
    let viewed = "<item id='current'><viewed xmlns='urn:hallway:viewed:0' up-to='2025-01-01T00:00:00Z'><entry id='request:x@y'/></viewed></item>";
    let preferences = store::Preferences { pinned: true, ..store::Preferences::default() };
    let conversation = "ben@example.com".to_owned();
    for (node, items, fact) in [
        (wire::ns::CONVERSATION, chosen, Fact::Preferences { conversation: conversation.clone(), preferences }),
        (
            wire::ns::CONVERSATION,
            "<retract id='ben@example.com'/>",
            Fact::Preferences { conversation, preferences: store::Preferences::default() },
        ),
        (wire::ns::VIEWED, viewed, Fact::ViewedElsewhere { up_to: 1_735_689_600_000, ids: vec!["request:x@y".into()], at: NOW }),
    ] {
        assert_eq!(judge(&event("", node, items)), [Outcome::Fact(fact)]);
        for from in ["ben@example.com", "anna@example.com/phone", "example.com"] {
            let told = judge(&event(&format!("from='{from}'"), node, items));
            assert_eq!(told, [Outcome::Dropped(Why::ForgedPrivateNode)], "{from} {node}");
        }
    }
}

#[test]
fn pictures_are_offered_by_contacts_under_their_bare_address() {
    let event = |from: &str, metadata: &str| {
        format!(
            "<message from='{from}' to='{FULL}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:avatar:metadata'><item id='x'><metadata xmlns='urn:xmpp:avatar:metadata'>{metadata}</metadata></item></items></event></message>"
        )
    };
    let hash = "0123456789abcdef0123456789abcdef01234567";
    let info = format!("<info id='{hash}' type='image/png' bytes='100'/>");
    let picture = |hash: Option<&str>| {
        vec![Outcome::Picture { address: "ben@example.com".into(), hash: hash.map(str::to_owned), from: PictureSource::Node }]
    };
    assert_eq!(judge(&event("ben@example.com", &info)), picture(Some(hash)));
    assert_eq!(judge(&event("ben@example.com", "")), picture(None));
    assert_eq!(judge(&event("ben@example.com/x", &info)), vec![Outcome::Dropped(Why::Stranger)]);
    assert_eq!(judge(&event("eve@example.com", &info)), vec![Outcome::Dropped(Why::Stranger)]);
    let elsewhere = format!("<info id='{hash}' bytes='1' url='http://evil.example/x.png'/>");
    assert_eq!(judge(&event("ben@example.com", &elsewhere)), vec![Outcome::Dropped(Why::NothingToDo)]);
}

fn chat(extra: &str) -> Vec<Message> {
    messages(&judge(&format!("<message from='ben@example.com/x' to='{FULL}' type='chat' id='m1'><body>hi</body>{extra}</message>")))
}

#[test]
fn a_stanza_id_is_believed_of_the_own_account_and_only_once() {
    let id = |by: &str, id: &str| format!("<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{id}'/>");
    assert_eq!(chat(&id(ME, "a1"))[0].archive_id.as_deref(), Some("a1"));
    assert_eq!(chat(&format!("{}{}", id("ben@example.com", "b1"), id(ME, "a1")))[0].archive_id.as_deref(), Some("a1"));
    assert_eq!(chat(&format!("{}{}", id(ME, "a1"), id(ME, "a2")))[0].archive_id, None);
    assert_eq!(chat(&id("ben@example.com", "a1"))[0].archive_id, None);
    assert_eq!(chat(&id(FULL, "a1"))[0].archive_id, None);
    assert_eq!(chat(&id(ME, &"x".repeat(4_000)))[0].archive_id, None);
    let me = Me { full: FULL.into(), bare: ME.into(), domain: "example.com".into(), stanza_ids: false };
    let stanza =
        element(&format!("<message from='ben@example.com/x' to='{FULL}' type='chat'><body>x</body>{}</message>", id(ME, "a1")));
    let people = Contacts(HashMap::new());
    let asked = Asked::default();
    let scene = Scene { me: &me, people: &people, asked: &asked, rooms: &NoRooms, now: NOW, version: "" };
    assert_eq!(messages(&classify(&stanza, &scene))[0].archive_id, None, "a server that does not strip ids");
}

#[test]
fn origin_ids_of_any_length_do_no_harm() {
    assert_eq!(chat("")[0].origin_id.as_deref(), Some("m1"));
    assert_eq!(chat("<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>")[0].origin_id.as_deref(), Some("o1"));
    let long = "y".repeat(4_000);
    assert_eq!(chat(&format!("<origin-id xmlns='urn:xmpp:sid:0' id='{long}'/>"))[0].origin_id, None);
}

#[test]
fn stamps_come_from_the_own_server_and_never_from_the_future() {
    let delay = |from: &str, stamp: &str| chat(&format!("<delay xmlns='urn:xmpp:delay' {from} stamp='{stamp}'/>"))[0].at;
    assert_eq!(delay("from='example.com'", "2025-01-01T00:00:00Z"), 1_735_689_600_000);
    assert_eq!(delay("from='anna@example.com'", "2025-01-01T01:00:00+01:00"), 1_735_689_600_000);
    for (from, stamp) in [
        ("from='ben@example.com/x'", "2025-01-01T00:00:00Z"),
        ("", "2025-01-01T00:00:00Z"),
        ("from='example.com'", "9999-12-31T23:59:59Z"),
        ("from='example.com'", "0001-01-01T00:00:00Z"),
        ("from='example.com'", "-2025-01-01T00:00:00Z"),
        ("from='example.com'", "yesterday"),
    ] {
        assert_eq!(delay(from, stamp), NOW, "{from} {stamp}");
    }
    let two = "<delay xmlns='urn:xmpp:delay' from='ben@example.com' stamp='2020-01-01T00:00:00Z'/><delay xmlns='urn:xmpp:delay' from='example.com' stamp='2025-01-01T00:00:00Z'/>";
    assert_eq!(chat(two)[0].at, 1_735_689_600_000);
}

#[test]
fn receipts_go_only_to_those_who_see_me() {
    let stanza = |from: &str| {
        format!(
            "<message from='{from}' to='{FULL}' type='chat' id='m1'><body>hi</body><request xmlns='urn:xmpp:receipts'/></message>"
        )
    };
    let receipts = |xml: &str| {
        let receipt = |outcome| if let Outcome::Receipt(Receipt::Wanted(wanted)) = outcome { Some(wanted) } else { None };
        judge(xml).into_iter().filter_map(receipt).collect::<Vec<_>>()
    };
    let wanted = receipts(&stanza("ben@example.com/x"));
    assert_eq!((wanted.len(), wanted[0].to.as_str(), wanted[0].id.as_str(), wanted[0].chat), (1, "ben@example.com/x", "m1", true));
    assert_eq!(receipts(&stanza("cleo@example.com/x")), []);
    assert_eq!(receipts(&stanza("eve@evil.example/x")), []);
    let asking = INNER.replace("<body>", "<request xmlns='urn:xmpp:receipts'/><body>");
    // For a copy it waits until the message itself comes.
    let copied = receipts(&carbon("from='anna@example.com'", "received", &asking));
    assert_eq!((copied.len(), copied[0].copied, wanted[0].copied), (1, true, false));
    // Out of the archive it goes to the person: the device may be gone by now.
    let outcomes = judge_with(&archived("", "queryid='q1' id='a1'").replace(INNER, &asking), &archive_query());
    let [Outcome::Archived { receipt: Some(Receipt::Wanted(wanted)), .. }] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    assert_eq!((wanted.to.as_str(), wanted.archive_id.as_deref()), ("ben@example.com", Some("a1")));
    // What another device has told them, this one need not.
    let given = "<message xmlns='jabber:client' from='anna@example.com/other' to='ben@example.com/x' type='chat'>\
        <received xmlns='urn:xmpp:receipts' id='m1'/></message>";
    let given_of = |conversation: &str| Outcome::Receipt(Receipt::Given { conversation: conversation.into(), id: "m1".into() });
    assert_eq!(judge(&carbon("from='anna@example.com'", "sent", given)), vec![given_of("ben@example.com")]);
}

#[test]
fn receipts_markers_and_errors_name_own_messages_of_that_conversation() {
    let say = |payload: &str| judge(&format!("<message from='ben@example.com/x' to='{FULL}' type='chat'>{payload}</message>"));
    let (conversation, origin_id) = ("ben@example.com".to_owned(), "o1".to_owned());
    assert_eq!(
        say("<received xmlns='urn:xmpp:receipts' id='o1'/>"),
        vec![Outcome::Fact(Fact::Delivered { conversation: conversation.clone(), origin_id: origin_id.clone(), at: NOW })]
    );
    assert_eq!(
        say("<displayed xmlns='urn:xmpp:chat-markers:0' id='o1'/>"),
        vec![
            Outcome::Fact(Fact::SeenBy {
                conversation: conversation.clone(),
                author: conversation.clone(),
                id: origin_id.clone(),
                at: NOW
            }),
            Outcome::Fact(Fact::Displayed { conversation: conversation.clone(), origin_id: origin_id.clone() }),
        ]
    );
    let refused = "<message from='ben@example.com' to='anna@example.com/desk' type='error' id='o1'><body>x</body><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
    assert_eq!(
        judge(refused),
        vec![Outcome::Fact(Fact::Refused { conversation, origin_id, code: "recipientUnknown".into(), at: NOW })]
    );
}

#[test]
fn typing_is_taken_live_and_from_contacts_only() {
    let composing = |from: &str| {
        judge(&format!(
            "<message from='{from}' to='{FULL}' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>"
        ))
    };
    assert_eq!(
        composing("ben@example.com/x"),
        vec![Outcome::Fact(Fact::Typing { conversation: "ben@example.com".into(), active: true })]
    );
    assert_eq!(composing("eve@example.com/x"), vec![Outcome::Dropped(Why::NothingToDo)]);
}

#[test]
fn what_belongs_to_rooms_never_lands_with_a_person() {
    for xml in [
        "<message from='room@rooms.example.com/ben' to='anna@example.com/desk' type='groupchat'><body>x</body></message>",
        "<message from='ben@example.com/x' to='anna@example.com/desk' type='groupchat'><body>x</body></message>",
        "<presence from='room@rooms.example.com/ben' to='anna@example.com/desk'><x xmlns='http://jabber.org/protocol/muc#user'/></presence>",
    ] {
        assert_eq!(judge(xml), vec![Outcome::Dropped(Why::Room)], "{xml}");
    }
    let elsewhere = "<message from='ben@example.com/x' to='cleo@example.com' type='chat'><body>x</body></message>";
    assert_eq!(judge(elsewhere), vec![Outcome::Dropped(Why::Malformed)]);
}

#[test]
fn presence_is_read_field_by_field_and_of_contacts_only() {
    let read = |xml: &str| match judge(xml).into_iter().next() {
        Some(Outcome::Fact(Fact::Presence(presence))) => presence,
        other => panic!("{other:?}"),
    };
    let odd = read(
        "<presence from='ben@example.com/x'><show/><priority>900</priority><status> busy </status><idle xmlns='urn:xmpp:idle:1' since='9999-01-01T00:00:00Z'/></presence>",
    );
    assert_eq!((odd.show, odd.priority, odd.status.as_str(), odd.idle_since), (Show::Available, 0, "busy", Some(NOW)));
    assert_eq!(read("<presence from='ben@example.com/x'><show>dnd</show></presence>").show, Show::DoNotDisturb);
    assert_eq!(read("<presence from='ben@example.com' type='unavailable'/>").show, Show::Offline);
    assert_eq!(judge("<presence from='eve@example.com/x'/>"), vec![Outcome::Dropped(Why::Stranger)]);
    let hash = "0123456789abcdef0123456789abcdef01234567";
    let with_photo =
        judge(&format!("<presence from='ben@example.com/x'><x xmlns='vcard-temp:x:update'><photo>{hash}</photo></x></presence>"));
    assert_eq!(
        with_photo[1],
        Outcome::Picture { address: "ben@example.com".into(), hash: Some(hash.into()), from: PictureSource::Card }
    );
}

#[test]
fn a_stranger_can_ask_and_that_is_all() {
    let asks = judge(
        "<presence from='eve@evil.example/x' type='subscribe'><nick xmlns='http://jabber.org/protocol/nick'>Eve</nick></presence>",
    );
    assert_eq!(asks, vec![Outcome::Fact(Fact::ContactRequest { address: "eve@evil.example".into(), name: "Eve".into(), at: NOW })]);
    let agreed = judge("<presence from='ben@example.com' type='subscribe'/>");
    let [Outcome::Reply(reply)] = agreed.as_slice() else { panic!("{agreed:?}") };
    assert_eq!(reply.attr("type"), Some("subscribed"));
    for payload in [
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        "<query xmlns='jabber:iq:version'/>",
        "<query xmlns='jabber:iq:last'/>",
        "<ping xmlns='urn:xmpp:ping'/>",
        "<time xmlns='urn:xmpp:time'/>",
        "<vCard xmlns='vcard-temp'/>",
        "<command xmlns='http://jabber.org/protocol/commands' node='x'/>",
    ] {
        let reply = |from: &str| match judge(&format!("<iq from='{from}' to='{FULL}' type='get' id='1'>{payload}</iq>")).as_slice()
        {
            [Outcome::Reply(reply)] => reply.clone(),
            other => panic!("{other:?}"),
        };
        for stranger in ["eve@evil.example/x", "cleo@example.com/x"] {
            let reply = reply(stranger);
            let condition = wire::stanza::error_condition(&reply).map(|error| error.1);
            assert_eq!(condition.as_deref(), Some("service-unavailable"), "{payload}");
        }
    }
    let introduced = |from: &str| {
        let info = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
        judge(&format!("<iq from='{from}' to='{FULL}' type='get' id='1'>{info}</iq>")).contains(&Outcome::Introduced)
    };
    assert!(introduced("example.com") && introduced("anna@example.com") && !introduced("ben@example.com/x"));
    let ping = judge(&format!("<iq from='ben@example.com/x' to='{FULL}' type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>"));
    assert!(matches!(ping.as_slice(), [Outcome::Reply(reply)] if reply.attr("type") == Some("result")));
    let time = judge(&format!("<iq from='ben@example.com/x' to='{FULL}' type='get' id='1'><time xmlns='urn:xmpp:time'/></iq>"));
    assert!(matches!(time.as_slice(), [Outcome::Reply(reply)] if read::offset(reply).is_some()));
}

#[test]
fn cards_are_read_tolerantly_and_pictures_only_if_they_are_pictures() {
    let answer = element(
        "<iq type='result' id='1'><vCard xmlns='vcard-temp'><N><GIVEN>Ben</GIVEN><FAMILY>Arndt</FAMILY></N><TITLE>Engineer</TITLE><ORG><ORGNAME>Example</ORGNAME><ORGUNIT>Works</ORGUNIT></ORG><TEL><VOICE/></TEL><TEL><NUMBER>+1 2</NUMBER></TEL><PHOTO/></vCard></iq>",
    );
    let card = card::card(&answer);
    assert_eq!((card.name.as_deref(), card.title.as_deref()), (Some("Ben Arndt"), Some("Engineer")));
    assert_eq!((card.department.as_deref(), card.phone.as_deref(), card.email), (Some("Works"), Some("+1 2"), None));
    assert_eq!(card::photo(&answer), None);
    let with = |data: &str| {
        element(&format!(
            "<iq type='result' id='1'><vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>{data}</BINVAL></PHOTO></vCard></iq>"
        ))
    };
    assert!(card::photo(&with("iVBORw0K\nGgo=")).is_some_and(|photo| photo.mime == "image/png"));
    assert_eq!(card::photo(&with("PHN2Zz48L3N2Zz4=")), None, "SVG can hold scripts");
    assert_eq!(card::photo(&with("!!!")), None);
}

#[test]
fn nonsense_is_dropped_and_nothing_more() {
    for xml in [
        "<message />",
        "<message type='chat'><body>who?</body></message>",
        "<message from='@' type='chat'><body>x</body></message>",
        "<presence/>",
        "<iq type='result'/>",
        "<message from='ben@example.com/x'><body> </body></message>",
    ] {
        assert!(matches!(judge(xml).as_slice(), [Outcome::Dropped(_)]), "{xml}");
    }
}
