//! Drafts between the page and the store.
//!
//! Invariant: what the page gave comes back to it as it was, letter by letter. The page counts in UTF-16, the store in code
//! points; a mention that names no part of the text is none.

use crate::files::Files;
use api::{
    StagedId,
    rows::{DraftFile, DraftOf, DraftRow, Words},
};
use store::{Draft, File, FileSource, Mention};

/// People a text may name.
pub const MOST_MENTIONS: usize = 128;

/// Words of the page as they are kept.
pub fn kept(words: Words) -> store::Words {
    let mut places = Vec::with_capacity(words.text.len() + 1);
    let mut points = 0u32;
    for c in words.text.chars() {
        places.push(Some(points));
        // Between the halves of one character nothing begins or ends.
        places.extend((1..c.len_utf16()).map(|_| None));
        points += 1;
    }
    places.push(Some(points));
    let place = |unit: u32| *places.get(usize::try_from(unit).ok()?)?;
    let mention = |mention: api::Mention| {
        let (begin, end) = place(mention.begin).zip(place(mention.end)).filter(|(begin, end)| begin < end)?;
        Some(Mention { begin, end, address: wire::stanza::prepared(&mention.address)? })
    };
    let mentions = words.mentions.into_iter().take(MOST_MENTIONS).filter_map(mention).collect();
    store::Words { text: words.text, mentions }
}

/// Kept words as the page takes them.
fn shown(words: &store::Words) -> Words {
    let mut places = vec![0u32];
    for c in words.text.chars() {
        places.push(places.last().copied().unwrap_or(0) + u32::try_from(c.len_utf16()).unwrap_or(1));
    }
    let place = |point: u32| places.get(usize::try_from(point).ok()?).copied();
    let mention = |mention: &Mention| {
        Some(api::Mention { begin: place(mention.begin)?, end: place(mention.end)?, address: mention.address.clone() })
    };
    Words { text: words.text.clone(), mentions: words.mentions.iter().filter_map(mention).collect() }
}

/// Under which id a file was handed over.
pub fn staged(file: &File) -> Option<&StagedId> {
    match &file.source {
        FileSource::Staged { staged } => Some(staged),
        FileSource::Url { .. } => None,
    }
}

pub fn row(draft: &Draft, files: Option<&Files>) -> DraftRow {
    let file = |file: &File| {
        let id = staged(file)?;
        Some(DraftFile {
            id: id.clone(),
            name: file.name.clone(),
            size: file.size.unwrap_or(0),
            thumbnail: files.is_some_and(|files| files.has_small(id)),
            gone: !files.is_some_and(|files| files.has(id)),
        })
    };
    DraftRow {
        words: shown(&draft.words),
        of: draft.of.map(|of| match of {
            store::DraftOf::Reply(message) => DraftOf::Reply { to: message.to_string() },
            store::DraftOf::Correction(message) => DraftOf::Correction { of: message.to_string() },
        }),
        files: draft.files.iter().filter_map(file).collect(),
        aside: draft.aside.as_ref().map(shown),
    }
}

/// What is left of a draft once something of it was sent: words only where none were, and the files that stayed behind.
pub fn rest(draft: Draft, said: bool, sent: &[StagedId]) -> Draft {
    let Draft { mut words, mut of, mut files, aside } = draft;
    if said {
        (words, of) = Default::default();
    }
    files.retain(|file| staged(file).is_none_or(|id| !sent.contains(id)));
    Draft { words, of, files, aside }
}

/// What is left once a correction was sent: what it had set aside.
pub fn corrected(draft: Draft) -> Draft {
    match draft {
        Draft { of: Some(store::DraftOf::Correction(_)), aside, files, .. } => {
            Draft { words: aside.unwrap_or_default(), files, ..Draft::default() }
        }
        other => other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn words(text: &str, mentions: &[(u32, u32)]) -> Words {
        let mention = |(begin, end)| api::Mention { begin, end, address: "ben@example.com".into() };
        Words { text: text.into(), mentions: mentions.iter().copied().map(mention).collect() }
    }

    #[test]
    fn words_come_back_as_they_were() {
        // The emoji is one code point and two units; what is to be sent later keeps its blanks.
        let given = words("👍 @Ben  ", &[(3, 7)]);
        let stored = kept(given.clone());
        assert_eq!((stored.mentions[0].begin, stored.mentions[0].end), (2, 6));
        assert_eq!(shown(&stored), given);
        for odd in [(1, 7), (3, 3), (7, 3), (3, 99)] {
            assert_eq!(kept(words("👍 @Ben  ", &[odd])).mentions, [], "{odd:?}");
        }
    }

    #[test]
    fn only_what_was_sent_leaves_a_draft() {
        let file = |id: &str| File { source: FileSource::Staged { staged: id.into() }, ..File::default() };
        let draft = Draft { files: vec![file("a"), file("b")], of: Some(store::DraftOf::Reply(7)), ..Draft::text("half") };
        let voice = rest(draft.clone(), false, &["v".into()]);
        assert_eq!(voice, draft);
        let sent = rest(draft.clone(), true, &["a".into()]);
        assert_eq!(sent, Draft { files: vec![file("b")], ..Draft::default() });
        let correction = Draft { of: Some(store::DraftOf::Correction(7)), aside: Some(Draft::text("aside").words), ..draft };
        assert_eq!(corrected(correction.clone()), Draft { files: correction.files, ..Draft::text("aside") });
        assert_eq!(corrected(sent.clone()), sent);
    }
}
