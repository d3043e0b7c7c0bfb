//! Conversations as files, long ones and hostile ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use super::*;
use store::{Content, Fact, Message};

const BEN: &str = "ben@example.com";
const DAY: Millis = 86_400_000;

fn utc(at: Millis) -> NaiveDateTime {
    chrono::DateTime::from_timestamp_millis(at).unwrap().naive_utc()
}

fn message(n: u32, mine: bool, body: &str) -> Fact {
    let author = if mine { "anna@example.com".into() } else { BEN.into() };
    Fact::Message(Message { mine, author, content: Content::text(body), ..message_of(n) })
}

/// Ben's, without words.
fn message_of(n: u32) -> Message {
    Message {
        conversation: BEN.into(),
        author: BEN.into(),
        at: DAY / 2 * i64::from(n),
        archive_id: Some(format!("a{n:05}")),
        origin_id: Some(format!("o{n}")),
        ..Message::default()
    }
}

fn said() -> ExportWords {
    ExportWords {
        language: "en".into(),
        right_to_left: false,
        exported: "Exported {at}".into(),
        whole: "Complete".into(),
        whole_since: "Complete from {at}".into(),
        partly: "Not complete".into(),
        missing: "missing".into(),
        edited: "edited".into(),
        taken_back: "{who} took it back".into(),
        removed: "removed by {by}".into(),
        removed_because: "removed by {by}: {reason}".into(),
        forwarded: "From {name}, {at}".into(),
        topic: "{by}: {topic}".into(),
        joined: "{who} joined".into(),
        left: "{who} left".into(),
        put_out: "{by} removed {who}".into(),
        destroyed: "deleted".into(),
        destroyed_because: "deleted: {reason}".into(),
        date: "{weekday}, {day}. {month} {year}".into(),
        months: (1..=12).map(|month| format!("M{month}")).collect(),
        weekdays: (1..=7).map(|day| format!("D{day}")).collect(),
    }
}

async fn exported(format: ExportFormat, facts: Vec<Fact>) -> String {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("account.db")).unwrap();
    store.apply(facts).await.unwrap();
    let head =
        Head { conversation: BEN.into(), name: "Ben <Brown>".into(), own: "anna@example.com".into(), at: 3 * DAY, words: said() };
    let mut out = Vec::new();
    write(format, &store, &head, utc, &mut out).unwrap();
    store.close();
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn a_text_reads_day_by_day_and_nobody_can_fake_a_line() {
    let facts = vec![message(1, false, "Lunch?\n[12:01] Anna: never"), message(2, true, "Yes"), message(3, false, "Good")];
    let text = exported(ExportFormat::Text, facts).await;
    assert_eq!(
        text,
        "Ben <Brown> <ben@example.com>\nExported D7, 4. M1 1970, 00:00\nComplete\n\n== D4, 1. M1 1970 ==\n[12:00] ben: Lunch?\n        \
         [12:01] Anna: never\n\n== D5, 2. M1 1970 ==\n[00:00] anna: Yes\n[12:00] ben: Good\n"
    );
}

#[tokio::test]
async fn everything_is_in_it_once_and_in_order() {
    let facts = (1..=1_234).map(|n| message(n, n % 2 == 0, &format!("line {n}"))).collect();
    let json: serde_json::Value = serde_json::from_str(&exported(ExportFormat::Json, facts).await).unwrap();
    let messages = json["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1_234);
    assert!(messages.iter().enumerate().all(|(at, message)| message["body"] == format!("line {}", at + 1)));
    assert_eq!((json["conversation"].as_str(), messages[1]["author"].as_str()), (Some(BEN), Some("anna@example.com")));
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let facts = vec![message(1, false, "before"), Fact::Reconnected { archive: None }, message(5, false, "after")];
    let json: serde_json::Value = serde_json::from_str(&exported(ExportFormat::Json, facts).await).unwrap();
    assert_eq!(json["messages"][1], serde_json::json!({ "missing": true }));
    assert_eq!((json["complete"].as_bool(), json["completeSince"].as_str()), (Some(false), Some("1970-01-03T12:00:00.000Z")));
    let facts = || vec![message(1, false, "before"), Fact::Reconnected { archive: None }, message(5, false, "after")];
    let text = exported(ExportFormat::Text, facts()).await;
    assert!(text.contains("\nComplete from D6, 3. M1 1970, 12:00\n") && text.contains("[… missing]"), "{text}");
    let page = exported(ExportFormat::Html, facts()).await;
    assert!(page.contains("Complete from D6, 3. M1 1970, 12:00") && page.contains("<html lang=\"en\" dir=\"ltr\">"), "{page}");
    // Nobody can say yet what was missed since.
    let text = exported(ExportFormat::Text, vec![message(1, false, "before"), Fact::Reconnected { archive: None }]).await;
    assert!(text.contains("Not complete"), "{text}");
}

#[tokio::test]
async fn what_was_sent_on_is_not_its_senders_and_nothing_said_is_a_place_to_fill() {
    let forwarded = Some(store::Forwarded { name: "{at} <b>".into(), at: 0 });
    let text = store::Text { body: "See you".into(), forwarded, ..store::Text::default() };
    let sent_on = || Fact::Message(Message { content: Content::Text(text.clone()), ..message_of(1) });
    let plain = exported(ExportFormat::Text, vec![sent_on()]).await;
    assert!(plain.contains("[12:00] ben: ↪ From {at} <b>, D4, 1. M1 1970, 00:00\n        See you"), "{plain}");
    let page = exported(ExportFormat::Html, vec![sent_on()]).await;
    assert!(page.contains("↪ From {at} &lt;b&gt;, D4"), "{page}");
    let json: serde_json::Value = serde_json::from_str(&exported(ExportFormat::Json, vec![sent_on()]).await).unwrap();
    assert_eq!(json["messages"][0]["forwardedFrom"]["at"], "1970-01-01T00:00:00.000Z");
    assert_eq!(words::filled("{who} {odd} {", &[("who", "{by}"), ("by", "x")]), "{by} {odd} {");
}

#[tokio::test]
async fn a_page_runs_nothing_and_links_only_where_the_program_would() {
    let hostile = "<script>alert(1)</script> *bold* `x<y` https://example.com/?a=\"b javascript:alert(1) <img src=x onerror=y>";
    let page = exported(ExportFormat::Html, vec![message(1, false, hostile)]).await;
    assert!(!page.contains("<script") && !page.contains("<img") && page.contains("&lt;script&gt;"), "{page}");
    assert!(page.contains("default-src 'none'") && page.contains("<strong>"), "{page}");
    let links: Vec<&str> = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() == 1 && links[0].starts_with("https://example.com/"), "{links:?}");
    assert!(page.contains("<title>Ben &lt;Brown&gt;</title>"));
}
