//! Files: staged, uploaded in order, kept, gone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use store::{Change, Content, Fact, File, FileSource, MessageState, Store, Text};
use support::*;

fn picture(staged: &str) -> Content {
    let file = File { name: "cat.png".into(), source: FileSource::Staged { staged: staged.into() }, ..File::default() };
    Content::Text(Text { file: Some(file), ..Text::default() })
}

fn write(store: &Store, conversation: &str, id: &str, content: Content) {
    apply(store, Fact::Written { conversation: conversation.into(), origin_id: id.into(), content, at: 5 });
}

fn outbox(store: &Store) -> Vec<(String, Option<String>, bool)> {
    store.outbox().unwrap().into_iter().map(|entry| (entry.origin_id, entry.staged, entry.waits)).collect()
}

#[test]
fn nothing_overtakes_a_file_in_its_conversation() {
    let home = Home::new();
    let store = home.open();
    write(&store, BOB, "w0", Content::text("before"));
    write(&store, BOB, "w1", picture("s1"));
    write(&store, BOB, "w2", Content::text("after"));
    write(&store, CID, "w3", Content::text("elsewhere"));
    let staged = |id: &str, waits| (id.to_owned(), None, waits);
    assert_eq!(
        outbox(&store),
        [staged("w0", false), ("w1".into(), Some("s1".into()), true), staged("w2", true), staged("w3", false)]
    );
    assert_eq!(store.handed_over().unwrap().len(), 1);
    store.close();
    let store = home.open();
    let changes = apply(&store, Fact::Uploaded { origin_id: "w1".into(), url: "https://up.x/1".into() });
    assert!(changes.contains(&Change::Outbox));
    assert!(store.outbox().unwrap().iter().all(|entry| entry.staged.is_none() && !entry.waits));
    let sent = &store.outbox().unwrap()[1].content;
    assert!(
        matches!(sent, Content::Text(Text { file: Some(File { source: FileSource::Url { url }, .. }), .. }) if url == "https://up.x/1")
    );
    assert_eq!(store.handed_over().unwrap(), []);
}

#[test]
fn a_refused_upload_is_a_failed_message_and_blocks_nothing() {
    let home = Home::new();
    let store = home.open();
    write(&store, BOB, "w1", picture("s1"));
    write(&store, BOB, "w2", Content::text("after"));
    apply(&store, Fact::UploadRefused { origin_id: "w1".into(), code: "tooLarge".into(), at: 9, retry_at: Some(90) });
    assert_eq!(outbox(&store), [("w2".to_owned(), None, false)]);
    let entry = &store.notifications(&store::NotificationFilter::default(), 9, 0).unwrap()[0];
    assert_eq!((entry.code.as_deref(), entry.text.as_str(), entry.id.as_str()), (Some("tooLarge"), "cat.png", "failed:w1"));
    let message = entry.message.unwrap();
    let failed = store.message(message).unwrap().unwrap();
    assert_eq!((failed.state, failed.retry_at), (Some(MessageState::Failed), Some(90)));
    assert_eq!(store.handed_over().unwrap().len(), 1, "it can be tried again");
    apply(&store, Fact::Retried { message });
    assert_eq!(outbox(&store), [("w2".to_owned(), None, false), ("w1".into(), Some("s1".into()), true)]);
    apply(&store, Fact::Discarded { message });
    assert_eq!((store.handed_over().unwrap().len(), outbox(&store).len()), (0, 1));
}

#[test]
fn kept_bytes_are_those_of_the_file_that_is_shown() {
    let home = Home::new();
    let store = home.open();
    let file = |url: &str| Some(File { name: "a".into(), source: FileSource::Url { url: url.into() }, ..File::default() });
    let text = |url: &str| Text { file: file(url), ..Text::default() };
    apply(&store, Fact::Message(store::Message { content: Content::Text(text("u1")), ..message(BOB, "x", "a1") }));
    let row = || store.timeline(BOB, store::Around::Newest, 1).unwrap().messages().next().unwrap().clone();
    let message = row().id;
    let changes = apply(&store, Fact::FileKept { message, path: Some("k1".into()) });
    assert!(changes.contains(&Change::Files { message }));
    assert_eq!(apply(&store, Fact::FileKept { message, path: Some("k1".into()) }), []);
    assert_eq!(row().file.unwrap().kept.as_deref(), Some("k1"));
    apply(&store, Fact::FileGone { message });
    let shown = row().file.unwrap();
    assert_eq!((shown.kept.as_deref(), shown.gone), (Some("k1"), true));
    apply(&store, Fact::FileKept { message, path: None });
    assert_eq!(row().file.unwrap().kept, None);
    // Another file in its place.
    apply(&store, Fact::FileKept { message, path: Some("k1".into()) });
    let correction = Content::Correction { target: "o-x".into(), text: text("u2") };
    apply(&store, Fact::Message(store::Message { content: correction, ..support::message(BOB, "y", "a2") }));
    let shown = row().file.unwrap();
    assert_eq!((shown.kept, shown.gone, shown.file.source), (None, false, FileSource::Url { url: "u2".into() }));
}

#[test]
fn kept_bytes_of_one_s_own_file_stay_when_it_is_uploaded() {
    let home = Home::new();
    let store = home.open();
    write(&store, BOB, "w1", picture("s1"));
    let message = store.outbox().unwrap()[0].message;
    apply(&store, Fact::FileKept { message, path: Some("k1".into()) });
    apply(&store, Fact::Uploaded { origin_id: "w1".into(), url: "u1".into() });
    assert_eq!(store.message(message).unwrap().unwrap().file.unwrap().kept.as_deref(), Some("k1"));
}
