//! Telling one's own devices what only they are to know (XEP-0223), on any server: how far one has read (XEP-0490), what
//! was chosen for a conversation, what was viewed in the notification center (docs/protocol.md), which rooms one is in
//! (XEP-0402).
//!
//! Invariant: nothing of it is ever published without asserting on the wire that only oneself may read it (XEP-0223
//! §Security). Servers differ in which options they take while publishing: where `max_items` is refused, the node is made
//! and configured first, then published to with the options that all take.

use minidom::Element;
use serde::{Deserialize, Serialize};
use wire::{
    ns,
    payload::{
        pubsub::{self, Access, MaxItems, Options},
        rsm::{self, Rsm},
        stanza_id, viewed,
    },
    stanza,
};

/// Where the conversation is kept that was read last, in the same commit, until others have heard of it.
pub const LATEST_READ: &str = "personal.latest_read";

/// What is to be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Personal {
    /// How far a conversation has been read.
    Seen(String),
    /// What was chosen for a conversation.
    Chosen(String),
    /// What was viewed in the notification center.
    Viewed,
    /// A room of one's own list, or that it is none any more.
    Bookmark(String),
}

/// What is told of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    This(Element),
    /// There is nothing any more: what was told is taken back.
    Nothing,
}

impl Personal {
    pub fn node(&self) -> &'static str {
        match self {
            Self::Seen(_) => ns::DISPLAYED_SYNC,
            Self::Chosen(_) => ns::CONVERSATION,
            Self::Viewed => ns::VIEWED,
            Self::Bookmark(_) => ns::BOOKMARKS,
        }
    }

    fn item(&self) -> &str {
        match self {
            Self::Seen(conversation) | Self::Chosen(conversation) | Self::Bookmark(conversation) => conversation,
            Self::Viewed => viewed::ITEM,
        }
    }
}

/// The payload of a read mark: everything up to this entry of the archive of `by`.
pub fn displayed(by: &str, archive_id: &str) -> Element {
    stanza::element("displayed", ns::DISPLAYED_SYNC).child(stanza_id::stanza_id(by, archive_id)).done()
}

/// The steps, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Publish, with all options.
    Full,
    /// Make the node with its options.
    Create,
    /// Give the options to a node that is there.
    Configure,
    /// Publish to a node that was configured.
    Plain,
}

impl Step {
    /// What to try after this step's answer; `None` where nothing is left to do.
    pub fn next(self, refused: Option<&str>) -> Option<Step> {
        match (self, refused) {
            (Step::Full | Step::Plain, None) | (Step::Plain, Some(_)) => None,
            (Step::Full, Some(_)) => Some(Step::Create),
            (Step::Create, Some("conflict")) => Some(Step::Configure),
            (Step::Create | Step::Configure, _) => Some(Step::Plain),
        }
    }
}

/// What all servers take.
fn private() -> Options {
    Options { access: Some(Access::Whitelist), persist: Some(true), ..Options::default() }
}

fn all() -> Options {
    Options { max_items: Some(MaxItems::Max), send_last_published_item: Some("never".to_owned()), ..private() }
}

/// The stanza of one step.
pub fn stanza(step: Step, what: &Personal, said: &Said, id: &str) -> Element {
    let node = what.node();
    let publish = |options: &Options| match said {
        Said::This(payload) => pubsub::publish(node, what.item(), payload.clone(), Some(options)),
        Said::Nothing => pubsub::retract(node, what.item(), true),
    };
    let payload = match step {
        Step::Full => publish(&all()),
        Step::Plain => publish(&private()),
        Step::Create => pubsub::create(node, Some(&all())),
        Step::Configure => pubsub::configure(node, &all()),
    };
    stanza::iq_set(None, id, payload)
}

/// Items asked for at once: with all that is chosen for each conversation, they stay far below what a stanza may hold.
const PAGE: u32 = 200;
/// More pages are not asked for.
const MOST_PAGES: u16 = 100;

/// Which part of a node's items is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    First,
    /// What follows this item (XEP-0059), as the page of this number.
    After { item: String, page: u16 },
    /// All of it, of a server that knows no pages.
    All,
}

impl Part {
    /// What is to be asked after an answer; `None` where nothing is left.
    pub fn next(&self, answer: &Element) -> Option<Self> {
        let pubsub = stanza::child(answer, "pubsub", ns::PUBSUB)?;
        let page = rsm::Page::from_parent(pubsub);
        let here = stanza::child(pubsub, "items", ns::PUBSUB).map_or(0, |items| items.children().count());
        let last = page.last.filter(|_| here > 0)?;
        let before = match self {
            Self::First => 0,
            Self::After { page, item } if *item != last => *page,
            Self::After { .. } | Self::All => return None,
        };
        let there = page.index.zip(page.count).map(|(index, count)| (index as usize + here, count as usize));
        let more = there.is_none_or(|(so_far, all)| so_far < all);
        (more && before < MOST_PAGES).then(|| Self::After { item: last, page: before + 1 })
    }

    /// What is to be asked after a refusal.
    pub fn instead(&self, condition: &str) -> Option<Self> {
        (*self == Self::First && condition != "item-not-found").then_some(Self::All)
    }
}

/// A node's items: what all devices have told so far.
pub fn list(node: &str, part: &Part, id: &str) -> Element {
    let page = match part {
        Part::First => Rsm { max: Some(PAGE), ..Rsm::default() },
        Part::After { item, .. } => Rsm { max: Some(PAGE), after: Some(item.clone()), ..Rsm::default() },
        Part::All => Rsm::default(),
    };
    stanza::iq_get(None, id, pubsub::items(node, None, &page))
}
