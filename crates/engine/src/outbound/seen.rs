//! Telling one's other devices what was read (XEP-0490), on any server.
//!
//! Invariant: a read mark is never published without asserting on the wire that only oneself may read it
//! (XEP-0223 §Security). Servers differ in which options they take while publishing: where `max_items` is refused,
//! the node is made and configured first, then published to with the options that all take.

use minidom::Element;
use wire::{ns, stanza};

/// A read mark: everything of `conversation` up to `archive_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub conversation: String,
    pub archive_id: String,
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

fn form(form_type: &str, fields: &[(&str, &str)]) -> Element {
    let field = |var: &str, value: &str| stanza::element("field", ns::DATA_FORMS).attr("var", var).field("value", value).done();
    let form_type =
        stanza::element("field", ns::DATA_FORMS).attr("var", "FORM_TYPE").attr("type", "hidden").field("value", form_type);
    stanza::element("x", ns::DATA_FORMS)
        .attr("type", "submit")
        .child(form_type)
        .children(fields.iter().map(|(var, value)| field(var, value)))
        .done()
}

const PRIVATE: [(&str, &str); 2] = [("pubsub#persist_items", "true"), ("pubsub#access_model", "whitelist")];
const ALL: [(&str, &str); 4] = [
    ("pubsub#persist_items", "true"),
    ("pubsub#max_items", "max"),
    ("pubsub#send_last_published_item", "never"),
    ("pubsub#access_model", "whitelist"),
];

fn publish(mark: &Mark, own: &str, options: &[(&str, &str)]) -> Element {
    let id = stanza::element("stanza-id", ns::STANZA_ID).attr("by", own).attr("id", &mark.archive_id);
    let item = stanza::element("item", ns::PUBSUB)
        .attr("id", &mark.conversation)
        .child(stanza::element("displayed", ns::DISPLAYED_SYNC).child(id));
    let options = stanza::element("publish-options", ns::PUBSUB).child(form(ns::PUBSUB_PUBLISH_OPTIONS, options));
    stanza::element("pubsub", ns::PUBSUB)
        .child(stanza::element("publish", ns::PUBSUB).attr("node", ns::DISPLAYED_SYNC).child(item))
        .child(options)
        .done()
}

/// The stanza of one step.
pub fn stanza(step: Step, mark: &Mark, own: &str, id: &str) -> Element {
    let payload = match step {
        Step::Full => publish(mark, own, &ALL),
        Step::Plain => publish(mark, own, &PRIVATE),
        Step::Create => stanza::element("pubsub", ns::PUBSUB)
            .child(stanza::element("create", ns::PUBSUB).attr("node", ns::DISPLAYED_SYNC))
            .child(stanza::element("configure", ns::PUBSUB).child(form(ns::PUBSUB_NODE_CONFIG, &ALL)))
            .done(),
        Step::Configure => stanza::element("pubsub", ns::PUBSUB_OWNER)
            .child(
                stanza::element("configure", ns::PUBSUB_OWNER)
                    .attr("node", ns::DISPLAYED_SYNC)
                    .child(form(ns::PUBSUB_NODE_CONFIG, &ALL)),
            )
            .done(),
    };
    stanza::iq_set(None, id, payload)
}
