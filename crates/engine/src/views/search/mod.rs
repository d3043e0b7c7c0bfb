//! Searching messages (F105, F109): as one types, in one conversation or everywhere, newest first, offline.
//!
//! Invariant: a search looks at a bounded part of the history at a time, so that a rare word holds up nothing else: what
//! it finds is shown at once, and it goes on in the next frame until the window is full or nothing is left. What is beyond a
//! full window is counted in the same way, and its rows are not read.

mod operators;
mod resolve;
mod snippet;

use super::{Live, Scene, author::Author, diff::Sent, names, some};
use api::{Millis, Patches, UNCOUNTED, rows::SearchRow};
pub use operators::Wanted;
pub use resolve::query;
use store::{Change, Counted, FoundRecord, SearchCursor, SearchQuery, StoreError};

/// Rows of a fresh window, and how many come at once.
const WINDOW: usize = 50;
const STEP: usize = 50;
const MOST: usize = 5_000;
/// So many are counted; beyond them it is only known that there are more.
const COUNTED: u32 = 1_000;

#[derive(Debug)]
pub struct Search {
    text: String,
    within: Option<String>,
    /// What is asked of the store; made anew when the text, or who is meant by it, changes.
    query: Option<SearchQuery>,
    found: Vec<FoundRecord>,
    /// Where the search goes on; `None` where nothing is left.
    older: Option<SearchCursor>,
    /// Of all there are, once the window is full.
    counted: Option<Counted>,
    limit: usize,
    sent: Sent<SearchRow>,
}

impl Search {
    pub fn new(text: &str, within: Option<String>) -> Self {
        Self {
            text: text.to_owned(),
            within,
            query: None,
            found: Vec::new(),
            older: None,
            counted: None,
            limit: WINDOW,
            sent: Sent::default(),
        }
    }

    /// Looks again from the newest on.
    fn begin(&mut self) {
        self.query = None;
        self.found.clear();
        self.older = None;
        self.counted = None;
    }

    /// One more part of the history.
    fn look(&mut self, scene: &Scene<'_>) -> Result<(), StoreError> {
        let Some(store) = scene.store else { return Ok(()) };
        let first = self.query.is_none();
        if first {
            let wanted = Wanted::parse(&self.text);
            let query = if wanted.is_empty() { None } else { query(&wanted, self.within.as_deref(), scene)? };
            self.query = Some(query.unwrap_or_default());
        }
        let Some(query) = self.query.as_ref().filter(|query| asks(query)) else { return Ok(()) };
        if !first && (self.older.is_none() || self.found.len() >= self.limit) {
            if self.counts() {
                let here = Counted { messages: super::count(self.found.len()), older: self.older };
                let counted = self.counted.get_or_insert(here);
                let more = store.count_found(query, counted.older, (COUNTED + 1).saturating_sub(counted.messages))?;
                *counted = Counted { messages: counted.messages.saturating_add(more.messages), older: more.older };
            }
            return Ok(());
        }
        let left = super::count(self.limit.saturating_sub(self.found.len()));
        let part = store.search(query, self.older, left)?;
        self.found.extend(part.rows);
        self.older = part.older;
        Ok(())
    }

    /// Whether there is something left to be counted.
    fn counts(&self) -> bool {
        let to_be_counted = |counted: Counted| counted.older.is_some() && counted.messages <= COUNTED;
        self.older.is_some() && self.found.len() <= COUNTED as usize && self.counted.is_none_or(to_be_counted)
    }

    /// How many there are that the window does not show.
    fn beyond(&self) -> u32 {
        let here = super::count(self.found.len());
        match self.counted {
            _ if self.older.is_none() => 0,
            Some(counted) if counted.older.is_none() || !self.counts() && counted.messages > here => {
                counted.messages.saturating_sub(here)
            }
            _ => UNCOUNTED,
        }
    }
}

/// Whether anything is asked beside where to look.
fn asks(query: &SearchQuery) -> bool {
    *query != SearchQuery { conversations: query.conversations.clone(), ..SearchQuery::default() }
        || query.conversations.as_ref().is_some_and(|conversations| !conversations.is_empty())
}

/// A message that was found, as a row. `words` are what was looked for, to be marked in the name of a file.
pub fn row(found: &FoundRecord, words: &names::Query, scene: &Scene<'_>) -> SearchRow {
    let record = &found.message;
    let author = Author::of(record, scene);
    let file = record.file.as_ref().and_then(|file| scene.file_row(record.id, file, None));
    let (text, matches) = match &file {
        Some(file) if record.body.is_empty() => (file.name.clone(), words.ranges(&file.name)),
        _ => snippet::of(&record.body, &found.marks),
    };
    let room =
        scene.store.and_then(|store| store.conversation(&record.conversation).ok().flatten()).is_some_and(|record| record.room);
    SearchRow {
        id: record.id.to_string(),
        conversation: record.conversation.clone(),
        conversation_name: scene.face(&record.conversation).name.clone(),
        room,
        author: author.address,
        author_name: author.name,
        avatar: author.avatar,
        at: record.at,
        text,
        matches,
        file: file.map(|file| file.kind),
    }
}

impl Live for Search {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Message { conversation, .. } | Change::MessageGone { conversation, .. } => {
                let concerned = self.within.as_ref().is_none_or(|within| within == conversation);
                if concerned {
                    self.begin();
                }
                concerned
            }
            // Who is meant by a name.
            Change::Contacts | Change::Bookmarks => {
                self.begin();
                true
            }
            Change::Person { address } => self.sent.rows().iter().any(|row| row.author == *address),
            Change::Files { message } => self.sent.rows().iter().any(|row| row.id == message.to_string()),
            _ => false,
        }
    }

    fn needs_directory(&self) -> bool {
        true
    }

    fn can_wait(&self) -> bool {
        true
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        self.look(scene)?;
        let wanted = Wanted::parse(&self.text);
        let words = names::Query::new(&wanted.words.join(" "));
        let rows = self.found.iter().take(self.limit).map(|found| row(found, &words, scene)).collect();
        Ok(some(self.sent.update(rows, 0, self.beyond())).map(Patches::Search))
    }

    /// In the next frame it goes on, while there is something left and room for it, or something to be counted.
    fn ends(&self) -> Option<Millis> {
        (self.older.is_some() && self.found.len() < self.limit || self.counts()).then_some(0)
    }

    fn forget(&mut self) {
        self.begin();
        self.limit = WINDOW;
        self.sent.forget();
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.limit = (self.limit + STEP).min(MOST);
    }

    fn filter(&mut self, text: &str) {
        if text != self.text {
            text.clone_into(&mut self.text);
            self.begin();
            self.limit = WINDOW;
        }
    }
}
