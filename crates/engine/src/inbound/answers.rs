//! Answers to own questions, matched on who was asked and on the id (RFC 6120 §8.2.3).
//!
//! Invariant: an answer counts once, and only from whom the question went to. Ids carry more than 128 random bits.

use super::{Me, Outcome, Refused, Scene, Why};
use crate::outbound::personal::{Part, Personal, Step};
use minidom::Element;
use std::collections::BTreeMap;
use store::Millis;
use wire::{
    payload::upload::Refusal,
    stanza::{self, Kind},
};

/// What was asked, so that the answer can be understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    Roster,
    Delimiter,
    Carbons,
    AccountFeatures,
    ServerFeatures,
    /// An archive page; results come beside the answer, marked with the query's id.
    Archive {
        /// The room whose archive it is; `None`: the account's.
        archive: Option<String>,
        query: String,
    },
    Card {
        address: String,
    },
    Picture {
        address: String,
        hash: String,
    },
    /// What time it is where they are (XEP-0202).
    Time {
        address: String,
    },
    /// What one's devices have told each other, in this private node.
    PersonalList {
        node: &'static str,
        part: Part,
    },
    /// The bookmarked rooms (XEP-0402).
    Bookmarks,
    /// Those of before (XEP-0048).
    BookmarksBefore,
    /// What a room is like (XEP-0045 §6.4).
    RoomInfo {
        room: String,
    },
    /// Those of one affiliation to a room (XEP-0045 §9.5).
    Members {
        room: String,
        affiliation: store::Affiliation,
    },
    /// What the own server has beside (XEP-0030), and what one of these is.
    Services,
    Service {
        address: String,
    },
    /// A page of the rooms anyone may join (XEP-0045 §6.3), and what one of them says of itself.
    PublicRooms {
        service: String,
    },
    PublicRoom {
        room: String,
    },
    /// Whether one is still in a room (XEP-0410).
    SelfPing {
        room: String,
    },
    /// What a command asked, and waits for.
    Errand {
        errand: u64,
    },
    /// Something of the kind on its way to one's own devices.
    Personal {
        what: Personal,
        step: Step,
    },
}

impl Question {
    /// All else waits for the answer.
    pub fn comes_first(&self) -> bool {
        matches!(self, Self::AccountFeatures | Self::ServerFeatures | Self::Roster)
    }

    /// Silence is no answer: asked again on the same stream.
    pub fn is_needed(&self) -> bool {
        self.comes_first() || matches!(self, Self::Bookmarks | Self::BookmarksBefore)
    }
}

#[derive(Debug)]
struct Open {
    to: Option<String>,
    question: Question,
    asked_at: Millis,
}

/// The questions that are open on this stream.
#[derive(Debug, Default)]
pub struct Asked {
    open: BTreeMap<String, Open>,
}

impl Asked {
    /// `to` is the address as it stands in the question; `None` for the own account.
    pub fn open(&mut self, id: String, to: Option<&str>, question: Question, now: Millis) {
        self.open.insert(id, Open { to: to.and_then(stanza::prepared), question, asked_at: now });
    }

    pub fn close(&mut self, id: &str) -> Option<Question> {
        self.open.remove(id).map(|open| open.question)
    }

    /// Closes and returns what has been open since before `then`.
    pub fn overdue(&mut self, then: Millis) -> Vec<Question> {
        let ids: Vec<String> = self.open.iter().filter(|(_, open)| open.asked_at < then).map(|(id, _)| id.clone()).collect();
        ids.iter().filter_map(|id| self.close(id)).collect()
    }

    pub fn clear(&mut self) {
        self.open.clear();
    }

    pub fn any(&self, is: impl Fn(&Question) -> bool) -> bool {
        self.open.values().any(|open| is(&open.question))
    }

    pub fn count(&self, is: impl Fn(&Question) -> bool) -> usize {
        self.open.values().filter(|open| is(&open.question)).count()
    }

    /// Whose archive this open query went to; the inner `None` is the account's.
    pub fn archive_of(&self, query: &str) -> Option<Option<&str>> {
        self.open.values().find_map(|open| match &open.question {
            Question::Archive { archive, query: open } if open == query => Some(archive.as_deref()),
            _ => None,
        })
    }

    fn expects(&self, id: &str, from: Option<&str>, me: &Me) -> bool {
        let Some(open) = self.open.get(id) else { return false };
        let from = match from {
            // Only the own server leaves the address out: others' stanzas it stamps (RFC 6120 §8.1.2.1).
            None => return open.to.as_ref().is_none_or(|to| *to == me.bare || *to == me.domain),
            Some(from) => stanza::prepared(from),
        };
        match (&open.to, from) {
            (_, None) => false,
            (None, Some(from)) => from == me.bare || from == me.domain,
            (Some(to), Some(from)) => *to == from,
        }
    }
}

pub fn classify(element: &Element, scene: &Scene<'_>) -> Outcome {
    let Some(id) = element.attr("id") else { return Outcome::Dropped(Why::Malformed) };
    if !scene.asked.expects(id, element.attr("from"), scene.me) {
        return Outcome::Dropped(Why::ForgedReply);
    }
    let answer = if stanza::kind(element) == Some(Kind::IqResult) {
        Ok(element.clone())
    } else {
        let condition = stanza::error_condition(element).map_or_else(|| "undefined-condition".to_owned(), |error| error.1);
        let retry_at = match Refusal::from_stanza(element) {
            Some(Refusal::Later(at)) => Some(at),
            _ => None,
        };
        Err(Refused { condition, detail: stanza::error_detail(element), retry_at })
    };
    Outcome::Answered { id: id.to_owned(), answer }
}
