//! What a message says: answers and their quotes, mentions, files, styling.

use super::*;
use store::{Content, FileSource, Mention, Text};

fn heard(inner: &str) -> Message {
    let stanza = format!("<message from='ben@example.com/x' to='{ME}' type='chat' id='m2'>{inner}</message>");
    let found = messages(&judge(&stanza));
    assert_eq!(found.len(), 1, "{inner}");
    found.into_iter().next().unwrap()
}

fn text(inner: &str) -> Text {
    match heard(inner).content {
        Content::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

const QUOTE: &str = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='17'/></fallback>";
const REPLY: &str = "<reply xmlns='urn:xmpp:reply:0' to='Anna@example.com/desk' id='o1'/>";

#[test]
fn an_answer_is_told_without_its_quote() {
    let answer = text(&format!("<body>&gt; Lunch at noon?\nYes @Anna</body>{REPLY}{QUOTE}"));
    assert_eq!(answer.body, "Yes @Anna");
    let reply = answer.reply.unwrap();
    assert_eq!((reply.id.as_str(), reply.author.as_deref(), reply.quote.as_str()), ("o1", Some(ME), "Lunch at noon?"));
    // Without the reply nothing says that the quote is superfluous; without a good range it stays.
    assert_eq!(text(&format!("<body>&gt; Lunch at noon?\nYes</body>{QUOTE}")).body, "> Lunch at noon?\nYes");
    let broken = QUOTE.replace("'17'", "'1700'");
    assert_eq!(text(&format!("<body>&gt; Lunch at noon?\nYes</body>{REPLY}{broken}")).body, "> Lunch at noon?\nYes");
}

#[test]
fn mentions_move_with_the_words_and_call_only_outside_of_quotes() {
    let mention = |begin: u32, end: u32, who: &str| {
        format!("<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:{who}' begin='{begin}' end='{end}'/>")
    };
    let body = format!("<body>&gt; Lunch at noon?\nYes @Anna</body>{REPLY}{QUOTE}");
    let called = heard(&format!("{body}{}{}", mention(21, 26, ME), mention(2, 7, "cleo@example.com")));
    let Content::Text(text) = &called.content else { panic!() };
    assert_eq!(text.mentions, [Mention { begin: 4, end: 9, address: ME.into() }]);
    assert!(called.mentions_me);
    assert!(!heard(&format!("{body}{}", mention(2, 7, ME))).mentions_me, "in the quote");
    assert!(!heard(&format!("{body}{}", mention(21, 99, ME))).mentions_me, "beyond the words");
    assert!(!heard(&format!("{body}{}", mention(21, 26, "cleo@example.com"))).mentions_me);
}

#[test]
fn a_body_that_is_only_the_address_of_a_file_is_a_file() {
    let url = "https://files.example.com/ab12/Bericht%20M%C3%A4rz.pdf";
    let file = text(&format!("<body>{url}</body><x xmlns='jabber:x:oob'><url>{url}</url></x>"));
    assert_eq!(file.body, "");
    let file = file.file.unwrap();
    assert_eq!((file.name.as_str(), file.source), ("Bericht März.pdf", FileSource::Url { url: url.into() }));
    // A link in a sentence is a link.
    assert!(text(&format!("<body>see {url} please</body><x xmlns='jabber:x:oob'><url>{url}</url></x>")).file.is_none());
    assert_eq!(text(&format!("<body>see there</body><x xmlns='jabber:x:oob'><url>{url}</url></x>")).body, "see there");
    for odd in ["file:///etc/passwd", "javascript:alert(1)", "//x", "https://"] {
        let said = text(&format!("<body>{odd}</body><x xmlns='jabber:x:oob'><url>{odd}</url></x>"));
        assert_eq!((said.body.as_str(), said.file), (odd, None));
    }
}

#[test]
fn a_shared_file_brings_what_its_sender_says_of_it() {
    let shared = "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file xmlns='urn:xmpp:file:metadata:0'>\
         <name>memo.ogg</name><media-type>audio/ogg</media-type><size>4096</size><length>63000</length>\
         <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=</hash></file><sources>\
         <url-data xmlns='http://jabber.org/protocol/url-data' target='https://files.example.com/ab12/memo.ogg'/></sources></file-sharing>";
    let fallback = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>";
    let said = text(&format!("<body>https://files.example.com/ab12/memo.ogg</body>{shared}{fallback}"));
    assert_eq!(said.body, "");
    let file = said.file.unwrap();
    assert_eq!((file.name.as_str(), file.mime.as_str(), file.size), ("memo.ogg", "audio/ogg", Some(4096)));
    assert_eq!((file.duration_ms, file.voice), (Some(63_000), true));
    assert!(file.hash.is_some_and(|hash| hash.starts_with("d976ab9b04e53710c0324bf29a5a17dd")));
    // Words beside a file stay, a second file is not forgotten.
    assert_eq!(text(&format!("<body>as discussed</body>{shared}")).body, "as discussed");
    let both = text(&format!("<body>a b</body>{shared}{shared}{fallback}"));
    assert!(both.file.is_some() && both.body == "a b");
}

#[test]
fn what_is_to_be_shown_as_it_is_says_so() {
    assert!(text("<body>*x*</body><unstyled xmlns='urn:xmpp:styling:0'/>").unstyled);
    assert!(!text("<body>*x*</body>").unstyled);
    assert_eq!(text("<body>/me waves</body>").body, "/me waves");
}
