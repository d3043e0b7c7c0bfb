//! What changes other messages, and who may say so: corrections, retractions, moderations, reactions, purges, seen-by.

use super::*;
use crate::inbound::content::{self, Place};
use store::Content;

const RETRACT: &str = "<retract xmlns='urn:xmpp:message-retract:1' id='o1'/>";
const OLD_RETRACT: &str = "<apply-to xmlns='urn:xmpp:fasten:0' id='o1'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>";
const MODERATED: &str = "<retract xmlns='urn:xmpp:message-retract:1' id='s1'><moderated xmlns='urn:xmpp:message-moderate:1' \
                         by='tea@rooms.example.com/Cleo'/><reason>spam</reason></retract>";
const OLD_MODERATED: &str = "<apply-to xmlns='urn:xmpp:fasten:0' id='s1'><moderated xmlns='urn:xmpp:message-moderate:0' \
                             by='tea@rooms.example.com/Cleo'><retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason>\
                             </moderated></apply-to>";
const HEART: &str = "<reactions xmlns='urn:xmpp:reactions:0' id='o1'><reaction>❤️</reaction></reactions>";
const TOMBSTONE: &str = "<retracted xmlns='urn:xmpp:message-retract:1' id='r1' stamp='2025-01-01T00:00:00Z'/>";

fn from_ben(inner: &str) -> String {
    format!("<message from='ben@example.com/x' to='{ME}' type='chat' id='m2'>{inner}</message>")
}

fn said(inner: &str) -> Vec<Content> {
    messages(&judge(&from_ben(inner))).into_iter().map(|message| message.content).collect()
}

#[test]
fn a_correction_names_its_target_and_brings_the_new_words() {
    let correction = "<body>better</body><replace xmlns='urn:xmpp:message-correct:0' id='o1'/>";
    let found = messages(&judge(&from_ben(correction)));
    assert_eq!((found[0].author.as_str(), found[0].origin_id.as_deref()), ("ben@example.com", Some("m2")));
    let Content::Correction { target, text } = &found[0].content else { panic!("{found:?}") };
    assert_eq!((target.as_str(), text.body.as_str()), ("o1", "better"));
    // One that would correct itself is a message, one without words is nothing.
    assert!(matches!(&said("<body>x</body><replace xmlns='urn:xmpp:message-correct:0' id='m2'/>")[..], [Content::Text(_)]));
    assert!(said("<replace xmlns='urn:xmpp:message-correct:0' id='o1'/>").is_empty());
}

#[test]
fn a_retraction_is_taken_in_both_forms_and_its_body_is_for_others() {
    for form in [RETRACT, OLD_RETRACT] {
        let taken_back = said(&format!("{form}<body>/me retracted a previous message</body>"));
        assert_eq!(taken_back, [Content::Retraction { target: "o1".into() }], "{form}");
    }
}

#[test]
fn only_a_room_itself_moderates() {
    for form in [MODERATED, OLD_MODERATED] {
        // By a person, by somebody in a room, and as a private word through a room.
        assert_eq!(judge(&from_ben(form)), [Outcome::Dropped(Why::ForgedModeration)]);
        let stanza = element(&from_ben(form));
        assert_eq!(content::read(&stanza, Place::Room, false), Err(Why::ForgedModeration));
        let moderation = Content::Moderation { target: "s1".into(), by: Some("Cleo".into()), reason: "spam".into() };
        assert_eq!(content::read(&stanza, Place::RoomItself, false), Ok(Some(moderation)));
    }
    let own = element(&from_ben(RETRACT));
    assert_eq!(content::read(&own, Place::RoomItself, false), Ok(None));
}

#[test]
fn a_tombstone_counts_only_in_an_archive() {
    let stanza = element(&from_ben(&format!("{TOMBSTONE}<body>was said</body>")));
    assert_eq!(content::read(&stanza, Place::Person, false), Ok(Some(Content::text("was said"))));
    let stone = Content::Tombstone { by: None, reason: String::new() };
    assert_eq!(content::read(&stanza, Place::Person, true), Ok(Some(stone)));
    let of_a_correction = from_ben(&format!("{TOMBSTONE}<replace xmlns='urn:xmpp:message-correct:0' id='o1'/>"));
    assert_eq!(content::read(&element(&of_a_correction), Place::Person, true), Ok(None));
    let moderated = from_ben(
        "<retracted xmlns='urn:xmpp:message-retract:1'><moderated xmlns='urn:xmpp:message-moderate:1' \
         by='tea@rooms.example.com/Cleo'/><reason>spam</reason></retracted>",
    );
    let by = |place| match content::read(&element(&moderated), place, true) {
        Ok(Some(Content::Tombstone { by, .. })) => by,
        other => panic!("{other:?}"),
    };
    assert_eq!((by(Place::Room).as_deref(), by(Place::Person)), (Some("Cleo"), None));
}

#[test]
fn reactions_are_taken_and_words_beside_them_are_not_lost() {
    assert_eq!(said(HEART), [Content::Reactions { target: "o1".into(), emojis: vec!["❤️".into()] }]);
    let fallback = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reactions:0'/><body>❤️</body>";
    assert_eq!(said(&format!("{HEART}{fallback}")).len(), 1);
    assert!(matches!(said(&format!("{HEART}{fallback}"))[0], Content::Reactions { .. }));
    assert_eq!(said(&format!("{HEART}<body>and this</body>")), [Content::text("and this")]);
    let all_back = "<reactions xmlns='urn:xmpp:reactions:0' id='o1'/>";
    assert_eq!(said(all_back), [Content::Reactions { target: "o1".into(), emojis: vec![] }]);
    assert!(said("<reactions xmlns='urn:xmpp:reactions:0'><reaction>x</reaction></reactions>").is_empty());
}

#[test]
fn what_amends_comes_by_copy_and_out_of_the_archive_too() {
    for inner in [RETRACT, HEART, "<body>b</body><replace xmlns='urn:xmpp:message-correct:0' id='o1'/>"] {
        let own =
            format!("<message xmlns='jabber:client' from='{ME}/phone' to='ben@example.com' type='chat' id='m3'>{inner}</message>");
        let copied = messages(&judge(&carbon(&format!("from='{ME}'"), "sent", &own)));
        assert!(copied.len() == 1 && copied[0].mine && !matches!(copied[0].content, Content::Text(_)), "{copied:?}");
        // Somebody else's copy of it says nothing.
        assert_eq!(judge(&carbon("from='ben@example.com'", "sent", &own)), [Outcome::Dropped(Why::ForgedCarbon)]);
        let page = archived("", "queryid='q1' id='a1'").replace(INNER, &own);
        let outcomes = judge_with(&page, &archive_query());
        let [Outcome::Archived { facts, .. }] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        let [Fact::Message(message)] = facts.as_slice() else { panic!("{facts:?}") };
        assert!(message.mine && message.content == copied[0].content);
    }
}

#[test]
fn what_somebody_amends_is_told_of_them_and_nobody_else() {
    // Cleo cannot speak for Ben: author and conversation are hers, whatever the stanza names.
    let stanza = from_ben(RETRACT).replace("ben@example.com/x", "cleo@example.com/x");
    let found = messages(&judge(&stanza));
    assert_eq!((found[0].author.as_str(), found[0].conversation.as_str()), ("cleo@example.com", "cleo@example.com"));
    // Nor can a stanza of one person be addressed into another's conversation.
    assert!(messages(&judge(&stanza.replace(ME, "ben@example.com"))).is_empty());
}

#[test]
fn a_history_is_deleted_only_by_the_word_of_the_own_account() {
    let purged = "<purged xmlns='urn:hallway:archive:purge:0' with='Ben@example.com' up-to='a7'/>";
    let headline = |from: &str| judge(&format!("<message {from} to='{FULL}' type='headline'>{purged}</message>"));
    let gone = Outcome::Fact(Fact::Purged { conversation: "ben@example.com".into(), up_to: Some("a7".into()) });
    for from in ["", "from='anna@example.com'"] {
        assert_eq!(headline(from), std::slice::from_ref(&gone));
    }
    for from in ["ben@example.com", "ben@example.com/x", "anna@example.com/phone", "example.com", "anna@example.org"] {
        assert_eq!(headline(&format!("from='{from}'")), [Outcome::Dropped(Why::ForgedPurge)], "{from}");
    }
}

#[test]
fn an_archive_says_that_a_history_was_deleted_and_nobody_in_it_can() {
    let entry = |from: &str| {
        let inner = format!(
            "<message xmlns='jabber:client' from='{from}' to='{ME}' type='headline'>\
             <purged xmlns='urn:hallway:archive:purge:0' with='ben@example.com' up-to='a7'/></message>"
        );
        judge_with(&archived("", "queryid='q1' id='a8'").replace(INNER, &inner), &archive_query())
    };
    let facts = |outcomes: Vec<Outcome>| match outcomes.into_iter().next() {
        Some(Outcome::Archived { facts, .. }) => facts,
        other => panic!("{other:?}"),
    };
    let gone = Fact::Purged { conversation: "ben@example.com".into(), up_to: Some("a7".into()) };
    assert_eq!(facts(entry(ME)), [gone]);
    assert!(facts(entry("ben@example.com/x")).is_empty());
    assert!(facts(entry("anna@example.com/phone")).is_empty());
}

#[test]
fn a_marker_tells_who_has_seen_what_and_when() {
    let marker = from_ben("<displayed xmlns='urn:xmpp:chat-markers:0' id='o1'/>");
    let outcomes = judge(&marker);
    let seen = Fact::SeenBy { conversation: "ben@example.com".into(), author: "ben@example.com".into(), id: "o1".into(), at: NOW };
    assert!(outcomes.contains(&Outcome::Fact(seen)), "{outcomes:?}");
    // What one's own other device has seen is not seen by somebody else.
    let own = format!(
        "<message xmlns='jabber:client' from='{ME}/phone' to='ben@example.com' type='chat'><displayed xmlns='urn:xmpp:chat-markers:0' id='o1'/></message>"
    );
    assert_eq!(judge(&carbon("", "sent", &own)), [Outcome::Dropped(Why::NothingToDo)]);
}
