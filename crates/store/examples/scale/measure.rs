//! What people do with a large store, each timed many times.

use crate::{
    company::{CONVERSATIONS, HALL, NOW, Rng, SPAN_MS, conversation, message, words},
    figures::Figures,
    fill::PAGE,
};
use store::{Around, Fact, Message, SearchQuery, Store};

pub fn opening(store: &Store, figures: &mut Figures) {
    figures.measure("Recent, first hundred", 20, |_| store.conversations(100, 0).unwrap().len());
    figures.measure("Recent, all", 20, |_| store.conversations(5_000, 0).unwrap().len());
    figures.measure("Recent, after one message", 100, |n| {
        store.conversations_named(&[&conversation(n).0]).unwrap().len() + store.conversation_count().unwrap() as usize
    });
    figures.measure("everybody in the contact list", 10, |_| store.people().unwrap().len());
    figures.measure("members of the largest room", 10, |_| store.members(HALL, "", u32::MAX, 0).unwrap().len());
    figures.measure("unread", 20, |_| store.unread(NOW).unwrap().conversations.len());
    let busiest = HALL.to_owned();
    figures
        .measure("largest conversation, newest hundred", 20, |_| store.timeline(&busiest, Around::Newest, 100).unwrap().rows.len());
    figures
        .measure("largest conversation, oldest hundred", 20, |_| store.timeline(&busiest, Around::Oldest, 100).unwrap().rows.len());
    figures.measure("any conversation, newest hundred", 200, |n| {
        store.timeline(&conversation(n * 7 % CONVERSATIONS).0, Around::Newest, 100).unwrap().rows.len()
    });
    figures.measure("a date two years back", 50, |n| {
        let at = NOW - SPAN_MS / 3 * 2 + i64::try_from(n).unwrap() * 86_400_000;
        store.timeline(&busiest, Around::Time(at), 100).unwrap().rows.len()
    });
    let mut anchor = store.timeline(&busiest, Around::Newest, 100).unwrap().messages().next().unwrap().id;
    figures.measure("scrolling up by a hundred", 100, |_| {
        let slice = store.timeline(&busiest, Around::Before(anchor), 100).unwrap();
        anchor = slice.messages().next().map_or(anchor, |row| row.id);
        slice.rows.len()
    });
    figures.measure("state of the archive", 5, |_| usize::from(store.archive_state().unwrap().complete));
}

pub fn searching(store: &Store, figures: &mut Figures) {
    let words = words();
    let query = |parts: &[&str]| SearchQuery { words: parts.iter().map(|&part| part.into()).collect(), ..SearchQuery::default() };
    let search = |query: &SearchQuery| store.search(query, None, 50).unwrap().rows.len();
    figures.measure("search: words by frequency", 200, |n| search(&query(&[&words[n * n / 2 % words.len()]])));
    figures.measure("search: parts of words", 100, |n| {
        let word: String = words[n * 97 % words.len()].chars().skip(1).take(4).collect();
        search(&query(&[&word]))
    });
    figures.measure("search: two words", 100, |n| search(&query(&[&words[n], &words[n * 31 + 5]])));
    figures.measure("search: three words", 100, |n| search(&query(&[&words[n], &words[n + 3], &words[n * 3 + 7]])));
    figures.measure("search: as it is typed, one and two letters", 52, |n| {
        let letter = char::from(b'a' + u8::try_from(n % 26).unwrap());
        search(&query(&[&if n < 26 { letter.to_string() } else { format!("{letter}e") }]))
    });
    figures.measure("search: rare two letters", 20, |n| {
        let letters = ["qz", "xj", "yq", "jx", "öü"];
        search(&query(&[letters[n % letters.len()]]))
    });
    figures.measure("search: one Chinese character", 20, |_| search(&query(&["京"])));
    figures.measure("search: nothing has it", 20, |n| search(&query(&[&format!("zzyzx{n}")])));
    figures.measure("search: in one conversation", 100, |n| {
        let conversations = Some(vec![conversation(n * 13 % CONVERSATIONS).0]);
        search(&SearchQuery { conversations, ..query(&[&words[n * 3]]) })
    });
    figures.measure("search: in the busiest, one letter", 26, |n| {
        let letter = char::from(b'a' + u8::try_from(n).unwrap()).to_string();
        search(&SearchQuery { conversations: Some(vec![HALL.to_owned()]), ..query(&[&letter]) })
    });
    figures.measure("search: by one person", 100, |n| {
        search(&SearchQuery { from: vec![conversation(n * 7 % CONVERSATIONS).0], ..query(&[&words[n]]) })
    });
    let exact = |n: usize| SearchQuery { exact: vec![format!("{} {}", words[n], words[n + 1])], ..SearchQuery::default() };
    figures.measure("search: exact words", 50, |n| search(&exact(n)));
    figures.measure("search: exact words, until the page is full or nothing is left", 50, |n| {
        let (mut found, mut older) = (0, None);
        loop {
            let part = store.search(&exact(n), older, 50).unwrap();
            found += part.rows.len();
            older = part.older;
            if found >= 50 || older.is_none() {
                return found;
            }
        }
    });
    figures.measure("search: before a date", 50, |n| {
        search(&SearchQuery { before: Some(NOW - SPAN_MS / 2), ..query(&[&words[n * 5]]) })
    });
}

pub fn writing(store: &Store, figures: &mut Figures) {
    let (mut rng, words) = (Rng(99), words());
    let at = i64::from(std::process::id());
    figures.measure("one message coming in", 200, |n| {
        let message = message(&mut rng, &words, 1_000, 1_001);
        let id = format!("new-{at}-{n}");
        let message = Message { archive_id: Some(id.clone()), origin_id: Some(id), at: NOW, ..message };
        store.apply_blocking(vec![Fact::Message(message)]).unwrap().len()
    });
    figures.measure("a page of 250 caught up", 20, |page| {
        let facts = (0..PAGE).map(|n| {
            let id = format!("page-{at}-{page}-{n}");
            Fact::Message(Message {
                archive_id: Some(id.clone()),
                origin_id: Some(id),
                at: NOW,
                ..message(&mut rng, &words, 1_000, 1_001)
            })
        });
        store.apply_blocking(facts.collect()).unwrap().len()
    });
}
