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
    /// Conversations whose past someone waits for, as soon as what was missed is here.
    pub older: BTreeSet<String>,
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
        let room = self.room.take();
        let (older, filling) = (std::mem::take(&mut self.older), std::mem::take(&mut self.filling));
        *self = Self { room, older, filling, reached: self.reached, announce: true, ..Self::default() };
    }

    /// Conversations whose past is to be asked for, now that what was missed is here.
    pub fn waited_for(&mut self) -> BTreeSet<String> {
        let mut conversations = std::mem::take(&mut self.older);
        conversations.extend(self.filling.iter().cloned());
        conversations
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
mod tests;
