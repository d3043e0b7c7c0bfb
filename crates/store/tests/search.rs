//! Searching: any part of a text in any script, with filters, newest first, and only what a message says now.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

mod support;

use store::{Content, Fact, File, FileSource, Found, Has, Message, SearchQuery, Store, Text};
use support::*;

const HOUR: i64 = 3_600_000;

fn say(store: &Store, conversation: &str, body: &str, at: i64) {
    let archive_id = format!("{conversation}-{body}");
    let message = Message { at, origin_id: Some(archive_id.clone()), ..message(conversation, body, &archive_id) };
    apply(store, Fact::Message(message));
}

fn words(words: &[&str]) -> SearchQuery {
    SearchQuery { words: words.iter().map(|&word| word.into()).collect(), ..SearchQuery::default() }
}

fn bodies(found: &Found) -> Vec<&str> {
    found.rows.iter().map(|row| row.message.body.as_str()).collect()
}

fn finds(store: &Store, query: &SearchQuery) -> Vec<String> {
    bodies(&store.search(query, None, 100).unwrap()).into_iter().map(str::to_owned).collect()
}

#[test]
fn any_part_in_any_script_is_found() {
    let home = Home::new();
    let store = home.open();
    let texts = ["Die Grüße aus Köln", "東京に行きます", "naïve café", "a-b_c", "Привет, мир", "한국어", "x", "🎉 party"];
    for (at, text) in texts.into_iter().enumerate() {
        say(&store, BOB, text, at as i64 * HOUR);
    }
    for (word, text) in [
        ("grusse", texts[0]),
        ("RÜSS", texts[0]),
        ("öln", texts[0]),
        ("di", texts[0]),
        ("ln", texts[0]),
        ("東", texts[1]),
        ("京に", texts[1]),
        ("行きます", texts[1]),
        ("ïve c", texts[2]),
        ("-b_", texts[3]),
        ("_c", texts[3]),
        ("ПРИВЕТ", texts[4]),
        ("国", ""),
        ("국", texts[5]),
        ("🎉", texts[7]),
    ] {
        let expected: Vec<&str> = Some(text).filter(|text| !text.is_empty()).into_iter().collect();
        assert_eq!(finds(&store, &words(&[word])), expected, "{word}");
    }
    assert_eq!(finds(&store, &words(&["x"])), ["x"]);
    assert_eq!(finds(&store, &words(&["au", "die"])), [texts[0]]);
    assert_eq!(finds(&store, &words(&["grusse", "cafe"])), Vec::<String>::new());
    assert_eq!(finds(&store, &words(&["\"", "grusse"])), Vec::<String>::new(), "signs are looked for as they are");
    assert_eq!(finds(&store, &words(&[" "])).len(), texts.len());
}

#[test]
fn exact_words_are_whole() {
    let home = Home::new();
    let store = home.open();
    for (at, text) in ["modern art", "a party of two", "The Art of tea", "東京の art"].into_iter().enumerate() {
        say(&store, BOB, text, at as i64);
    }
    let exact = |text: &str| SearchQuery { exact: vec![text.into()], ..SearchQuery::default() };
    assert_eq!(finds(&store, &exact("art")), ["東京の art", "The Art of tea", "modern art"]);
    assert_eq!(finds(&store, &exact("art  of")), ["The Art of tea"]);
    assert_eq!(finds(&store, &exact("京")), ["東京の art"]);
}

#[test]
fn filters_hold_together() {
    let home = Home::new();
    let store = home.open();
    say(&store, BOB, "tea one", HOUR);
    say(&store, CID, "tea two", 2 * HOUR);
    apply(&store, Fact::Message(Message { at: 3 * HOUR, ..mine(CID, "tea three", "m1") }));
    let image = File { name: "Teapot.PNG".into(), mime: "image/png".into(), source: FileSource::default(), ..File::default() };
    let picture = Text { body: String::new(), file: Some(image), ..Text::default() };
    apply(&store, Fact::Message(Message { at: 4 * HOUR, content: Content::Text(picture), ..message(BOB, "p", "p") }));
    say(&store, BOB, "tea at https://tea.example", 5 * HOUR);
    let tea = || words(&["tea"]);
    assert_eq!(finds(&store, &tea()).len(), 5, "file names are found, too");
    assert_eq!(finds(&store, &SearchQuery { conversations: Some(vec![CID.into()]), ..tea() }), ["tea three", "tea two"]);
    assert_eq!(finds(&store, &SearchQuery { conversations: Some(vec!["no@x".into()]), ..tea() }), Vec::<String>::new());
    assert_eq!(finds(&store, &SearchQuery { from: vec![CID.into()], ..tea() }), ["tea two"]);
    assert_eq!(finds(&store, &SearchQuery { from: vec![String::new()], ..tea() }), ["tea three"]);
    assert_eq!(finds(&store, &SearchQuery { before: Some(2 * HOUR), ..tea() }), ["tea one"]);
    assert_eq!(finds(&store, &SearchQuery { after: Some(2 * HOUR), before: Some(4 * HOUR), ..tea() }), ["tea three", "tea two"]);
    assert_eq!(finds(&store, &SearchQuery { has: Some(Has::Image), ..tea() }), [""]);
    assert_eq!(finds(&store, &SearchQuery { has: Some(Has::Link), ..SearchQuery::default() }), ["tea at https://tea.example"]);
    let said = Message { room: true, author: "tea@r/Zoë".into(), nick: Some("Zoë".into()), ..message("tea@r", "room tea", "r1") };
    apply(&store, Fact::Message(said));
    assert_eq!(finds(&store, &SearchQuery { from: vec!["zoe".into()], ..tea() }), ["room tea"]);
}

#[test]
fn only_what_a_message_says_now_is_found() {
    let home = Home::new();
    let store = home.open();
    say(&store, BOB, "seecret", 1);
    let correct =
        |body: &str| Content::Correction { target: "bob@x-seecret".into(), text: Text { body: body.into(), ..Text::default() } };
    let by_bob = |content, id: &str| Fact::Message(Message { content, origin_id: Some(id.into()), ..message(BOB, "", id) });
    apply(&store, by_bob(correct("secret"), "c1"));
    assert_eq!((finds(&store, &words(&["seec"])), finds(&store, &words(&["ecret"]))), (vec![], vec!["secret".to_owned()]));
    apply(&store, by_bob(Content::Retraction { target: "bob@x-seecret".into() }, "c2"));
    assert_eq!(finds(&store, &words(&["secret"])), Vec::<String>::new());
    say(&store, BOB, "cleared", 3);
    apply(&store, Fact::Cleared { conversation: BOB.into(), up_to: None, here: false });
    assert_eq!(finds(&store, &words(&["cleared"])), Vec::<String>::new());
    apply(&store, written(BOB, "discarded"));
    assert_eq!(finds(&store, &words(&["discarded"])).len(), 1, "what waits is found");
    let message = store.outbox().unwrap()[0].message;
    apply(&store, Fact::Discarded { message });
    assert_eq!(finds(&store, &words(&["discarded"])), Vec::<String>::new());
}

#[test]
fn pages_meet_newest_first_whatever_came_first() {
    let home = Home::new();
    let store = home.open();
    // Times in no order, several to an hour, some the same.
    let mut expected: Vec<(i64, String)> = Vec::new();
    for n in 0..200_i64 {
        let at = (n * 7_919 % 40) * HOUR / 3;
        say(&store, BOB, &format!("word {n}"), at);
        expected.push((at, format!("word {n}")));
    }
    let mut found: Vec<(i64, String)> = Vec::new();
    let mut older = None;
    loop {
        let page = store.search(&words(&["wor"]), older, 7).unwrap();
        assert!(page.rows.len() <= 7);
        found.extend(page.rows.iter().map(|row| (row.message.at, row.message.body.clone())));
        older = page.older;
        if older.is_none() {
            break;
        }
    }
    assert!(found.windows(2).all(|pair| pair[0].0 >= pair[1].0));
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn rare_short_words_are_found_far_back() {
    let home = Home::new();
    let store = home.open();
    say(&store, BOB, "the qz of old", 0);
    let many = (0..3_000).map(|n| {
        let id = format!("n{n}");
        Fact::Message(Message {
            at: (1 + n / 100) * HOUR,
            origin_id: Some(id.clone()),
            ..message(BOB, &format!("filler {n}"), &id)
        })
    });
    store.apply_blocking(many.collect()).unwrap();
    let found = store.search(&words(&["qz"]), None, 10).unwrap();
    assert_eq!((bodies(&found), found.older), (vec!["the qz of old"], None));
    // With a word that all have.
    let found = store.search(&words(&["the", "qz"]), None, 10).unwrap();
    assert_eq!(bodies(&found), ["the qz of old"]);
    assert_eq!(store.search(&words(&["fi"]), None, 50).unwrap().rows.len(), 50);
}

#[test]
fn matches_are_marked_in_the_text() {
    let home = Home::new();
    let store = home.open();
    say(&store, BOB, "Straße, straff, Ast", 0);
    let found = store.search(&words(&["strass"]), None, 9).unwrap();
    assert_eq!(found.rows[0].marks, [(0, 5)]);
    let found = store.search(&words(&["a", "st"]), None, 9).unwrap();
    assert_eq!(found.rows[0].marks, [(0, 2), (3, 4), (8, 10), (11, 12), (16, 19)]);
}

#[test]
fn what_is_here_can_be_told_and_written_out() {
    let home = Home::new();
    let store = home.open();
    apply(&store, Fact::Reconnected { archive: None });
    say(&store, BOB, "5", 500);
    say(&store, BOB, "6", 600);
    let state = store.archive_state().unwrap();
    assert_eq!((state.complete, state.since, state.messages), (false, Some(500), 2));
    let open = gap(&store);
    apply(&store, page(store::Scope::Backward { gap: open }, vec![message(BOB, "1", "1")], true));
    let state = store.archive_state().unwrap();
    assert_eq!((state.complete, state.since, state.messages), (true, None, 3));
    let first = store.export(BOB, None, 2).unwrap();
    let rest = store.export(BOB, first.last().map(|row| row.id), 2).unwrap();
    assert_eq!(first.iter().chain(&rest).map(|row| row.body.as_str()).collect::<Vec<_>>(), ["1", "5", "6"]);
}
