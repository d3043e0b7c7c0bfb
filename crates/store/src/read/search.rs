//! Searching messages: candidates from the index, newest first, each looked at itself.
//!
//! Bounded: a search looks at so many candidates at a time, and says where it got to. Words of one or two characters are
//! looked for in the newest messages first, where common ones are found at once; only those that are rare there are worth
//! the index, which has to put together all terms that begin with them.

use super::messages::{COLUMNS, JOINS, WIDTH, record};
use super::{all, first};
use crate::amendment::Shown;
use crate::fold::{Folded, fold};
use crate::{Counted, Found, FoundRecord, MessageRecord, Result, SearchCursor, SearchQuery, Text, content, terms};
use rusqlite::{Connection, Row, params};

/// Candidates looked at in one go.
const MOST_CANDIDATES: usize = 2_500;
/// Of these the newest, while short words are looked for without the index.
const MOST_NEWEST: usize = 1_500;
/// However many there are in one hour: it is looked at as a whole up to here.
const MOST_OF_AN_HOUR: usize = 100_000;
/// A short word is rare when fewer than one of so many candidates have it.
const RARE: usize = 40;

const CANDIDATE: &str = "m.id, m.at, m.search_id, m.body, m.details, m.shown FROM";

/// What is asked, folded.
struct Wanted {
    words: Vec<String>,
    exact: Vec<String>,
    after: i64,
    before: i64,
    cursor: Option<SearchCursor>,
}

struct Candidate {
    id: i64,
    at: i64,
    search_id: i64,
    text: Text,
}

impl Candidate {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (body, details, shown): (String, Option<String>, Option<String>) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let text = Shown::read(shown.as_deref()).text.unwrap_or_else(|| content::text(body, details.as_deref()));
        Ok(Self { id: row.get(0)?, at: row.get(1)?, search_id: row.get(2)?, text })
    }
}

impl Wanted {
    fn of(query: &SearchQuery, cursor: Option<SearchCursor>) -> Self {
        let folded = |parts: &[String]| parts.iter().map(|part| fold(part.trim())).filter(|part| !part.is_empty()).collect();
        Self {
            words: folded(&query.words),
            exact: folded(&query.exact),
            after: query.after.unwrap_or(i64::MIN),
            before: query.before.unwrap_or(i64::MAX),
            cursor,
        }
    }

    fn parts(&self) -> impl Iterator<Item = &String> {
        self.words.iter().chain(&self.exact)
    }

    /// The ids of the index between which it is to be found.
    fn range(&self) -> (i64, i64) {
        let newest = self.before.min(self.cursor.map_or(i64::MAX, |cursor| cursor.at));
        (terms::ids_of(terms::hour(newest)).0, terms::ids_of(terms::hour(self.after)).1)
    }

    /// Those that are too short for a term.
    fn short(&self) -> impl Iterator<Item = &String> {
        self.parts().filter(|part| terms::within(part).is_empty())
    }

    fn is_of_the_time(&self, candidate: &Candidate) -> bool {
        let behind = self.cursor.is_none_or(|cursor| (candidate.at, candidate.id) < (cursor.at, cursor.message));
        behind && candidate.at >= self.after && candidate.at < self.before
    }

    fn is_said(&self, said: &Said) -> bool {
        self.words.iter().all(|word| said.has(word)) && self.exact.iter().all(|exact| said.has_whole(exact))
    }
}

/// What a candidate says, folded.
struct Said {
    body: String,
    name: String,
}

impl Said {
    fn by(candidate: &Candidate) -> Self {
        let name = candidate.text.file.as_ref().map(|file| fold(&file.name)).unwrap_or_default();
        Self { body: fold(&candidate.text.body), name }
    }

    fn has(&self, part: &str) -> bool {
        self.body.contains(part) || self.name.contains(part)
    }

    fn has_whole(&self, part: &str) -> bool {
        occurs(&self.body, part).next().is_some() || occurs(&self.name, part).next().is_some()
    }
}

/// Where a part stands as whole words.
fn occurs<'t>(text: &'t str, part: &'t str) -> impl Iterator<Item = usize> + 't {
    let inside = |before: Option<char>, after: Option<char>| match (before, after) {
        (Some(before), Some(after)) => joins(before) && joins(after),
        _ => false,
    };
    text.match_indices(part).map(|(at, _)| at).filter(move |&at| {
        let (before, rest) = text.split_at(at);
        let behind = rest.get(part.len()..).unwrap_or_default();
        !inside(before.chars().next_back(), part.chars().next()) && !inside(part.chars().next_back(), behind.chars().next())
    })
}

/// Whether a word goes on beside this character. Scripts without blanks between words have no such place.
fn joins(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

pub(crate) fn search(db: &Connection, query: &SearchQuery, older: Option<SearchCursor>, limit: u32) -> Result<Found> {
    let wanted = Wanted::of(query, older);
    let (ids, older) = newest(db, query, &wanted, limit)?;
    Ok(Found { rows: records(db, &ids, &wanted)?, older })
}

pub(crate) fn count(db: &Connection, query: &SearchQuery, older: Option<SearchCursor>, limit: u32) -> Result<Counted> {
    let (ids, older) = newest(db, query, &Wanted::of(query, older), limit)?;
    Ok(Counted { messages: u32::try_from(ids.len()).unwrap_or(u32::MAX), older })
}

/// The ids of what matches, and where older ones are to be looked for.
fn newest(db: &Connection, query: &SearchQuery, wanted: &Wanted, limit: u32) -> Result<(Vec<i64>, Option<SearchCursor>)> {
    let Some(mut asked) = tags(db, query)? else { return Ok((Vec::new(), None)) };
    asked.extend(wanted.parts().flat_map(|part| terms::within(part)).map(|term| terms::quoted(&term)));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut gathered = Gathered { short: wanted.short().map(|part| (part.clone(), 0)).collect(), ..Gathered::default() };
    let budget = if gathered.short.is_empty() { MOST_CANDIDATES } else { MOST_NEWEST };
    gathered.gather(db, wanted, &asked, limit, budget)?;
    let rare = gathered.rare();
    if let Some(from) = gathered.given_up.filter(|_| !rare.is_empty()) {
        asked.extend(rare.iter().map(|part| format!("{} *", terms::quoted(&terms::beginning(part)))));
        gathered.given_up = None;
        let rest = Wanted { cursor: Some(from), ..wanted_again(wanted) };
        gathered.gather(db, &rest, &asked, limit, MOST_CANDIDATES)?;
    }
    Ok(gathered.found(limit))
}

fn wanted_again(wanted: &Wanted) -> Wanted {
    Wanted { words: wanted.words.clone(), exact: wanted.exact.clone(), ..*wanted }
}

/// Where, by whom, with what; `None` where there is no such conversation.
fn tags(db: &Connection, query: &SearchQuery) -> Result<Option<Vec<String>>> {
    let mut asked = Vec::new();
    if let Some(conversations) = &query.conversations {
        let mut ids: Vec<String> = Vec::new();
        for conversation in conversations {
            let id = first(db, "SELECT id FROM conversation WHERE address = ?1", [conversation], |row| row.get(0))?;
            ids.extend(id.map(terms::conversation_tag));
        }
        if ids.is_empty() {
            return Ok(None);
        }
        asked.push(any(&ids));
    }
    if !query.from.is_empty() {
        asked.push(any(&query.from.iter().map(|name| terms::author_tag(name)).collect::<Vec<_>>()));
    }
    asked.extend(query.has.map(|has| terms::quoted(&terms::has_tag(has))));
    Ok(Some(asked))
}

fn any(terms: &[String]) -> String {
    let quoted: Vec<String> = terms.iter().map(|term| terms::quoted(term)).collect();
    format!("({})", quoted.join(" OR "))
}

pub(super) fn indexed_sql() -> String {
    format!(
        "SELECT {CANDIDATE} search s JOIN message m ON m.search_id = s.rowid AND m.search_id > 0
         WHERE s.search MATCH ?1 AND s.rowid BETWEEN ?2 AND ?3 ORDER BY s.rowid"
    )
}

pub(super) fn newest_sql() -> String {
    format!("SELECT {CANDIDATE} message m WHERE m.search_id > 0 AND m.search_id BETWEEN ?1 AND ?2 ORDER BY m.search_id")
}

/// What was found so far.
#[derive(Default)]
struct Gathered {
    /// Time and id of a message.
    rows: Vec<(i64, i64)>,
    /// There is more behind this, which was not looked at.
    given_up: Option<SearchCursor>,
    full: bool,
    looked_at: usize,
    /// The short words, and how many of those that were looked at have them.
    short: Vec<(String, usize)>,
}

impl Gathered {
    /// The short words that few have.
    fn rare(&self) -> Vec<String> {
        let rare = self.short.iter().filter(|(_, have)| have * RARE < self.looked_at);
        rare.map(|(part, _)| part.clone()).collect()
    }

    fn look_at(&mut self, wanted: &Wanted, candidate: &Candidate) {
        self.looked_at += 1;
        if !wanted.is_of_the_time(candidate) {
            return;
        }
        let said = Said::by(candidate);
        for (part, have) in &mut self.short {
            *have += usize::from(said.has(part));
        }
        if wanted.is_said(&said) {
            self.rows.push((candidate.at, candidate.id));
        }
    }

    /// Looks at candidates until there are enough, or too many. Ends with an hour, as its messages are in no order.
    fn gather(&mut self, db: &Connection, wanted: &Wanted, asked: &[String], limit: usize, budget: usize) -> Result<()> {
        let (lowest, highest) = wanted.range();
        let (mut indexed, mut newest);
        let mut rows = if asked.is_empty() {
            newest = db.prepare_cached(&newest_sql())?;
            newest.query(params![lowest, highest])?
        } else {
            indexed = db.prepare_cached(&indexed_sql())?;
            indexed.query(params![asked.join(" AND "), lowest, highest])?
        };
        let mut looked_at = 0;
        let mut hour = None;
        while let Some(row) = rows.next()? {
            let candidate = Candidate::read(row)?;
            let next = terms::hour_of_id(candidate.search_id);
            if let Some(done) = hour.filter(|hour| *hour != next) {
                if self.rows.len() > limit {
                    self.full = true;
                    return Ok(());
                }
                if looked_at >= budget {
                    self.given_up = Some(SearchCursor { at: terms::begin_of(done), message: i64::MIN });
                    return Ok(());
                }
            }
            hour = Some(next);
            looked_at += 1;
            if looked_at > MOST_OF_AN_HOUR {
                self.given_up = Some(SearchCursor { at: terms::begin_of(next), message: i64::MIN });
                return Ok(());
            }
            self.look_at(wanted, &candidate);
        }
        Ok(())
    }

    fn found(mut self, limit: usize) -> (Vec<i64>, Option<SearchCursor>) {
        self.rows.sort_unstable_by(|one, other| other.cmp(one));
        let more = self.rows.len() > limit;
        self.rows.truncate(limit);
        let last = self.rows.last().map(|&(at, message)| SearchCursor { at, message });
        let older = if more { last } else { self.given_up };
        (self.rows.iter().map(|row| row.1).collect(), older)
    }
}

pub(super) fn records_sql() -> String {
    format!(
        "SELECT {COLUMNS}, c.address FROM json_each(?1) j JOIN message m ON m.id = j.value
         JOIN conversation c ON c.id = m.conversation_id {JOINS}"
    )
}

fn records(db: &Connection, ids: &[i64], wanted: &Wanted) -> Result<Vec<FoundRecord>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let mut records: Vec<MessageRecord> = all(db, &records_sql(), [ids], |row| record(row, row.get(WIDTH)?))?;
    records.sort_unstable_by_key(|record| std::cmp::Reverse((record.at, record.id)));
    Ok(records.into_iter().map(|message| FoundRecord { marks: marks(&message.body, wanted), message }).collect())
}

/// What matched, in order, without overlaps.
fn marks(body: &str, wanted: &Wanted) -> Vec<(u32, u32)> {
    let folded = Folded::new(body);
    let mut places: Vec<(usize, usize)> = Vec::new();
    for word in &wanted.words {
        places.extend(folded.text.match_indices(word.as_str()).map(|(at, _)| (at, at + word.len())));
    }
    for exact in &wanted.exact {
        places.extend(occurs(&folded.text, exact).map(|at| (at, at + exact.len())));
    }
    let mut marks: Vec<(u32, u32)> = places.into_iter().filter_map(|(start, end)| folded.source(start, end)).collect();
    marks.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for (start, end) in marks {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_asked_only_for_short_words_that_few_have() {
        let wanted = Wanted::of(&SearchQuery { words: vec!["ab".into(), "qz".into()], ..SearchQuery::default() }, None);
        let mut gathered = Gathered { short: wanted.short().map(|part| (part.clone(), 0)).collect(), ..Gathered::default() };
        for n in 0..200 {
            let body = if n % 20 == 0 { "a cab" } else { "a walk" };
            let text = Text { body: body.into(), ..Text::default() };
            gathered.look_at(&wanted, &Candidate { id: n, at: n, search_id: n, text });
        }
        assert_eq!(gathered.rare(), ["qz"]);
    }
}
