//! A message's text, taken apart: what is bold, a link, a mention, a quote or code. The page only draws it.
//!
//! Invariant: every character a person wrote and may see is in some span, styling marks included (XEP-0393 wants them
//! shown), except the `>` of quotes and the fences of code, which are drawn as a line and a box. All of it is text, never
//! markup, and free of characters that turn the direction of what stands beside it.

use crate::ConversationId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Text {
    pub blocks: Vec<Block>,
    /// One to a few emoji and nothing else: shown larger.
    pub big: bool,
    /// Something the author does ("/me waves", XEP-0245): shown as "Anna waves". The blocks are without the "/me ".
    pub action: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Block {
    /// Lines of text; a line ends with `\n` inside a span.
    Paragraph { spans: Vec<Span> },
    /// What somebody else said, marked with `>`.
    Quote { blocks: Vec<Block> },
    /// Between lines of three grave accents. The language is what stands behind the first, where it can be one.
    Code { text: String, language: Option<String> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Span {
    Text {
        text: String,
        #[serde(flatten)]
        style: Style,
    },
    Code {
        text: String,
        #[serde(flatten)]
        style: Style,
    },
    Link {
        text: String,
        /// In canonical form; only `http`, `https`, `mailto` and `xmpp`.
        url: String,
        /// The host that is really asked, in letters that cannot be mistaken: given where the text could mislead.
        host: Option<String>,
        /// The room that it invites into (`xmpp:…?join`, XEP-0147): one is asked before.
        room: Option<ConversationId>,
        #[serde(flatten)]
        style: Style,
    },
    Mention {
        text: String,
        /// Bare JID, or the address of an occupant of a room.
        address: String,
        /// Oneself is meant.
        me: bool,
        #[serde(flatten)]
        style: Style,
    },
}

impl Span {
    pub fn text(&self) -> &str {
        match self {
            Self::Text { text, .. } | Self::Code { text, .. } | Self::Link { text, .. } | Self::Mention { text, .. } => text,
        }
    }

    pub fn style(&self) -> Style {
        match self {
            Self::Text { style, .. } | Self::Code { style, .. } | Self::Link { style, .. } | Self::Mention { style, .. } => *style,
        }
    }
}

/// How a span looks (XEP-0393 §6.2). Only what is true is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Style {
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    #[serde(skip_serializing_if = "is_false")]
    pub bold: bool,
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    #[serde(skip_serializing_if = "is_false")]
    pub italic: bool,
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    #[serde(skip_serializing_if = "is_false")]
    pub strike: bool,
    /// A styling mark itself (`*`, `_`, `~`, a grave accent): shown, but in the background.
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    #[serde(skip_serializing_if = "is_false")]
    pub mark: bool,
}

// The form that serde calls for.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(flag: &bool) -> bool {
    !flag
}
