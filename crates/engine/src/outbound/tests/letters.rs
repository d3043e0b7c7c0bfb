//! Messages as they go out, read again as whoever gets them reads them.

use super::text;
use crate::{
    inbound::content::{self, Place},
    outbound::message::{Letter, stanza},
};
use minidom::Element;
use store::{Content, File, FileSource, Mention, Reply, Text};

fn letter(content: &Content) -> Letter<'_> {
    Letter {
        to: "ben@example.com",
        room: false,
        origin_id: "o2",
        content,
        written_at: None,
        author: "anna@example.com",
        chat_states: true,
    }
}

fn sent(content: &Content) -> Element {
    stanza(&letter(content)).unwrap()
}

fn body(stanza: &Element) -> String {
    wire::stanza::body(stanza).unwrap()
}

fn words() -> Text {
    Text {
        body: "Ja @Ben, *gern* 👩‍🚀".into(),
        mentions: vec![Mention { begin: 3, end: 7, address: "ben@example.com".into() }],
        ..Text::default()
    }
}

fn answer() -> Text {
    let reply = Reply { id: "o1".into(), author: Some("ben@example.com".into()), quote: "Mittag?\n> wie gestern".into() };
    Text { reply: Some(reply), ..words() }
}

fn picture() -> File {
    File {
        name: "Plan März.png".into(),
        mime: "image/png".into(),
        size: Some(4096),
        width: Some(640),
        height: Some(480),
        hash: Some("d976ab9b04e53710c0324bf29a5a17dd2e7e55b9652b7b3f96d8bc8aa5e77f50".into()),
        source: FileSource::Url { url: "https://files.example.com/ab/Plan.png".into() },
        ..File::default()
    }
}

#[test]
fn a_message_names_its_row_twice_and_asks_for_both_answers() {
    let content = Content::text("a < b");
    let stanza = sent(&content);
    assert_eq!((stanza.attr("id"), stanza.attr("type"), stanza.attr("to")), (Some("o2"), Some("chat"), Some("ben@example.com")));
    let names: Vec<String> = stanza.children().map(|child| format!("{} {}", child.name(), child.ns())).collect();
    assert_eq!(
        names,
        [
            "body jabber:client",
            "request urn:xmpp:receipts",
            "markable urn:xmpp:chat-markers:0",
            "active http://jabber.org/protocol/chatstates",
            "origin-id urn:xmpp:sid:0",
        ]
    );
    assert!(text(&stanza).contains("a &lt; b"));
    let late = Letter { written_at: Some(1_735_689_600_000), chat_states: false, ..letter(&content) };
    let late = text(&super::message::stanza(&late).unwrap());
    assert!(late.contains("2025-01-01T00:00:00.000Z") && !late.contains("chatstates"), "{late}");
}

#[test]
fn a_room_is_not_asked_for_receipts() {
    let content = Content::text("hello");
    let stanza = stanza(&Letter { room: true, ..letter(&content) }).unwrap();
    assert_eq!(stanza.attr("type"), Some("groupchat"));
    assert!(!text(&stanza).contains("urn:xmpp:receipts") && !text(&stanza).contains("chatstates"));
}

#[test]
fn what_goes_out_is_read_as_it_was_meant() {
    let file = Text { file: Some(picture()), ..Text::default() };
    let captioned = Text { file: Some(picture()), ..answer() };
    let plain = Text { unstyled: true, ..Text::default() };
    for content in [
        Content::Text(words()),
        Content::Text(answer()),
        Content::Text(file),
        Content::Text(captioned),
        Content::Text(Text { body: "*x*".into(), ..plain }),
        Content::Correction { target: "o1".into(), text: answer() },
        Content::Retraction { target: "o1".into() },
        Content::Reactions { target: "o1".into(), emojis: vec!["👍".into(), "❤️".into()] },
        Content::Reactions { target: "o1".into(), emojis: vec![] },
    ] {
        let stanza = sent(&content);
        assert_eq!(content::read(&stanza, Place::Person, false), Ok(Some(content)), "{}", text(&stanza));
    }
}

#[test]
fn other_programs_show_something_sensible() {
    assert_eq!(body(&sent(&Content::Text(answer()))), "> Mittag?\n>> wie gestern\nJa @Ben, *gern* 👩‍🚀");
    let file = Content::Text(Text { file: Some(picture()), ..Text::default() });
    assert_eq!(body(&sent(&file)), "https://files.example.com/ab/Plan.png");
    assert!(text(&sent(&file)).contains("jabber:x:oob"));
    let back = sent(&Content::Retraction { target: "o1".into() });
    assert!(body(&back).starts_with("/me retracted") && text(&back).contains("urn:xmpp:hints"));
    let reaction = sent(&Content::Reactions { target: "o1".into(), emojis: vec!["👍".into()] });
    assert!(wire::stanza::body(&reaction).is_none() && text(&reaction).contains("urn:xmpp:hints"));
}

#[test]
fn a_file_that_is_not_uploaded_does_not_go() {
    let source = FileSource::Staged { staged: "s1".into() };
    let content = Content::Text(Text { file: Some(File { source, ..picture() }), ..Text::default() });
    assert!(stanza(&letter(&content)).is_none());
    assert!(stanza(&letter(&Content::Notice(store::Notice::Joined))).is_none());
}
