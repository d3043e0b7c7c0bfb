//! A store of a size that nobody should notice: a million messages in two thousand conversations. Prints how long it
//! takes to fill, to open what people open, and to search.
//!
//! `cargo run --profile bench-app -p store --example scale -- [messages] [directory]`; a directory that holds such a
//! store already is not filled again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

use std::path::PathBuf;
use std::time::{Duration, Instant};
use store::{ArchivePage, Around, Content, Fact, Message, Reply, Scope, SearchQuery, Store, Text};

const CONVERSATIONS: usize = 2_000;
const PAGE: usize = 250;
const NOW: i64 = 1_770_000_000_000;
/// Three years of office hours.
const SPAN_MS: i64 = 3 * 365 * 24 * 3_600_000;

struct Rng(u64);

impl Rng {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    /// Few are common, many are rare.
    fn skewed(&mut self, bound: usize) -> usize {
        let one = self.below(bound) + 1;
        self.below(one)
    }
}

/// Twenty thousand words made of syllables.
fn words() -> Vec<String> {
    let mut rng = Rng(7);
    let syllables = [
        "an", "be", "ter", "sch", "ung", "in", "ge", "lo", "ma", "ri", "to", "ka", "el", "ver", "ste", "ne", "ein", "hau", "mit",
        "pro", "ex", "qu", "ys", "ö", "ü", "fra", "kon", "te", "li", "do",
    ];
    let word = |rng: &mut Rng| (0..1 + rng.below(4)).map(|_| syllables[rng.below(syllables.len())]).collect::<String>();
    (0..20_000).map(|_| word(&mut rng)).collect()
}

fn body(rng: &mut Rng, words: &[String]) -> String {
    let many: Vec<&str> = (0..2 + rng.skewed(24)).map(|_| words[rng.skewed(words.len())].as_str()).collect();
    let mut body = many.join(" ");
    if rng.below(200) == 0 {
        body.push_str(" 東京へ行きました");
    }
    body
}

fn conversation(n: usize) -> (String, bool) {
    if n.is_multiple_of(10) { (format!("room{n}@rooms.example.com"), true) } else { (format!("person{n}@example.com"), false) }
}

fn message(rng: &mut Rng, words: &[String], n: usize, messages: usize) -> Message {
    let (conversation, room) = conversation(rng.skewed(CONVERSATIONS));
    let mine = rng.below(3) == 0;
    let at = NOW - SPAN_MS + SPAN_MS / i64::try_from(messages).unwrap() * i64::try_from(n).unwrap();
    let nick = format!("Person {}", rng.below(40));
    let id = n.to_string();
    let content = match rng.below(20) {
        0 => Content::Reactions { target: format!("o{}", n.saturating_sub(1 + rng.below(2_000))), emojis: vec!["👍".into()] },
        1 => {
            let target = format!("o{}", n.saturating_sub(1 + rng.below(500)));
            Content::Correction { target, text: Text { body: body(rng, words), ..Text::default() } }
        }
        2 => {
            let reply = Reply { id: format!("o{}", n.saturating_sub(1 + rng.below(2_000))), ..Reply::default() };
            Content::Text(Text { body: body(rng, words), reply: Some(reply), ..Text::default() })
        }
        _ => Content::text(body(rng, words)),
    };
    Message {
        author: if mine {
            "me@example.com".into()
        } else if room {
            format!("{conversation}/{nick}")
        } else {
            conversation.clone()
        },
        nick: room.then_some(nick),
        conversation,
        room,
        mine,
        content,
        at,
        archive_id: Some(format!("01JH{id:0>22}")),
        origin_id: Some(format!("o{id}")),
        ..Message::default()
    }
}

/// As a catch-up fills it: pages of the account's archive, and what is said in the rooms.
fn fill(store: &Store, messages: usize) {
    let (mut rng, words) = (Rng(1), words());
    store.apply_blocking(vec![Fact::Reconnected { archive: None }]).unwrap();
    let gap = store.gaps(None).unwrap()[0].id;
    let begun = Instant::now();
    let mut n = 0;
    while n < messages {
        let all: Vec<Message> = (n..n + PAGE).map(|n| message(&mut rng, &words, n, messages)).collect();
        n += PAGE;
        let (rooms, account): (Vec<Message>, Vec<Message>) = all.into_iter().partition(|message| message.room);
        let mut facts: Vec<Fact> = rooms.into_iter().map(Fact::Message).collect();
        facts.push(Fact::ArchivePage(ArchivePage {
            archive: None,
            scope: Scope::Forward { gap },
            first: account.first().and_then(|message| message.archive_id.clone()),
            last: account.last().and_then(|message| message.archive_id.clone()),
            complete: false,
            messages: account,
        }));
        store.apply_blocking(facts).unwrap();
        if n % 100_000 < PAGE {
            println!("  {n} messages, {:.0} a second", n as f64 / begun.elapsed().as_secs_f64());
        }
    }
}

fn median(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let millis = |index: usize| times[index].as_secs_f64() * 1_000.0;
    (millis(times.len() / 2), millis(times.len() - 1))
}

fn measure(what: &str, times: usize, mut act: impl FnMut(usize) -> usize) {
    let mut found = 0;
    let taken = (0..times)
        .map(|n| {
            let begun = Instant::now();
            found += act(n);
            begun.elapsed()
        })
        .collect();
    let (median, worst) = median(taken);
    println!("{what:<58} {median:>8.2} ms  worst {worst:>8.2} ms  rows {:>6}", found / times);
}

fn opening(store: &Store) {
    measure("Recent, first hundred", 20, |_| store.conversations(100, 0).unwrap().len());
    measure("Recent, all", 5, |_| store.conversations(5_000, 0).unwrap().len());
    measure("unread", 20, |_| store.unread(NOW).unwrap().conversations.len());
    let (busiest, _) = conversation(1);
    measure("busiest conversation, newest hundred", 20, |_| store.timeline(&busiest, Around::Newest, 100).unwrap().rows.len());
    measure("busiest conversation, oldest hundred", 20, |_| store.timeline(&busiest, Around::Oldest, 100).unwrap().rows.len());
    measure("any conversation, newest hundred", 200, |n| {
        store.timeline(&conversation(n * 7 % CONVERSATIONS).0, Around::Newest, 100).unwrap().rows.len()
    });
    measure("a date two years back", 50, |n| {
        let at = NOW - SPAN_MS / 3 * 2 + i64::try_from(n).unwrap() * 86_400_000;
        store.timeline(&busiest, Around::Time(at), 100).unwrap().rows.len()
    });
    let mut anchor = store.timeline(&busiest, Around::Newest, 100).unwrap().messages().next().unwrap().id;
    measure("scrolling up by a hundred", 100, |_| {
        let slice = store.timeline(&busiest, Around::Before(anchor), 100).unwrap();
        anchor = slice.messages().next().map_or(anchor, |row| row.id);
        slice.rows.len()
    });
    measure("state of the archive", 5, |_| usize::from(store.archive_state().unwrap().complete));
}

fn searching(store: &Store) {
    let words = words();
    let query = |parts: &[&str]| SearchQuery { words: parts.iter().map(|&part| part.into()).collect(), ..SearchQuery::default() };
    let search = |query: &SearchQuery| store.search(query, None, 50).unwrap().rows.len();
    measure("search: words by frequency", 200, |n| search(&query(&[&words[n * n / 2 % words.len()]])));
    measure("search: parts of words", 100, |n| {
        let word: String = words[n * 97 % words.len()].chars().skip(1).take(4).collect();
        search(&query(&[&word]))
    });
    measure("search: two words", 100, |n| search(&query(&[&words[n], &words[n * 31 + 5]])));
    measure("search: three words", 100, |n| search(&query(&[&words[n], &words[n + 3], &words[n * 3 + 7]])));
    measure("search: as it is typed, one and two letters", 52, |n| {
        let letter = char::from(b'a' + u8::try_from(n % 26).unwrap());
        search(&query(&[&if n < 26 { letter.to_string() } else { format!("{letter}e") }]))
    });
    measure("search: rare two letters", 20, |n| {
        let letters = ["qz", "xj", "yq", "jx", "öü"];
        search(&query(&[letters[n % letters.len()]]))
    });
    measure("search: one Chinese character", 20, |_| search(&query(&["京"])));
    measure("search: nothing has it", 20, |n| search(&query(&[&format!("zzyzx{n}")])));
    measure("search: in one conversation", 100, |n| {
        let conversations = Some(vec![conversation(n * 13 % CONVERSATIONS).0]);
        search(&SearchQuery { conversations, ..query(&[&words[n * 3]]) })
    });
    measure("search: in the busiest, one letter", 26, |n| {
        let letter = char::from(b'a' + u8::try_from(n).unwrap()).to_string();
        search(&SearchQuery { conversations: Some(vec![conversation(1).0]), ..query(&[&letter]) })
    });
    measure("search: by one person", 100, |n| {
        search(&SearchQuery { from: vec![conversation(n * 7 % CONVERSATIONS).0], ..query(&[&words[n]]) })
    });
    measure("search: exact words", 50, |n| {
        let exact = vec![format!("{} {}", words[n], words[n + 1])];
        search(&SearchQuery { exact, ..SearchQuery::default() })
    });
    measure("search: before a date", 50, |n| search(&SearchQuery { before: Some(NOW - SPAN_MS / 2), ..query(&[&words[n * 5]]) }));
}

fn writing(store: &Store) {
    let (mut rng, words) = (Rng(99), words());
    let at = i64::from(std::process::id());
    measure("one message coming in", 200, |n| {
        let message = message(&mut rng, &words, 1_000, 1_001);
        let id = format!("new-{at}-{n}");
        let message = Message { archive_id: Some(id.clone()), origin_id: Some(id), at: NOW, ..message };
        store.apply_blocking(vec![Fact::Message(message)]).unwrap().len()
    });
    measure("a page of 250 caught up", 20, |page| {
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

fn main() {
    let mut arguments = std::env::args().skip(1);
    let messages = arguments.next().map_or(1_000_000, |n| n.parse().expect("a number of messages"));
    let given = arguments.next().map(PathBuf::from);
    let temporary = tempfile::tempdir().unwrap();
    let path = given.unwrap_or_else(|| temporary.path().to_owned()).join("scale.db");
    let begun = Instant::now();
    let new = !path.exists();
    let store = Store::open(&path).unwrap();
    println!("opened in {:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0);
    if new {
        fill(&store, messages);
        println!("filled with {messages} in {:.0} s", begun.elapsed().as_secs_f64());
    }
    println!("{:.0} MB", std::fs::metadata(&path).unwrap().len() as f64 / 1e6);
    opening(&store);
    searching(&store);
    writing(&store);
}
