//! Rooms: who is believed about what, hostile stanzas first.

use super::*;
use crate::inbound::rooms::{Departure, Event, Rooms, Seat, Stage, Traits};
use std::collections::HashMap;
use store::{Affiliation, Content, Notice, Occupant, Role};

const TEA: &str = "tea@rooms.example.com";
const ALL: Traits = Traits { stable_ids: true, occupant_ids: true, non_anonymous: true, archive: true };

struct House(HashMap<&'static str, Seat>);

impl Rooms for House {
    fn seat(&self, room: &str) -> Option<&Seat> {
        self.0.get(room)
    }
    fn is_service(&self, domain: &str) -> bool {
        domain == "rooms.example.com"
    }
}

fn occupant(nick: &str, address: Option<&str>) -> Occupant {
    Occupant {
        nick: nick.into(),
        address: address.map(str::to_owned),
        occupant_id: Some(format!("id-{nick}")),
        affiliation: Affiliation::Member,
        role: Role::Participant,
        show: Show::Available,
        status: String::new(),
    }
}

/// In the room with Ben, who is known there as "Benny".
fn seat(traits: Traits) -> Seat {
    let there = [occupant("Anna", Some(ME)), occupant("Benny", Some("ben@example.com"))];
    Seat {
        shown: true,
        stage: Stage::Inside,
        wanted: true,
        nick: "Anna".into(),
        traits,
        settled: true,
        own_id: Some("id-Anna".into()),
        occupants: there.map(|occupant| (occupant.nick.clone(), occupant)).into(),
    }
}

fn judge_in(xml: &str, seat: Option<Seat>, asked: &Asked) -> Vec<Outcome> {
    let me = Me { full: FULL.into(), bare: ME.into(), domain: "example.com".into(), stanza_ids: true };
    let people = Contacts(HashMap::from([("ben@example.com", true), ("cleo@elsewhere.org", false)]));
    let rooms = House(seat.map(|seat| (TEA, seat)).into_iter().collect());
    classify(&element(xml), &Scene { me: &me, people: &people, asked, rooms: &rooms, now: NOW, version: "1.2" })
}

fn inside(xml: &str) -> Vec<Outcome> {
    judge_in(xml, Some(seat(ALL)), &Asked::default())
}

fn words(from: &str, inner: &str) -> String {
    format!("<message from='{from}' to='{FULL}' type='groupchat' id='m1'><body>hello</body>{inner}</message>")
}

fn events(outcomes: &[Outcome]) -> Vec<Event> {
    let event = |outcome: &Outcome| if let Outcome::Room { event, .. } = outcome { Some(event.clone()) } else { None };
    outcomes.iter().filter_map(event).collect()
}

#[test]
fn words_are_of_who_is_there_under_that_name() {
    let id = format!(
        "<stanza-id xmlns='urn:xmpp:sid:0' by='{TEA}' id='s1'/><occupant-id xmlns='urn:xmpp:occupant-id:0' id='id-Benny'/>"
    );
    let found = messages(&inside(&words(&format!("{TEA}/Benny"), &id)));
    let message = &found[0];
    assert_eq!((message.conversation.as_str(), message.room, message.mine), (TEA, true, false));
    assert_eq!((message.author.as_str(), message.nick.as_deref()), ("ben@example.com", Some("Benny")));
    assert_eq!((message.archive_id.as_deref(), message.occupant.as_deref()), (Some("s1"), Some("id-Benny")));
    let own = messages(&inside(&words(&format!("{TEA}/Anna"), "")));
    assert!(own[0].mine && own[0].author == ME);
}

#[test]
fn a_room_that_hides_addresses_has_occupants_for_authors() {
    let hidden = Traits { non_anonymous: false, ..ALL };
    let found = messages(&judge_in(&words(&format!("{TEA}/Benny"), ""), Some(seat(hidden)), &Asked::default()));
    assert_eq!(found[0].author, format!("{TEA}/Benny"));
    // A real address written beside the words is the writer's own invention.
    let forged = "<x xmlns='http://jabber.org/protocol/muc#user'><item jid='ceo@example.com' affiliation='owner'/></x>";
    let found = messages(&inside(&words(&format!("{TEA}/Stranger"), forged)));
    assert_eq!(found[0].author, format!("{TEA}/Stranger"));
}

#[test]
fn only_a_room_that_one_is_in_is_heard() {
    for (xml, stage) in [
        (words("ben@example.com/x", ""), Some(Stage::Inside)),
        (words("other@rooms.example.com/Benny", ""), Some(Stage::Inside)),
        (words(&format!("{TEA}/Benny"), ""), Some(Stage::Outside)),
        (words(&format!("{TEA}/Benny"), ""), Some(Stage::Entering)),
        (words(&format!("{TEA}/Benny"), ""), None),
    ] {
        let seat = stage.map(|stage| Seat { stage, ..seat(ALL) });
        assert_eq!(judge_in(&xml, seat, &Asked::default()), vec![Outcome::Dropped(Why::Room)], "{xml} {stage:?}");
    }
    let presence = format!(
        "<presence from='{TEA}/Benny' to='{FULL}'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='owner' role='moderator'/></x></presence>"
    );
    let outside = Seat { stage: Stage::Outside, ..seat(ALL) };
    assert_eq!(judge_in(&presence, Some(outside), &Asked::default()), vec![Outcome::Dropped(Why::Room)]);
}

#[test]
fn ids_count_only_by_the_room_that_strips_them_and_only_one() {
    let by = |by: &str, id: &str| format!("<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{id}'/>");
    let archive_id = |inner: &str, traits| {
        messages(&judge_in(&words(&format!("{TEA}/Benny"), inner), Some(seat(traits)), &Asked::default()))[0].archive_id.clone()
    };
    assert_eq!(archive_id(&by(ME, "forged"), ALL), None);
    assert_eq!(archive_id(&format!("{}{}", by(TEA, "a"), by(TEA, "b")), ALL), None);
    assert_eq!(archive_id(&by(TEA, "a"), Traits { stable_ids: false, ..ALL }), None);
    assert_eq!(archive_id(&by(TEA, "a"), ALL), Some("a".into()));
    let occupant = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='id-Anna'/>";
    let found =
        judge_in(&words(&format!("{TEA}/Benny"), occupant), Some(seat(Traits { occupant_ids: false, ..ALL })), &Asked::default());
    assert_eq!(messages(&found)[0].occupant, None, "not given by the room");
}

#[test]
fn who_cannot_be_told_from_a_namesake_changes_nothing() {
    let blind = Traits { occupant_ids: false, non_anonymous: false, ..ALL };
    let correction = "<replace xmlns='urn:xmpp:message-correct:0' id='m0'/>";
    let found = messages(&judge_in(&words(&format!("{TEA}/Benny"), correction), Some(seat(blind)), &Asked::default()));
    assert!(matches!(&found[0].content, Content::Text(text) if text.body == "hello"));
    let found = messages(&inside(&words(&format!("{TEA}/Benny"), correction)));
    assert!(matches!(&found[0].content, Content::Correction { target, .. } if target == "m0"));
    let retract = format!(
        "<message from='{TEA}/Benny' type='groupchat' id='m2'><retract xmlns='urn:xmpp:message-retract:1' id='s1'/></message>"
    );
    assert_eq!(judge_in(&retract, Some(seat(blind)), &Asked::default()), vec![Outcome::Dropped(Why::NothingToDo)]);
}

#[test]
fn a_moderation_is_the_rooms_alone() {
    let moderated = |from: &str| {
        format!(
            "<message from='{from}' type='groupchat' id='m2'><retract xmlns='urn:xmpp:message-retract:1' id='s1'><moderated xmlns='urn:xmpp:message-moderate:1' by='{TEA}/Benny'/><reason>spam</reason></retract></message>"
        )
    };
    let found = messages(&inside(&moderated(TEA)));
    assert!(
        matches!(&found[0].content, Content::Moderation { target, by, .. } if target == "s1" && by.as_deref() == Some("Benny"))
    );
    assert_eq!(inside(&moderated(&format!("{TEA}/Benny"))), vec![Outcome::Dropped(Why::ForgedModeration)]);
    // A room says nothing in words of its own.
    assert_eq!(inside(&words(TEA, "")), vec![Outcome::Dropped(Why::NothingToDo)]);
}

#[test]
fn only_the_room_itself_deletes_what_was_said() {
    let purged = |from: &str| {
        format!(
            "<message from='{from}' type='groupchat' id='m2'><purged xmlns='urn:hallway:rooms:0' by='Benny'/><body>gone</body><stanza-id xmlns='urn:xmpp:sid:0' by='{TEA}' id='s9'/></message>"
        )
    };
    let fact = Fact::Purged { conversation: TEA.into(), up_to: Some("s9".into()) };
    assert_eq!(inside(&purged(TEA)).last(), Some(&Outcome::Fact(fact)));
    assert_eq!(inside(&purged(&format!("{TEA}/Benny"))), vec![Outcome::Dropped(Why::ForgedPurge)]);
}

#[test]
fn a_topic_is_news_only_after_one_has_come_in() {
    let topic =
        |inner: &str| format!("<message from='{TEA}/Benny' type='groupchat' id='m2'><subject>Cakes</subject>{inner}</message>");
    let outcomes = inside(&topic(""));
    assert_eq!(events(&outcomes), vec![Event::Topic { topic: "Cakes".into(), by: Some("Benny".into()), at: None }]);
    assert_eq!(messages(&outcomes)[0].content, Content::Notice(Notice::Topic { topic: "Cakes".into() }));
    let fresh = Seat { settled: false, ..seat(ALL) };
    assert!(messages(&judge_in(&topic(""), Some(fresh), &Asked::default())).is_empty());
    let old = format!("<delay xmlns='urn:xmpp:delay' from='{TEA}' stamp='2025-01-01T00:00:00Z'/>");
    let outcomes = inside(&topic(&old));
    assert!(messages(&outcomes).is_empty());
    assert!(matches!(events(&outcomes)[0], Event::Topic { at: Some(1_735_689_600_000), .. }));
    assert!(events(&inside(&topic("<body>words</body>"))).is_empty(), "a heading");
}

#[test]
fn the_archive_of_a_room_speaks_for_that_room_alone() {
    let mut asked = Asked::default();
    asked.open("i1".into(), Some(TEA), Question::Archive { archive: Some(TEA.into()), query: "q1".into() }, NOW);
    let result = |outer: &str, from: &str, inner: &str| {
        format!(
            "<message {outer} to='{FULL}'><result xmlns='urn:xmpp:mam:2' queryid='q1' id='s7'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2025-01-01T00:00:00Z'/><message xmlns='jabber:client' from='{from}' type='groupchat' id='m7'><body>old</body>{inner}</message></forwarded></result></message>"
        )
    };
    let told = "<x xmlns='http://jabber.org/protocol/muc#user'><item jid='ben@example.com/x' affiliation='member'/></x>";
    let judge = |xml: &str, traits| judge_in(xml, Some(seat(traits)), &asked);
    let in_room = format!("from='{TEA}'");
    let outcomes = judge(&result(&in_room, &format!("{TEA}/Old name"), told), ALL);
    let [Outcome::Archived { archive, archive_id, facts, .. }] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    let Fact::Message(message) = &facts[0] else { panic!() };
    assert_eq!((archive.as_deref(), archive_id.as_str(), message.author.as_str()), (Some(TEA), "s7", "ben@example.com"));
    assert_eq!((message.archive_id.as_deref(), message.at), (Some("s7"), 1_735_689_600_000));
    for (outer, from) in [
        ("", format!("{TEA}/Benny")),
        ("from='anna@example.com'", format!("{TEA}/Benny")),
        ("from='ben@example.com'", format!("{TEA}/Benny")),
        ("from='tea@rooms.example.com/Benny'", format!("{TEA}/Benny")),
        (in_room.as_str(), "other@rooms.example.com/Benny".to_owned()),
        (in_room.as_str(), "ben@example.com".to_owned()),
    ] {
        assert_eq!(judge(&result(outer, &from, ""), ALL), vec![Outcome::Dropped(Why::ForgedArchive)], "{outer} {from}");
    }
    // Two of them: one was written by the sender. And where addresses are hidden, none is believed.
    let author = |inner: &str, traits| {
        let outcomes = judge(&result(&in_room, &format!("{TEA}/Old name"), inner), traits);
        let [Outcome::Archived { facts, .. }] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        let Fact::Message(message) = &facts[0] else { panic!() };
        (message.author.clone(), message.mine)
    };
    assert_eq!(author(&told.repeat(2), ALL), (format!("{TEA}/Old name"), false));
    assert_eq!(author(told, Traits { non_anonymous: false, ..ALL }), (format!("{TEA}/Old name"), false));
    // One's own, whatever one was called then.
    let own_id = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='id-Anna'/>";
    assert!(author(own_id, ALL).1);
    assert!(author("<x xmlns='http://jabber.org/protocol/muc#user'><item jid='anna@example.com'/></x>", ALL).1);
}

#[test]
fn presence_says_who_comes_goes_and_why() {
    let presence = |kind: &str, nick: &str, inner: &str| {
        format!(
            "<presence from='{TEA}/{nick}' to='{FULL}' {kind}><x xmlns='http://jabber.org/protocol/muc#user'>{inner}</x></presence>"
        )
    };
    let event = |kind: &str, nick: &str, inner: &str| events(&inside(&presence(kind, nick, inner))).remove(0);
    let item = "<item affiliation='admin' role='moderator' jid='Cleo@example.com/x'/>";
    let Event::There { occupant, me: false, .. } = event("", "Cleo", item) else { panic!() };
    assert_eq!(
        (occupant.address.as_deref(), occupant.affiliation, occupant.role),
        (Some("cleo@example.com"), Affiliation::Admin, Role::Moderator)
    );
    assert!(matches!(event("", "Other", "<item/><status code='110'/>"), Event::There { me: true, .. }));
    let gone = "type='unavailable'";
    let why = |inner: &str| match event(gone, "Benny", inner) {
        Event::Gone { why, .. } => why,
        other => panic!("{other:?}"),
    };
    let by = || Some("Cleo".to_owned());
    assert_eq!(why("<item role='none'/>"), Departure::Left);
    assert_eq!(
        why("<item role='none'><actor nick='Cleo'/></item><status code='307'/>"),
        Departure::Removed { by: by(), banned: false }
    );
    assert_eq!(why("<item><actor nick='Cleo'/></item><status code='301'/>"), Departure::Removed { by: by(), banned: true });
    assert_eq!(why("<item/><status code='307'/><status code='333'/>"), Departure::Lost);
    assert_eq!(why("<item/><status code='332'/>"), Departure::Lost);
    assert_eq!(why("<item/><status code='321'/>"), Departure::Excluded { by: None });
    assert_eq!(
        event(gone, "Benny", "<item nick='Ben'/><status code='303'/>"),
        Event::Renamed { nick: "Benny".into(), to: "Ben".into(), me: false }
    );
    assert_eq!(event(gone, "Anna", "<item/><destroy><reason>done</reason></destroy>"), Event::Destroyed { reason: "done".into() });
    let refused = format!(
        "<presence from='{TEA}/Anna' type='error'><error type='auth'><registration-required xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
    );
    assert_eq!(events(&inside(&refused)), vec![Event::Refused { condition: "registration-required".into() }]);
}

#[test]
fn what_is_whispered_through_a_room_is_a_talk_of_its_own() {
    let whisper = |from: &str| {
        format!(
            "<message from='{from}' to='{FULL}' type='chat' id='m3'><body>psst</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>"
        )
    };
    // Ben's name there is that of a contact: still not the talk with the contact.
    let found = messages(&inside(&whisper(&format!("{TEA}/Benny"))));
    assert_eq!(
        (found[0].conversation.clone(), found[0].author.clone(), found[0].room),
        (format!("{TEA}/Benny"), format!("{TEA}/Benny"), false)
    );
    let sent = format!(
        "<message xmlns='jabber:client' from='{FULL}' to='{TEA}/Benny' type='chat' id='m4'><body>yes?</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>"
    );
    let found = messages(&inside(&carbon("from='anna@example.com'", "sent", &sent)));
    assert_eq!((found[0].conversation.clone(), found[0].mine), (format!("{TEA}/Benny"), true));
    assert_eq!(inside(&whisper(TEA)), vec![Outcome::Dropped(Why::Room)], "a room does not whisper");
}

#[test]
fn invitations_are_of_the_room_itself_or_of_who_is_known() {
    let mediated = |from: &str, by: &str| {
        format!(
            "<message from='{from}' to='{ME}'><x xmlns='http://jabber.org/protocol/muc#user'><invite from='{by}'><reason>Cake</reason></invite><password>s</password></x><x xmlns='jabber:x:conference' jid='{from}'/></message>"
        )
    };
    let direct = |from: &str, room: &str| {
        format!("<message from='{from}' to='{ME}'><x xmlns='jabber:x:conference' jid='{room}' reason='Cake'/></message>")
    };
    let outside = |xml: &str| judge_in(xml, None, &Asked::default());
    let invited = |by: &str, password: Option<&str>| {
        vec![Outcome::Fact(Fact::Invited {
            room: TEA.into(),
            name: "tea".into(),
            by: by.into(),
            reason: "Cake".into(),
            password: password.map(str::to_owned),
            at: NOW,
        })]
    };
    assert_eq!(outside(&mediated(TEA, "ben@example.com/x")), invited("ben@example.com", Some("s")));
    assert_eq!(outside(&direct("ben@example.com/x", TEA)), invited("ben@example.com", None));
    assert_eq!(outside(&direct("dora@example.com/x", TEA)), invited("dora@example.com", None), "of the same house");
    for stranger in
        [mediated("tea@rooms.evil.org", "eve@evil.org"), direct("eve@evil.org/x", TEA), direct("tea@rooms.example.com/Benny", TEA)]
    {
        assert_eq!(outside(&stranger), vec![Outcome::Dropped(Why::Stranger)], "{stranger}");
    }
    // A service that nobody knows speaks for its own house at most.
    assert_eq!(outside(&mediated("tea@rooms.partner.org", "ben@example.com/x")), vec![Outcome::Dropped(Why::Stranger)]);
    assert_eq!(outside(&mediated("tea@elsewhere.org.evil.org", "cleo@elsewhere.org")), vec![Outcome::Dropped(Why::Stranger)]);
    let theirs = outside(&mediated("tea@rooms.elsewhere.org", "cleo@elsewhere.org"));
    assert!(matches!(theirs.as_slice(), [Outcome::Fact(Fact::Invited { .. })]), "{theirs:?}");
    assert_eq!(outside(&mediated("tea@rooms.example.com/Benny", "ben@example.com")), vec![Outcome::Dropped(Why::Malformed)]);
    for known in [mediated(TEA, "ben@example.com"), direct("ben@example.com/x", TEA)] {
        assert_eq!(inside(&known), vec![Outcome::Dropped(Why::NothingToDo)], "one is in it");
    }
    assert_eq!(outside(&direct(FULL, TEA)), vec![Outcome::Dropped(Why::NothingToDo)], "one's own");
}

#[test]
fn bookmarks_are_the_own_accounts() {
    let event = |from: &str, inner: &str| {
        format!(
            "<message {from} to='{FULL}'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:bookmarks:1'>{inner}</items></event></message>"
        )
    };
    let item = format!(
        "<item id='{TEA}'><conference xmlns='urn:xmpp:bookmarks:1' name='Tea' autojoin='true'><nick>Anna</nick><extensions><y xmlns='theirs'/></extensions></conference></item>"
    );
    for from in ["", "from='anna@example.com'"] {
        let outcomes = judge(&event(from, &item));
        let [Outcome::Fact(Fact::Bookmark(bookmark))] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        assert!(bookmark.room == TEA && bookmark.autojoin && bookmark.extensions.contains("theirs"));
    }
    assert_eq!(judge(&event("", &format!("<retract id='{TEA}'/>"))), vec![Outcome::Fact(Fact::BookmarkGone { room: TEA.into() })]);
    for from in ["from='ben@example.com'", "from='anna@example.com/phone'", "from='tea@rooms.example.com'", "from='example.com'"] {
        assert_eq!(judge(&event(from, &item)), vec![Outcome::Dropped(Why::ForgedPrivateNode)], "{from}");
    }
}

/// Most programs write the name and nothing else.
#[test]
fn whoever_is_called_by_name_is_mentioned() {
    let mut place = seat(ALL);
    place.occupants.insert("Anna Lena".into(), occupant("Anna Lena", Some("anna.lena@example.com")));
    let calls = |body: &str| {
        let xml = format!("<message from='{TEA}/Benny' to='{FULL}' type='groupchat' id='m1'><body>{body}</body></message>");
        let outcomes = judge_in(&xml, Some(place.clone()), &Asked::default());
        let Some(Outcome::Fact(Fact::Message(message))) = outcomes.first() else { panic!("{outcomes:?}") };
        message.mentions_me
    };
    assert!(calls("Anna: tea?"));
    assert!(calls("what does @anna say?"));
    for other in ["Anna Lena: tea?", "Annamaria", "anna", "&gt; Anna wrote\nyes", "`Anna`", "Benny"] {
        assert!(!calls(other), "{other}");
    }
}

#[test]
fn only_who_is_there_writes_and_has_read() {
    for (nick, heard) in [("Benny", true), ("Nobody", false)] {
        for signal in
            ["<composing xmlns='http://jabber.org/protocol/chatstates'/>", "<displayed xmlns='urn:xmpp:chat-markers:0' id='s1'/>"]
        {
            let xml = format!("<message from='{TEA}/{nick}' to='{FULL}' type='groupchat' id='m1'>{signal}</message>");
            assert_eq!(events(&inside(&xml)).len(), usize::from(heard), "{nick} {signal}");
        }
    }
}
