//! Fills a store as a catch-up does: pages of the account's archive, and what is said in the rooms. Through the front door,
//! so that what is measured is what people have; only that many pages share a transaction.

use crate::company::{Rng, company, message, words};
use std::time::Instant;
use store::{ArchivePage, Fact, Message, Scope, Store};

pub const PAGE: usize = 250;
const PAGES: usize = 40;

pub fn fill(store: &Store, messages: usize) {
    let (mut rng, words) = (Rng(1), words());
    store.apply_blocking(company()).unwrap();
    store.apply_blocking(vec![Fact::Reconnected { archive: None }]).unwrap();
    let gap = store.gaps(None).unwrap()[0].id;
    let begun = Instant::now();
    let mut n = 0;
    while n < messages {
        let mut facts = Vec::new();
        for _ in 0..PAGES {
            let end = (n + PAGE).min(messages);
            let all: Vec<Message> = (n..end).map(|n| message(&mut rng, &words, n, messages)).collect();
            n = end;
            let (rooms, account): (Vec<Message>, Vec<Message>) = all.into_iter().partition(|message| message.room);
            facts.extend(rooms.into_iter().map(Fact::Message));
            facts.push(Fact::ArchivePage(ArchivePage {
                archive: None,
                scope: Scope::Forward { gap },
                first: account.first().and_then(|message| message.archive_id.clone()),
                last: account.last().and_then(|message| message.archive_id.clone()),
                complete: n >= messages,
                messages: account,
            }));
            if n >= messages {
                break;
            }
        }
        store.apply_blocking(facts).unwrap();
        if n % 100_000 < PAGE * PAGES {
            println!("  {n} messages, {:.0} a second", n as f64 / begun.elapsed().as_secs_f64());
        }
    }
}
