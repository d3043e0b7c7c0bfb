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
    Fact::Message(Message {
        conversation: BEN.into(),
        mine,
        author: if mine { "anna@example.com".into() } else { BEN.into() },
        content: Content::text(body),
        at: DAY / 2 * i64::from(n),
        archive_id: Some(format!("a{n:05}")),
        origin_id: Some(format!("o{n}")),
        ..Message::default()
    })
}

async fn exported(format: ExportFormat, facts: Vec<Fact>) -> String {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("account.db")).unwrap();
    store.apply(facts).await.unwrap();
    let head = Head { conversation: BEN.into(), name: "Ben <Brown>".into(), own: "anna@example.com".into(), at: 3 * DAY };
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
        "Ben <Brown> <ben@example.com>\nExported 1970-01-04 00:00\n\n== 1970-01-01 ==\n[12:00] ben: Lunch?\n        \
         [12:01] Anna: never\n\n== 1970-01-02 ==\n[00:00] anna: Yes\n[12:00] ben: Good\n"
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
