//! What the own account and server offer (XEP-0030).

use minidom::Element;
use wire::{ns, stanza};

/// The features that change how this program behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features {
    pub archive: bool,
    pub archive_extended: bool,
    pub stanza_ids: bool,
    pub carbons: bool,
    /// Private nodes can be asserted on publishing (XEP-0060 §7.1.5): without it nothing private is published.
    pub publish_options: bool,
    pub pep: bool,
    /// Deletes from the own archive (docs/protocol.md).
    pub purge: bool,
}

impl Features {
    /// Both the account's and the server's.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            archive: self.archive || other.archive,
            archive_extended: self.archive_extended || other.archive_extended,
            stanza_ids: self.stanza_ids || other.stanza_ids,
            carbons: self.carbons || other.carbons,
            publish_options: self.publish_options || other.publish_options,
            pep: self.pep || other.pep,
            purge: self.purge || other.purge,
        }
    }
}

pub fn features(answer: &Element) -> Features {
    let mut features = Features::default();
    let Some(query) = stanza::child(answer, "query", ns::DISCO_INFO) else { return features };
    for child in query.children() {
        match (child.name(), child.attr("var"), child.attr("category"), child.attr("type")) {
            ("feature", Some(ns::MAM), ..) => {
                features.archive = true;
                features.stanza_ids = true;
            }
            ("feature", Some(ns::MAM_EXTENDED), ..) => features.archive_extended = true,
            ("feature", Some(ns::STANZA_ID), ..) => features.stanza_ids = true,
            ("feature", Some(ns::CARBONS), ..) => features.carbons = true,
            ("feature", Some(ns::PUBSUB_PUBLISH_OPTIONS), ..) => features.publish_options = true,
            ("feature", Some(ns::ARCHIVE_PURGE), ..) => features.purge = true,
            ("identity", _, Some("pubsub"), Some("pep")) => features.pep = true,
            _ => {}
        }
    }
    features
}
