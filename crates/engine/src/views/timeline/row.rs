//! One message as a row: what it says now, what it answers, what others think of it, what may be done with it.

use super::super::{
    Scene,
    author::Author,
    conversations::{failure, state},
    rights::Talk,
};
use crate::text::{self, Names};
use api::{
    rows::{ForwardedRow, NoticeRow, ReactionRow, ReplyRow, RetractedRow, TimelineRow},
    text::Text,
};
use store::{MessageRecord, Notice, ReactionRecord, ReplyRecord};

/// Names under one emoji.
const MOST_NAMES: usize = 20;

pub fn row(record: &MessageRecord, talk: &Talk, names: &Names, scene: &Scene<'_>) -> TimelineRow {
    let author = Author::of(record, scene);
    if let Some(happened) = &record.notice {
        return TimelineRow::Notice { id: record.id.to_string(), at: record.at, notice: notice(happened, author.name) };
    }
    let file = record.file.as_ref().filter(|_| record.retracted.is_none());
    TimelineRow::Message {
        id: record.id.to_string(),
        mine: record.mine,
        author: author.address,
        author_name: author.name,
        avatar: author.avatar,
        body: record.body.clone(),
        text: parsed(record, names),
        at: record.at,
        state: state(record),
        reply: record.reply.as_ref().map(|reply| answered(reply, scene)),
        forwarded: record.forwarded.as_ref().map(|of| ForwardedRow { name: text::clean(&of.name).into_owned(), at: of.at }),
        file: file.and_then(|file| scene.file_row(record.id, file, failure(record))),
        reactions: record.reactions.iter().map(|reaction| under(reaction, scene)).collect(),
        edited: record.edited,
        retracted: record
            .retracted
            .as_ref()
            .map(|retracted| RetractedRow { by: retracted.by.clone(), reason: retracted.reason.clone() }),
        mentions_me: record.mentions_me,
        pinned: record.pinned,
        can: talk.rights(record),
    }
}

fn parsed(record: &MessageRecord, names: &Names) -> Text {
    text::parse(&text::Source { body: &record.body, unstyled: record.unstyled, references: &record.mentions, names })
}

fn answered(reply: &ReplyRecord, scene: &Scene<'_>) -> ReplyRow {
    let own = scene.app.address.as_deref().filter(|_| reply.mine && reply.nick.is_none());
    let author = own.or(reply.author.as_deref()).map(|address| Author::named(address, reply.nick.as_deref(), scene));
    ReplyRow {
        message: reply.message.map(|message| message.to_string()),
        author_name: author.map(|author| author.name).unwrap_or_default(),
        text: text::preview(&reply.body, false),
    }
}

/// The same for the information on a message.
pub fn under(reaction: &ReactionRecord, scene: &Scene<'_>) -> ReactionRow {
    let name = |(address, nick): &(String, Option<String>)| Author::named(address, nick.as_deref(), scene).name;
    ReactionRow {
        emoji: reaction.emoji.clone(),
        count: super::super::count(reaction.who.len()).saturating_add(u32::from(reaction.mine)),
        mine: reaction.mine,
        who: reaction.who.iter().take(MOST_NAMES).map(name).collect(),
    }
}

fn notice(notice: &Notice, who: String) -> NoticeRow {
    match notice.clone() {
        Notice::Topic { topic } => NoticeRow::Topic { by: who, topic },
        Notice::Joined => NoticeRow::Joined { who },
        Notice::Left => NoticeRow::Left { who },
        Notice::Removed { by } => NoticeRow::Removed { who, by },
        Notice::Destroyed { reason } => NoticeRow::Destroyed { reason },
    }
}
