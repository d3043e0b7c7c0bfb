//! What is asked of an archive, and what its answers come to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use super::*;

fn fin(first: &str, last: &str) -> Fin {
    Fin { complete: false, first: Some(first.into()), last: Some(last.into()) }
}

fn gap(id: i64, lower: Option<&str>, upper: Option<&str>) -> GapRecord {
    let missed = lower.is_some();
    GapRecord { id, archive: None, lower: lower.map(str::to_owned), upper: upper.map(str::to_owned), lost: false, missed }
}

fn message(at: Millis) -> Fact {
    Fact::Message(Message {
        conversation: "bob@example.com".into(),
        mine: false,
        author: "bob@example.com".into(),
        content: store::Content::text("x"),
        at,
        archive_id: Some(at.to_string()),
        ..Message::default()
    })
}

#[test]
fn what_was_missed_comes_first_then_history_and_lost_gaps_never() {
    let sync = Sync::default();
    let history = gap(1, None, Some("a5"));
    let missed = gap(2, Some("a9"), None);
    let Step::CatchUp(ask) = sync.next(&[history.clone(), missed], 0) else { panic!() };
    assert_eq!((ask.scope, ask.page), (Scope::Forward { gap: 2 }, Page::After(Some("a9".into()))));
    // A hole between two known ends may hold the echo of what is in doubt: it too comes before sending.
    let Step::CatchUp(ask) = sync.next(&[history.clone(), gap(3, Some("a6"), Some("a8"))], 0) else { panic!() };
    assert_eq!(ask.scope, Scope::Forward { gap: 3 });
    let Step::CatchUp(ask) = sync.next(&[gap(4, None, None)], 0) else { panic!() };
    assert_eq!((ask.scope, ask.page, ask.max), (Scope::Backward { gap: 4 }, Page::Before(None), FIRST));
    let Step::History { ask, .. } = sync.next(std::slice::from_ref(&history), 0) else { panic!() };
    assert_eq!((ask.scope, ask.page), (Scope::Backward { gap: 1 }, Page::Before(Some("a5".into()))));
    assert_eq!(sync.next(&[GapRecord { lost: true, ..history }], 0), Step::Nothing);
}

#[test]
fn two_weeks_come_soon_and_the_rest_slowly() {
    let day = 24 * 60 * 60 * 1000;
    let now = 100 * day;
    let gaps = [gap(1, None, Some("a5"))];
    let mut sync = Sync::default();
    for (at, soon) in [(now - day, true), (now - 20 * day, false)] {
        let Step::History { ask, .. } = sync.next(&gaps, now) else { panic!() };
        sync.begin("q".into(), ask);
        sync.collect("q", "a1".into(), vec![message(at)]);
        sync.page("q", &fin("a1", "a1"));
        let Step::History { soon: said, .. } = sync.next(&gaps, now) else { panic!() };
        assert_eq!(said, soon);
    }
}

#[test]
fn a_page_is_written_with_all_it_says_and_nothing_is_called_complete_that_is_not() {
    let mut sync = Sync::default();
    sync.restart();
    let Step::CatchUp(ask) = sync.next(&[gap(2, Some("a1"), None)], 0) else { panic!() };
    sync.begin("q".into(), ask);
    assert!(sync.busy());
    let delivered = Fact::Delivered { conversation: "bob@example.com".into(), origin_id: "o1".into(), at: 3 };
    sync.collect("q", "a2".into(), vec![message(2)]);
    sync.collect("q", "a3".into(), vec![delivered.clone()]);
    sync.collect("other", "a4".into(), vec![message(4)]);
    let facts = sync.page("q", &Fin::default());
    let Fact::ArchivePage(page) = &facts[0] else { panic!() };
    assert_eq!(
        (page.messages.len(), page.first.as_deref(), page.last.as_deref(), page.complete),
        (1, Some("a2"), Some("a3"), false)
    );
    assert_eq!(facts[1..], [delivered]);
    assert!(sync.summary.contains("bob@example.com") && !sync.busy());
}

#[test]
fn what_was_missed_comes_before_sending_even_where_nothing_was_known_before() {
    let sync = Sync { archive: Some(true), ..Sync::default() };
    let first = GapRecord { missed: true, ..gap(2, None, Some("a5")) };
    let Step::CatchUp(ask) = sync.next(std::slice::from_ref(&first), 0) else { panic!() };
    assert_eq!((&ask.page, ask.missed), (&Page::Before(Some("a5".into())), true));
    assert!(matches!(sync.next(&[GapRecord { missed: false, ..first }], 0), Step::History { .. }));
}

/// Also where the server has forgotten the place from which to go on, and it is had from above.
#[test]
fn what_was_missed_is_announced_and_invites_whichever_way_it_is_walked() {
    for missed in [true, false] {
        let mut sync = Sync::default();
        sync.restart();
        let gap = GapRecord { missed, ..gap(2, None, Some("a5")) };
        let (Step::CatchUp(ask) | Step::History { ask, .. }) = sync.next(&[gap], 0) else { panic!() };
        assert_eq!(ask.scope, Scope::Backward { gap: 2 });
        sync.begin("q".into(), ask);
        let invited = Fact::Invited {
            room: "tea@rooms.example.com".into(),
            name: "tea".into(),
            by: "bob@example.com".into(),
            reason: String::new(),
            password: None,
            at: 4,
        };
        sync.collect("q", "a3".into(), vec![message(3)]);
        sync.collect("q", "a4".into(), vec![invited.clone()]);
        let facts = sync.page("q", &fin("a3", "a4"));
        assert_eq!((facts.contains(&invited), sync.summary.contains("bob@example.com")), (missed, missed));
        assert_eq!(sync.reached, (!missed).then_some(3));
    }
}

#[test]
fn a_lost_anchor_an_empty_and_a_repeated_page_end_in_a_visible_gap() {
    let is_lost = |facts: &[Fact]| matches!(facts.last(), Some(Fact::ArchivePage(page)) if page.scope == Scope::Lost { gap: 2 } && !page.complete);
    let begin = || {
        let mut sync = Sync::default();
        let Step::CatchUp(ask) = sync.next(&[gap(2, Some("a1"), None)], 0) else { panic!() };
        sync.begin("q".into(), ask);
        sync
    };
    assert!(is_lost(&begin().failed("q", "item-not-found")));
    assert!(is_lost(&begin().page("q", &Fin::default())));
    assert!(is_lost(&begin().page("q", &fin("a0", "a1"))));
    assert!(!is_lost(&begin().page("q", &Fin { complete: true, ..Fin::default() })));
    let mut sync = begin();
    assert!(sync.failed("q", "service-unavailable").is_empty());
    assert_eq!(sync.archive, Some(false));
}

#[test]
fn an_archive_that_does_not_answer_holds_up_nothing_for_ever() {
    let mut sync = Sync::default();
    for _ in 0..MOST_FAILURES {
        assert!(!sync.given_up());
        let Step::CatchUp(ask) = sync.next(&[gap(2, Some("a1"), None)], 0) else { panic!() };
        sync.begin("q".into(), ask);
        assert!(sync.failed("q", "remote-server-timeout").is_empty());
    }
    assert!(sync.given_up());
}

#[test]
fn a_history_that_was_deleted_while_away_goes_here_too() {
    let mut sync = Sync::default();
    sync.restart();
    let Step::CatchUp(ask) = sync.next(&[gap(2, Some("a1"), None)], 0) else { panic!() };
    sync.begin("q".into(), ask);
    let purged = |up_to: &str| Fact::Purged { conversation: "bob@example.com".into(), up_to: Some(up_to.into()) };
    sync.collect("q", "a4".into(), vec![purged("a3")]);
    sync.collect("q", "a5".into(), vec![message(5)]);
    sync.collect("q", "a7".into(), vec![purged("a6")]);
    let facts = sync.page("q", &Fin::default());
    assert_eq!(facts[1..], [purged("a3"), purged("a1"), purged("a6"), purged("a5")]);
}

#[test]
fn all_of_a_conversations_past_is_fetched_page_by_page_to_its_end() {
    let mut sync = Sync::default();
    sync.filling.insert("bob@example.com".into());
    sync.begin("q1".into(), Sync::older("bob@example.com", Some("m9".into())));
    sync.collect("q1", "m7".into(), vec![message(7)]);
    sync.page("q1", &fin("m5", "m8"));
    let further = sync.further();
    assert_eq!((further.len(), &further[0].page), (1, &Page::Before(Some("m5".into()))));
    sync.begin("q2".into(), further[0].clone());
    sync.collect("q2", "m1".into(), vec![message(1)]);
    sync.page("q2", &Fin { complete: true, ..fin("m1", "m4") });
    assert!(sync.further().is_empty() && sync.filling.is_empty());
}

/// Fifty receipts in a row hide a conversation's older messages from nobody.
#[test]
fn a_page_without_messages_is_followed_by_the_one_before_it() {
    let mut sync = Sync::default();
    sync.begin("q1".into(), Sync::older("bob@example.com", Some("m9".into())));
    let facts = sync.page("q1", &fin("r1", "r50"));
    assert!(matches!(&facts[0], Fact::ArchivePage(page) if !page.complete && page.messages.is_empty()));
    let further = sync.further();
    assert_eq!(further.len(), 1);
    assert_eq!((&further[0].page, further[0].with.as_deref()), (&Page::Before(Some("r1".into())), Some("bob@example.com")));
    assert!(sync.further().is_empty());
}

#[test]
fn a_server_that_never_ends_is_not_followed_for_ever() {
    let mut sync = Sync::default();
    let mut next = vec![Sync::older("bob@example.com", None)];
    let mut pages = 0;
    while let Some(ask) = next.pop() {
        pages += 1;
        sync.begin("q".into(), ask);
        sync.page("q", &fin(&format!("r{pages}"), "r"));
        next = sync.further();
    }
    assert_eq!(pages, u32::from(MOST_BARREN) + 1);
    sync.begin("q".into(), Sync::older("bob@example.com", Some("r1".into())));
    sync.page("q", &fin("r1", "r1"));
    assert!(sync.further().is_empty(), "the end that was asked from came back");
}
