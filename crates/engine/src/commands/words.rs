//! What a person says: texts and answers, corrections, messages sent on, drafts, typing notices.

use super::{
    elsewhere, files,
    found::{self, Found},
    invalid, key, message, write,
};
use crate::{
    actor::Order,
    codes,
    draft::{self, MOST_MENTIONS},
    shared::{Shared, SignedIn},
    views::Faces,
};
use api::{Code, Command, Error, MessageId, rows};
use store::{Content, Draft, DraftOf, Fact, FileSource, Forwarded, Mention, MessageRecord, Reply, Text};

/// Longest message, in bytes: with everything around it, it fits into a stanza that every server takes.
const MOST_BODY: usize = 60_000;
/// Longest draft; more cannot be sent anyhow.
const MOST_DRAFT: usize = 4 * MOST_BODY;
/// What an answer quotes of a longer message.
const MOST_QUOTE_LINES: usize = 8;
const MOST_QUOTE: usize = 600;
/// Files of one draft.
const MOST_FILES: usize = 100;
/// Conversations a message is sent on to at once.
const MOST_FORWARDED: usize = 50;

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::SendText { conversation, body, reply_to, mentions, files } => {
            send(shared, &conversation, Said { body: &body, mentions: &mentions }, reply_to.as_ref(), &files).await
        }
        Command::CorrectText { message: id, body, mentions } => {
            correct(shared, &id, Said { body: &body, mentions: &mentions }).await
        }
        Command::Forward { message: id, to } => forward(shared, &id, &to).await,
        Command::SaveDraft { conversation, words, of, files, aside } => {
            save_draft(shared, &conversation, Saved { words, of, files, aside }).await
        }
        Command::Typing { conversation, active } => {
            let conversation = key(shared, &conversation)?;
            shared.signed_in()?;
            shared.order(Order::Typing { conversation, active });
            Ok(())
        }
        _ => Err(elsewhere()),
    }
}

/// Words as the page gives them.
struct Said<'a> {
    body: &'a str,
    mentions: &'a [api::Mention],
}

impl Said<'_> {
    fn is_nothing(&self) -> bool {
        self.body.trim().is_empty()
    }

    /// What can be sent of it, with the mentions at their places in code points.
    fn text(&self) -> Result<Text, Error> {
        let mut body = String::with_capacity(self.body.len());
        // Code points of `body` before each UTF-16 unit of what was given.
        let mut places = Vec::with_capacity(self.body.len() + 1);
        let mut kept = 0u32;
        for c in self.body.chars() {
            places.extend(std::iter::repeat_n(kept, c.len_utf16()));
            if sendable(c) {
                body.push(c);
                kept += 1;
            }
        }
        places.push(kept);
        body.truncate(body.trim_end().len());
        if body.trim().is_empty() {
            return Err(invalid("nothing to send"));
        }
        if body.len() > MOST_BODY {
            return Err(Error::new(Code::TooLarge, "message"));
        }
        let length = u32::try_from(body.chars().count()).unwrap_or(u32::MAX);
        let place = |unit: u32| places.get(usize::try_from(unit).ok()?).copied();
        let mention = |mention: &api::Mention| {
            let (begin, end) = (place(mention.begin), place(mention.end).map(|end| end.min(length)));
            let range = begin.zip(end).filter(|(begin, end)| begin < end);
            let (begin, end) = range.ok_or_else(|| invalid("a mention beyond the words"))?;
            let address = wire::stanza::prepared(&mention.address).ok_or_else(|| invalid("not an address"))?;
            Ok(Mention { begin, end, address })
        };
        let mentions = self.mentions.iter().take(MOST_MENTIONS).map(mention).collect::<Result<_, Error>>()?;
        Ok(Text { body, mentions, ..Text::default() })
    }
}

/// What XML cannot carry would break the stream (XML 1.0 §2.2).
fn sendable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\n' | '\t')
}

async fn send(
    shared: &Shared,
    conversation: &str,
    said: Said<'_>,
    reply_to: Option<&MessageId>,
    staged: &[api::StagedId],
) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let conversation = key(shared, conversation)?;
    let mut contents = files::contents(&account, staged)?;
    if staged.is_empty() || !said.is_nothing() {
        contents.push(said.text()?);
    }
    if let Some(id) = reply_to {
        let answered = found::message(&account, id)?.within(&conversation)?;
        // The words answer, where there are some: a file before them only belongs to it.
        if let Some(text) = contents.last_mut() {
            text.reply = Some(reply(&answered)?);
        }
    }
    let at = shared.clock.now_ms();
    // Whoever answers has read what stands before.
    let unread = account.store.unread(at).map_err(|error| codes::store(&error))?.conversations;
    let newest = unread.into_iter().find(|entry| entry.conversation == conversation).map(|entry| entry.newest);
    let mut facts: Vec<Fact> =
        newest.map(|message| Fact::SeenHere { conversation: conversation.clone(), message }).into_iter().collect();
    facts.extend(contents.into_iter().map(|text| written(shared, &conversation, Content::Text(text))));
    let before = draft_in(&account, &conversation)?;
    let draft = draft::rest(before, !said.is_nothing() || reply_to.is_some(), staged);
    facts.push(Fact::Draft { conversation, draft });
    write(&account, facts).await
}

/// Something said, as it goes into the outbox.
pub fn written(shared: &Shared, conversation: &str, content: Content) -> Fact {
    let origin_id = wire::ids::random_id(shared.entropy.as_ref());
    Fact::Written { conversation: conversation.to_owned(), origin_id, content, at: shared.clock.now_ms() }
}

fn reply(answered: &Found) -> Result<Reply, Error> {
    let record = &answered.record;
    let words = match &record.file {
        Some(file) if record.body.is_empty() => file.file.name.as_str(),
        _ => record.body.as_str(),
    };
    // An answer to an answer does not quote the first one again.
    let own = words.lines().filter(|line| !line.starts_with('>')).take(MOST_QUOTE_LINES).collect::<Vec<_>>().join("\n");
    let quote = if own.trim().is_empty() { words } else { &own };
    let quote = quote.trim().chars().take(MOST_QUOTE).collect();
    Ok(Reply { id: answered.target()?.to_owned(), author: Some(answered.author()), quote })
}

async fn correct(shared: &Shared, id: &MessageId, said: Said<'_>) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let corrected = found::message(&account, id)?.own()?.said()?;
    let record = &corrected.record;
    if record.forwarded.is_some() {
        return Err(Error::new(Code::NotAllowed, "another's words"));
    }
    let mut text = said.text()?;
    if text.body == record.body && text.mentions == record.mentions {
        return write(&account, vec![correction_is_over(&account, &record.conversation)?]).await;
    }
    text.unstyled = record.unstyled;
    text.reply = corrected.reply();
    text.file = record.file.as_ref().map(|file| file.file.clone());
    // In rooms too the sender's own id is named (XEP-0308 §3).
    let target = record.origin_id.clone().ok_or_else(|| Error::new(Code::NotAllowed, "a message without an id"))?;
    let fact = written(shared, &record.conversation, Content::Correction { target, text });
    write(&account, vec![fact, correction_is_over(&account, &record.conversation)?]).await
}

/// What is being written there, as it was saved last.
fn draft_in(account: &SignedIn, conversation: &str) -> Result<Draft, Error> {
    let record = account.store.conversation(conversation).map_err(|error| codes::store(&error))?;
    Ok(record.map(|record| record.draft).unwrap_or_default())
}

fn correction_is_over(account: &SignedIn, conversation: &str) -> Result<Fact, Error> {
    let draft = draft::corrected(draft_in(account, conversation)?);
    Ok(Fact::Draft { conversation: conversation.to_owned(), draft })
}

async fn forward(shared: &Shared, id: &MessageId, to: &[String]) -> Result<(), Error> {
    let account = shared.signed_in()?;
    let record = found::message(&account, id)?.said()?.record;
    let forwarded = Some(source(&account, &record));
    if to.is_empty() || to.len() > MOST_FORWARDED {
        return Err(invalid("to nobody, or to too many"));
    }
    let file = record.file.map(|file| file.file);
    if file.as_ref().is_some_and(|file| matches!(file.source, FileSource::Staged { .. })) {
        return Err(Error::new(Code::NotAllowed, "the file is not on the server yet"));
    }
    let text = Text { body: record.body, unstyled: record.unstyled, file, forwarded, ..Text::default() };
    let one = |to: &String| Ok(written(shared, &key(shared, to)?, Content::Text(text.clone())));
    let facts = to.iter().map(one).collect::<Result<_, Error>>()?;
    write(&account, facts).await
}

/// Whose words a message has: where they were sent on before, still those of the first. Of somebody in a room no more than
/// what they are called there.
fn source(account: &SignedIn, record: &MessageRecord) -> Forwarded {
    if let Some(source) = &record.forwarded {
        return source.clone();
    }
    let named = |address: &str| Faces::default().get(address, Some(&account.store)).name.clone();
    let name = match &record.nick {
        Some(nick) => nick.clone(),
        None if record.mine => named(&account.jid),
        None => named(&record.author),
    };
    Forwarded { name, at: record.at }
}

/// A draft as the page gives it.
struct Saved {
    words: rows::Words,
    of: Option<rows::DraftOf>,
    files: Vec<api::StagedId>,
    aside: Option<rows::Words>,
}

async fn save_draft(shared: &Shared, conversation: &str, saved: Saved) -> Result<(), Error> {
    let Saved { words, of, files, aside } = saved;
    if words.text.len().max(aside.as_ref().map_or(0, |aside| aside.text.len())) > MOST_DRAFT {
        return Err(Error::new(Code::TooLarge, "draft"));
    }
    let account = shared.signed_in()?;
    let conversation = key(shared, conversation)?;
    let of = of.map(|of| draft_of(&account, &conversation, &of)).transpose()?;
    let files = files.iter().take(MOST_FILES).filter_map(|id| account.files.handed_over(id)).collect();
    let draft = Draft { words: draft::kept(words), of, files, aside: aside.map(draft::kept) };
    write(&account, vec![Fact::Draft { conversation, draft }]).await
}

fn draft_of(account: &SignedIn, conversation: &str, of: &rows::DraftOf) -> Result<DraftOf, Error> {
    let known = |id: &MessageId| {
        found::message(account, id)?.within(conversation)?;
        message(id)
    };
    Ok(match of {
        rows::DraftOf::Reply { to } => DraftOf::Reply(known(to)?),
        rows::DraftOf::Correction { of } => DraftOf::Correction(known(of)?),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

    use super::*;

    fn mention(begin: u32, end: u32) -> api::Mention {
        api::Mention { begin, end, address: "Ben@example.com".into() }
    }

    #[test]
    fn mentions_are_told_in_code_points_of_what_is_sent() {
        // As the page counts: the emoji is two units. A character that cannot be sent, and white space at the end, go.
        let body = "👍 \u{7}@Ben  ";
        let text = Said { body, mentions: &[mention(4, 8)] }.text().unwrap();
        assert_eq!(text.body, "👍 @Ben");
        assert_eq!(text.mentions, [Mention { begin: 2, end: 6, address: "ben@example.com".into() }]);
        assert_eq!(text.body.chars().skip(2).take(4).collect::<String>(), "@Ben");
        // One that ends in what was taken away ends with the words.
        assert_eq!(Said { body, mentions: &[mention(4, 10)] }.text().unwrap().mentions[0].end, 6);
        for odd in [mention(4, 4), mention(8, 4), mention(4, 99), mention(8, 9)] {
            assert!(Said { body, mentions: std::slice::from_ref(&odd) }.text().is_err(), "{odd:?}");
        }
        assert!(Said { body: " \u{7}\n", mentions: &[] }.text().is_err());
    }
}
