//! Contents of messages as columns: a kind, a text, what it names, and the rest as JSON.

use crate::{Content, File, FileSource, Forwarded, Mention, Notice, Reply, Text};
use serde::{Deserialize, Serialize};

pub(crate) const TEXT: i64 = 0;
pub(crate) const CORRECTION: i64 = 1;
pub(crate) const RETRACTION: i64 = 2;
pub(crate) const MODERATION: i64 = 3;
pub(crate) const REACTIONS: i64 = 4;
pub(crate) const TOMBSTONE: i64 = 5;
pub(crate) const NOTICE: i64 = 6;
/// What is left of a message that was cleared: see `apply/clearing.rs`.
pub(crate) const CLEARED: i64 = 7;

/// More emojis of one author under one message are not kept.
const MOST_EMOJIS: usize = 64;

/// Whether rows of this kind only change another one.
pub(crate) fn amends(kind: i64) -> bool {
    (CORRECTION..=REACTIONS).contains(&kind)
}

/// Whether rows of this kind are never shown.
pub(crate) fn is_hidden(kind: i64) -> bool {
    amends(kind) || kind == CLEARED
}

/// A content as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    pub kind: i64,
    pub body: String,
    pub details: Option<String>,
    pub target: Option<String>,
}

/// What is kept as JSON beside the text.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<Reply>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Mention>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unstyled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<File>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded: Option<Forwarded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Notice>,
}

impl Details {
    fn of(text: &Text) -> Self {
        Self {
            reply: text.reply.clone(),
            mentions: text.mentions.clone(),
            unstyled: text.unstyled,
            file: text.file.clone(),
            forwarded: text.forwarded.clone(),
            ..Self::default()
        }
    }

    fn read(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    fn write(&self) -> Option<String> {
        serde_json::to_string(self).ok().filter(|json| json != "{}")
    }
}

impl Columns {
    pub fn of(content: &Content) -> Self {
        let (kind, body, details, target) = match content {
            Content::Text(text) => {
                (TEXT, text.body.clone(), Details::of(text), text.reply.as_ref().map(|reply| &reply.id).filter(|id| !id.is_empty()))
            }
            Content::Correction { target, text } => (CORRECTION, text.body.clone(), Details::of(text), Some(target)),
            Content::Retraction { target } => (RETRACTION, String::new(), Details::default(), Some(target)),
            Content::Moderation { target, by, reason } => {
                (MODERATION, reason.clone(), Details { by: by.clone(), ..Details::default() }, Some(target))
            }
            Content::Reactions { target, emojis } => {
                let mut kept: Vec<&str> = Vec::new();
                for emoji in emojis {
                    if kept.len() < MOST_EMOJIS && !kept.contains(&emoji.as_str()) {
                        kept.push(emoji);
                    }
                }
                (REACTIONS, serde_json::to_string(&kept).unwrap_or_default(), Details::default(), Some(target))
            }
            Content::Tombstone { by, reason } => {
                (TOMBSTONE, reason.clone(), Details { by: by.clone(), ..Details::default() }, None)
            }
            Content::Notice(notice) => {
                (NOTICE, String::new(), Details { notice: Some(notice.clone()), ..Details::default() }, None)
            }
        };
        Self { kind, body, details: details.write(), target: target.cloned() }
    }

    pub fn content(self) -> Content {
        let target = self.target.clone().unwrap_or_default();
        match self.kind {
            CORRECTION => Content::Correction { target, text: self.text() },
            RETRACTION => Content::Retraction { target },
            MODERATION => Content::Moderation { target, by: self.by(), reason: self.body },
            REACTIONS => Content::Reactions { target, emojis: emojis(&self.body) },
            TOMBSTONE => Content::Tombstone { by: self.by(), reason: self.body },
            NOTICE => match notice(self.details.as_deref()) {
                Some(notice) => Content::Notice(notice),
                None => Content::default(),
            },
            _ => Content::Text(self.text()),
        }
    }

    /// The words of a text or of a correction.
    pub fn text(&self) -> Text {
        text(self.body.clone(), self.details.as_deref())
    }

    pub fn by(&self) -> Option<String> {
        Details::read(self.details.as_deref()).by
    }
}

pub(crate) fn text(body: String, details: Option<&str>) -> Text {
    let Details { reply, mentions, unstyled, file, forwarded, .. } = Details::read(details);
    Text { body, reply, mentions, unstyled, file, forwarded }
}

pub(crate) fn notice(details: Option<&str>) -> Option<Notice> {
    Details::read(details).notice
}

pub(crate) fn by(details: Option<&str>) -> Option<String> {
    Details::read(details).by
}

pub(crate) fn emojis(body: &str) -> Vec<String> {
    serde_json::from_str(body).unwrap_or_default()
}

/// A number that stands for what a message said, to recognise it by (FNV-1a).
pub(crate) fn print(kind: i64, body: &str, target: Option<&str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in kind.to_le_bytes().iter().chain(body.as_bytes()).chain(&[0]).chain(target.unwrap_or_default().as_bytes()) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// The file that is to be uploaded before the message can go.
pub(crate) fn staged(details: Option<&str>) -> Option<String> {
    match Details::read(details).file?.source {
        FileSource::Staged { staged } => Some(staged),
        FileSource::Url { .. } => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn contents_come_back() {
        let text = Text {
            body: "hello".into(),
            reply: Some(Reply { id: "a1".into(), author: Some("bob@x".into()), quote: "hi".into() }),
            mentions: vec![Mention { begin: 0, end: 3, address: "bob@x".into() }],
            unstyled: true,
            file: Some(File { source: FileSource::Staged { staged: "s1".into() }, voice: true, ..File::default() }),
            forwarded: Some(Forwarded { name: "Bob".into(), at: 7 }),
        };
        let contents = [
            Content::text("hello"),
            Content::Text(text.clone()),
            Content::Correction { target: "t".into(), text },
            Content::Retraction { target: "t".into() },
            Content::Moderation { target: "t".into(), by: Some("m@x".into()), reason: "spam".into() },
            Content::Reactions { target: "t".into(), emojis: vec!["👍".into(), "🎉".into()] },
            Content::Tombstone { by: None, reason: "r".into() },
            Content::Notice(Notice::Removed { by: "m@x".into() }),
        ];
        for content in contents {
            assert_eq!(Columns::of(&content).content(), content);
        }
        assert_eq!(Columns::of(&Content::text("plain")).details, None, "most messages need no JSON");
        let twice = Content::Reactions { target: "t".into(), emojis: vec!["👍".into(), "👍".into()] };
        assert_eq!(Columns::of(&twice).content(), Content::Reactions { target: "t".into(), emojis: vec!["👍".into()] });
    }
}
