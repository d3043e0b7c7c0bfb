//! What is found: by search, in the quick switcher, and how much there is to be searched.

use super::*;
use api::rows::{ArchiveRow, QuickRow, SearchRow};

/// The text with what matched in brackets.
fn marked(row: &SearchRow) -> String {
    let units: Vec<u16> = row.text.encode_utf16().collect();
    let part = |from: u32, to: u32| String::from_utf16(&units[from as usize..to as usize]).unwrap();
    let mut text = String::new();
    let mut from = 0;
    for (start, end) in &row.matches {
        text.push_str(&format!("{}[{}]", part(from, *start), part(*start, *end)));
        from = *end;
    }
    text + &part(from, units.len() as u32)
}

fn said(n: u32, mine: bool, body: &str) -> Fact {
    let Fact::Message(message) = message(n, body) else { panic!() };
    let author = if mine { "anna@example.com" } else { BEN };
    Fact::Message(Message { mine, author: author.into(), ..message })
}

async fn search(desk: &Desk, text: &str) -> Page<SearchRow> {
    let what = View::Search { text: text.into(), conversation: None };
    desk.open(20, what, |patches| if let Patches::Search(patches) = patches { patches } else { panic!() }).await
}

#[tokio::test]
async fn a_search_narrows_as_one_types_and_names_mean_people() {
    let desk = Desk::new();
    desk.write(vec![roster(vec![person(BEN, "Ben Arndt", &[]), person("cleo@example.com", "Cléo Braun", &[])])]).await;
    desk.write(vec![said(1, false, "Das Budget für März"), said(2, true, "budget ist da"), said(3, false, "東京で会う")]).await;
    let found = search(&desk, "bud").await;
    found.shows(marked, vec!["[bud]get ist da".into(), "Das [Bud]get für März".into()]).await;
    let narrow = async |text: &str, expected: Vec<&str>| {
        desk.board.go(found.id, Move::Filter(text.into())).await.unwrap();
        found.shows(marked, expected.into_iter().map(str::to_owned).collect()).await;
    };
    narrow("budget marz", vec!["Das [Budget] für [März]"]).await;
    narrow("budget from:ben", vec!["Das [Budget] für März"]).await;
    narrow("budget from:me", vec!["[budget] ist da"]).await;
    narrow("in:arndt 京", vec!["東[京]で会う"]).await;
    narrow("budget in:cleo", vec![]).await;
    narrow("budget before:1970-01-01", vec![]).await;
    narrow("\"ist da\"", vec!["budget [ist da]"]).await;
    narrow("", vec![]).await;
    // What is said while one looks is found too, and what is taken back is gone.
    narrow("lunch", vec![]).await;
    desk.write(vec![said(4, false, "Lunch?")]).await;
    found.shows(marked, vec!["[Lunch]?".into()]).await;
}

#[tokio::test]
async fn more_is_found_when_one_scrolls() {
    let desk = Desk::new();
    desk.write((1..=130).map(|n| message(n, &format!("tea {n}"))).collect()).await;
    let found = search(&desk, "tea").await;
    let end = Instant::now() + Duration::from_secs(5);
    for expected in [50, 100, 130] {
        while found.rows().len() < expected {
            assert!(Instant::now() < end, "{} of {expected}", found.rows().len());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        desk.board.go(found.id, Move::Newer).await.unwrap();
    }
    let rows = found.rows();
    assert_eq!((rows.len(), rows[0].text.as_str(), rows[129].text.as_str()), (130, "tea 130", "tea 1"));
}

#[tokio::test]
async fn what_the_window_does_not_show_is_counted_up_to_a_thousand() {
    for (messages, beyond) in [(50, 0), (51, 1), (130, 80), (1_000, 950), (1_300, 951)] {
        let desk = Desk::new();
        // Among others, and over more messages than are looked at in one go.
        let said = |n: u32| message(n, &if n.is_multiple_of(3) { format!("tea {n}") } else { format!("coffee {n}") });
        desk.write((1..=messages * 3).map(said).collect()).await;
        let found = search(&desk, "tea").await;
        let end = Instant::now() + Duration::from_secs(20);
        while found.extent.lock().unwrap().1 != beyond {
            assert!(Instant::now() < end, "{messages}: {:?}", found.extent.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert_eq!(found.rows().len(), 50);
    }
}

#[tokio::test]
async fn the_switcher_shows_where_one_was_and_then_who_and_what_matches() {
    let desk = Desk::new();
    let room = "tea@rooms.example.com";
    let bookmark = store::Bookmark { room: room.into(), name: "Berlin tea".into(), autojoin: true, ..store::Bookmark::default() };
    desk.write(vec![
        roster(vec![person(BEN, "Ben Arndt", &[]), person("cleo@example.com", "Cléo Berg", &[])]),
        Fact::Bookmark(bookmark),
        message(1, "Berg und Tal"),
    ])
    .await;
    let quick: Page<QuickRow> = desk
        .open(21, View::Quick { text: String::new(), messages: true }, |patches| {
            if let Patches::Quick(patches) = patches { patches } else { panic!() }
        })
        .await;
    let read = |row: &QuickRow| match row {
        QuickRow::Person { name, .. } => format!("person {name}"),
        QuickRow::Room { name, .. } => format!("room {name}"),
        QuickRow::Message { found, .. } => format!("message {}", marked(found)),
    };
    let first = quick.rows().iter().map(read).collect::<Vec<_>>();
    assert!(first.contains(&"person Ben Arndt".to_owned()) && !first.contains(&"person Cléo Berg".to_owned()), "{first:?}");
    desk.board.go(quick.id, Move::Filter("ber".into())).await.unwrap();
    quick.shows(read, vec!["person Cléo Berg".into(), "room Berlin tea".into(), "message [Ber]g und Tal".into()]).await;
    desk.board.go(quick.id, Move::Filter("b".into())).await.unwrap();
    quick.shows(read, vec!["person Ben Arndt".into(), "person Cléo Berg".into(), "room Berlin tea".into()]).await;
}

/// The desk is held up while a person types on: what was asked meanwhile is what it finds then.
#[tokio::test]
async fn a_search_waits_for_a_filter_and_is_dropped_for_the_next() {
    let desk = Desk::new();
    desk.write(vec![roster(vec![person(BEN, "Ben Arndt", &[])]), message(1, "tea"), message(2, "tea and cake")]).await;
    let (searched, filtered) = (ViewId(20), ViewId(1));
    let (told, order) = channel();
    let (go_on, held) = channel::<()>();
    let tell = told.clone();
    let search = View::Search { text: String::new(), conversation: None };
    desk.board.open(searched, search, move |_| tell.send("search").unwrap_or_default()).await.unwrap();
    let list = View::Contacts { filter: String::new() };
    desk.board.open(filtered, list, move |_| told.send("filter").unwrap_or_default()).await.unwrap();
    let session = desk.board.open(ViewId(30), View::Session, move |_| held.recv().unwrap_or_default());
    while order.try_recv().is_ok() {}
    let asked = |view, text: &str| desk.board.go(view, Move::Filter(text.into()));
    let typing = async {
        let let_go = async { go_on.send(()).unwrap() };
        tokio::join!(asked(searched, "tea"), asked(searched, "tea and"), asked(filtered, "ben"), let_go)
    };
    let (opened, (first, second, third, ())) = tokio::join!(session, typing);
    assert_eq!([opened, first, second, third], [Ok(()), Ok(()), Ok(()), Ok(())]);
    assert_eq!(order.try_iter().collect::<Vec<_>>(), ["filter", "search"]);
}

#[tokio::test]
async fn whoever_wants_only_names_costs_no_search() {
    let desk = Desk::new();
    desk.write(vec![roster(vec![person(BEN, "Ben Arndt", &[])]), message(1, "Ben was here")]).await;
    // Who is in the company is read once, for all views.
    desk.contacts("").await;
    let costs = async |id: u32, messages: bool| {
        let what = View::Quick { text: "ben".into(), messages };
        let before = desk.store.reads();
        let page: Page<QuickRow> =
            desk.open(id, what, |patches| if let Patches::Quick(patches) = patches { patches } else { panic!() }).await;
        (page.rows().len(), desk.store.reads() - before)
    };
    let (names, all) = (costs(21, false).await, costs(22, true).await);
    assert_eq!((names.0, all.0), (1, 2));
    assert!(names.1 < all.1, "{names:?} {all:?}");
}

#[tokio::test]
async fn the_archive_says_what_is_missing() {
    let desk = Desk::new();
    desk.write(vec![Fact::Reconnected { archive: None }, message(7, "seven")]).await;
    let archive: Page<ArchiveRow> =
        desk.open(22, View::Archive, |patches| if let Patches::Archive(patches) = patches { patches } else { panic!() }).await;
    archive.shows(|row| (row.complete, row.filling, row.messages), vec![(false, false, 1)]).await;
    let mut app = desk.app.clone();
    app.filling = true;
    desk.board.app(Arc::new(app));
    archive.shows(|row| row.filling, vec![true]).await;
}

#[tokio::test]
async fn favourites_stand_on_top_and_strangers_at_the_end() {
    let desk = Desk::new();
    let favourite = |who: &str| Fact::Preferences {
        conversation: who.into(),
        preferences: store::Preferences { favourite: true, ..store::Preferences::default() },
    };
    desk.write(vec![roster(vec![person(BEN, "Ben", &["Sales"]), person("cleo@example.com", "Cleo", &["Sales"])])]).await;
    let page = desk.contacts("").await;
    let read = |row: &ContactRow| match row {
        ContactRow::Department { name, total, folded, .. } => format!("{name} {total}{}", if *folded { " folded" } else { "" }),
        ContactRow::Person { name, depth, .. } => format!("{}{name}", "  ".repeat(usize::from(*depth))),
    };
    let company = ["Sales 2", "  Ben", "  Cleo"].map(str::to_owned).to_vec();
    page.shows(read, company.clone()).await;
    desk.write(vec![favourite("cleo@example.com")]).await;
    let with = |before: &[&str], behind: &[&str]| {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        [owned(before), company.clone(), owned(behind)].concat()
    };
    page.shows(read, with(&["Favourites 1", "  Cleo"], &[])).await;
    let stranger = Message {
        conversation: "mel@example.org".into(),
        author: "mel@example.org".into(),
        content: Content::text("hello"),
        archive_id: Some("a900".into()),
        ..Message::default()
    };
    desk.write(vec![Fact::Message(stranger)]).await;
    page.shows(read, with(&["Favourites 1", "  Cleo"], &["Not in list 1", "  mel"])).await;
    desk.write(vec![Fact::Fold { group: "urn:hallway:unlisted".into(), folded: true }]).await;
    page.shows(read, with(&["Favourites 1", "  Cleo"], &["Not in list 1 folded"])).await;
    desk.board.go(page.id, Move::Filter("me".into())).await.unwrap();
    page.shows(read, vec!["mel".into()]).await;
    desk.board.go(page.id, Move::Filter(String::new())).await.unwrap();
    // Into the list: out of the group.
    desk.write(vec![Fact::Person { person: person("mel@example.org", "Mel", &["Sales"]), version: None }]).await;
    page.shows(read, ["Favourites 1", "  Cleo", "Sales 3", "  Ben", "  Cleo", "  Mel"].map(str::to_owned).to_vec()).await;
}
