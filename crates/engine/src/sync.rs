//! Catching up with an archive (XEP-0313), the account's or a room's: which page to ask for next, and what an answer means for the gaps.
//!
//! Invariant: nothing counts as complete that the server did not call complete. A lost anchor, a repeated or an empty
//! page ends the asking, never the gap: it stays visible. Live messages come first: history is filled behind them.

use crate::{inbound::read::Fin, outbound::compose::Page};
use std::collections::{BTreeSet, HashMap};
use store::{ArchivePage, Fact, GapRecord, Message, Millis, Scope};

/// Entries of a page while catching up, of the very first page, and of a page that someone scrolled for.
const CATCH_UP: u32 = 200;
const FIRST: u32 = 100;
const OLDER: u32 = 100;
/// And of one that nobody waits for.
const PAST: u32 = 100;
/// So much history is fetched without being asked for (F107).
const QUICK: Millis = 14 * 24 * 60 * 60 * 1000;
/// After so many failed pages in a row, what is to be sent waits no longer.
const MOST_FAILURES: u8 = 3;
/// Some archives keep receipts and markers beside the messages: so many pages of nothing else are passed over.
const MOST_BARREN: u8 = 20;

/// A page to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub scope: Scope,
    pub with: Option<String>,
    pub page: Page,
    pub max: u32,
    /// So many pages before this one had no message, though someone waits for one.
    pub barren: u8,
    /// It brings what was missed here, not what was there before.
    pub missed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Has to be had before anything is sent again.
    CatchUp(Ask),
    /// History, behind everything else; `soon` for the first two weeks of it.
    History {
        ask: Ask,
        soon: bool,
    },
    Nothing,
}

#[derive(Debug)]
struct Collected {
    ask: Ask,
    entries: Vec<(String, Vec<Fact>)>,
}

#[derive(Debug, Default)]
pub struct Sync {
    /// The room whose archive it is; `None`: the account's.
    room: Option<String>,
    /// Whether there is an archive; `None` until the server has said.
    pub archive: Option<bool>,
    /// Everything since the last stream is here: what is to be sent may go.
    pub caught_up: bool,
    open: HashMap<String, Collected>,
    failures: u8,
    /// Pages that someone still waits for, because the last one had nothing to show.
    further: Vec<Ask>,
    /// Conversations whose whole past is being fetched.
    pub filling: BTreeSet<String>,
    /// How far back the history goes that is here.
    reached: Option<Millis>,
    /// What is caught up now was missed, and is announced; settling ids of one's own messages is not.
    pub announce: bool,
    /// Conversations of others' messages that were caught up: announced in one go.
    pub summary: BTreeSet<String>,
}

impl Sync {
    pub fn of_room(room: &str) -> Self {
        Self { room: Some(room.to_owned()), ..Self::default() }
    }

    /// A new stream, or a room that one has come into again.
    pub fn restart(&mut self) {
        *self = Self { room: self.room.take(), reached: self.reached, announce: true, ..Self::default() };
    }

    /// A page for the account as a whole is being fetched.
    pub fn busy(&self) -> bool {
        self.open.values().any(|open| !matches!(open.ask.scope, Scope::Conversation { .. }))
    }

    pub fn asks_for(&self, conversation: &str) -> bool {
        self.open
            .values()
            .any(|open| matches!(&open.ask.scope, Scope::Conversation { conversation: other } if other == conversation))
    }

    /// Whether this page brings what was missed, and not what was there before.
    pub fn was_missed(&self, query: &str) -> bool {
        self.open.get(query).is_some_and(|open| open.ask.missed)
    }

    pub fn begin(&mut self, query: String, ask: Ask) {
        self.open.insert(query, Collected { ask, entries: Vec::new() });
    }

    pub fn collect(&mut self, query: &str, archive_id: String, facts: Vec<Fact>) {
        if let Some(open) = self.open.get_mut(query)
            && open.entries.len() < 2 * CATCH_UP as usize
        {
            open.entries.push((archive_id, facts));
        }
    }

    /// The next page of the account's archive.
    pub fn next(&self, gaps: &[GapRecord], now: Millis) -> Step {
        let open: Vec<&GapRecord> = gaps.iter().filter(|gap| !gap.lost).collect();
        // The newest gap first; of it and all others between two known ends nothing may be missing before sending.
        for gap in open.iter().rev() {
            if let Some(lower) = &gap.lower {
                let ask = Ask {
                    scope: Scope::Forward { gap: gap.id },
                    with: None,
                    page: Page::After(Some(lower.clone())),
                    max: CATCH_UP,
                    barren: 0,
                    missed: gap.missed,
                };
                return Step::CatchUp(ask);
            }
            if gap.upper.is_none() {
                return Step::CatchUp(backward(gap, FIRST));
            }
            // Where nothing was known yet, there is no lower end to begin from: all of it came since this device was there.
            if gap.missed {
                return Step::CatchUp(backward(gap, CATCH_UP));
            }
        }
        match open.last() {
            Some(gap) => {
                // Without any message so far it is not known how far back this is.
                let soon = self.reached.is_none_or(|reached| reached > now - QUICK);
                Step::History { ask: backward(gap, if soon { CATCH_UP } else { PAST }), soon }
            }
            None => Step::Nothing,
        }
    }

    /// The page before the oldest message known of a conversation.
    pub fn older(conversation: &str, oldest: Option<String>) -> Ask {
        Ask {
            scope: Scope::Conversation { conversation: conversation.to_owned() },
            with: Some(conversation.to_owned()),
            page: Page::Before(oldest),
            max: OLDER,
            barren: 0,
            missed: false,
        }
    }

    /// What is to be asked at once, so that whoever scrolls back does not stand before nothing.
    pub fn further(&mut self) -> Vec<Ask> {
        std::mem::take(&mut self.further)
    }

    /// What a page says, to be written in one transaction.
    pub fn page(&mut self, query: &str, fin: &Fin) -> Vec<Fact> {
        let Some(Collected { ask, entries }) = self.open.remove(query) else { return Vec::new() };
        self.failures = 0;
        let first = fin.first.clone().or_else(|| entries.first().map(|entry| entry.0.clone()));
        let last = fin.last.clone().or_else(|| entries.last().map(|entry| entry.0.clone()));
        let entries = placed_purges(&ask.page, entries);
        let (messages, mut others): (Vec<Fact>, Vec<Fact>) =
            entries.into_iter().flat_map(|entry| entry.1).partition(|fact| matches!(fact, Fact::Message(_)));
        let messages: Vec<Message> =
            messages.into_iter().filter_map(|fact| if let Fact::Message(message) = fact { Some(message) } else { None }).collect();
        self.learn(&ask, &messages);

        let stalled = !fin.complete && (last.is_none() || asked_twice(&ask.page, first.as_ref(), last.as_ref()));
        let gap = match ask.scope {
            Scope::Forward { gap } | Scope::Backward { gap } | Scope::Lost { gap } => Some(gap),
            Scope::Conversation { .. } => None,
        };
        // A conversation's page that is empty has nothing before it (XEP-0059 §2.6).
        let complete = fin.complete || (gap.is_none() && last.is_none());
        let filling = ask.with.as_ref().is_some_and(|with| self.filling.contains(with));
        if gap.is_none() && (messages.is_empty() || filling) && !complete && !stalled && ask.barren < MOST_BARREN {
            let page = Page::Before(first.clone());
            let barren = if messages.is_empty() { ask.barren + 1 } else { 0 };
            self.further.push(Ask { scope: ask.scope.clone(), with: ask.with.clone(), page, max: CATCH_UP, barren, missed: false });
        } else if let (Some(with), true) = (&ask.with, filling) {
            self.filling.remove(with);
        }
        if !ask.missed {
            // Old invitations were answered, or not, long ago.
            others.retain(|fact| !matches!(fact, Fact::Invited { .. }));
        }
        let page = ArchivePage { archive: self.room.clone(), scope: ask.scope, messages, first, last, complete };
        let mut facts = vec![Fact::ArchivePage(page)];
        facts.append(&mut others);
        if let (Some(gap), true) = (gap, stalled) {
            facts.push(self.lost(gap));
        }
        facts
    }

    fn learn(&mut self, ask: &Ask, messages: &[Message]) {
        if ask.missed {
            if self.announce {
                self.summary.extend(messages.iter().filter(|message| !message.mine).map(|message| message.conversation.clone()));
            }
        } else if matches!(ask.scope, Scope::Backward { .. }) {
            self.reached = messages.iter().map(|message| message.at).min().or(self.reached);
        }
    }

    /// A page was refused, or never came.
    pub fn failed(&mut self, query: &str, condition: &str) -> Vec<Fact> {
        let Some(Collected { ask, .. }) = self.open.remove(query) else { return Vec::new() };
        match (condition, ask.scope) {
            (_, Scope::Conversation { .. }) => Vec::new(),
            // The store then asks without that end: what is still there is had from above.
            ("item-not-found", Scope::Forward { gap } | Scope::Backward { gap } | Scope::Lost { gap }) => vec![self.lost(gap)],
            ("feature-not-implemented" | "service-unavailable" | "not-allowed" | "forbidden", _) => {
                self.archive = Some(false);
                Vec::new()
            }
            _ => {
                self.failures = self.failures.saturating_add(1);
                Vec::new()
            }
        }
    }

    /// The archive does not answer: waiting for it any longer would hold up what is to be sent.
    pub fn given_up(&self) -> bool {
        self.failures >= MOST_FAILURES
    }

    /// The gap's end cannot be found any more.
    fn lost(&self, gap: i64) -> Fact {
        let page = ArchivePage {
            archive: self.room.clone(),
            scope: Scope::Lost { gap },
            messages: Vec::new(),
            first: None,
            last: None,
            complete: false,
        };
        Fact::ArchivePage(page)
    }

    /// A question was not even sent.
    pub fn drop_query(&mut self, query: &str) {
        self.open.remove(query);
    }
}

fn backward(gap: &GapRecord, max: u32) -> Ask {
    Ask {
        scope: Scope::Backward { gap: gap.id },
        with: None,
        page: Page::Before(gap.upper.clone()),
        max,
        barren: 0,
        missed: gap.missed,
    }
}

/// An archive that deleted a conversation says so in its place: all before that is gone. What it names itself may never
/// have been here, so what stands before it in the archive is named too.
fn placed_purges(page: &Page, mut entries: Vec<(String, Vec<Fact>)>) -> Vec<(String, Vec<Fact>)> {
    let mut before = if let Page::After(anchor) = page { anchor.clone() } else { None };
    for (archive_id, facts) in &mut entries {
        if let (Some(Fact::Purged { conversation, .. }), Some(before)) = (facts.first(), &before) {
            facts.push(Fact::Purged { conversation: conversation.clone(), up_to: Some(before.clone()) });
        }
        if facts.iter().any(|fact| matches!(fact, Fact::Message(_))) {
            before = Some(archive_id.clone());
        }
    }
    entries
}

/// The server gave back the end that it was asked from.
fn asked_twice(page: &Page, first: Option<&String>, last: Option<&String>) -> bool {
    match page {
        Page::After(Some(anchor)) => last == Some(anchor),
        Page::Before(Some(anchor)) => first == Some(anchor),
        Page::After(None) | Page::Before(None) => false,
    }
}

#[cfg(test)]
mod tests {
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
        let delivered = Fact::Delivered { conversation: "bob@example.com".into(), origin_id: "o1".into() };
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
}
