//! The conversations of the demo user with colleagues, from `history.txt`, written into the archives.
//!
//! Invariant: they are there as if they had gone through the server: in the order of time, with receipts and markers,
//! answers, reactions, corrections and files, once for each side. The newest messages of two are left unread.

use chrono::{DateTime, Local, TimeZone};
use wire::payload::correction;
use wire::payload::hints::Hint;
use wire::payload::reactions::Reactions;
use wire::payload::reply::{Reply, with_quote};
use wire::payload::{markers, oob, receipts, stanza_id};
use wire::stanza::{self, element};
use wire::{Element, ns};

use super::ACCOUNT;
use super::dice::fingerprint;
use super::files::Sample;
use super::history::{Line, moment, read};
use crate::core::Turn;
use crate::features::uploads::address;
use crate::storage::nodes::{self, Access, Config, Item, MOST_ITEMS};
use crate::storage::uploads::{self, Upload};
use crate::storage::{StorageError, archive};

/// Conversations whose last message the demo user has not seen.
const UNREAD: [&str; 2] = ["marcus.oyelaran", "sebnem.yildiz"];

/// A stanza with its time and the account at the other side.
struct Past {
    at: i64,
    colleague: &'static str,
    mine: bool,
    stanza: Element,
    /// Counts as read up to here.
    read: bool,
}

/// One line as it is being written: its number among all, and the addresses of both sides.
struct Telling<'a> {
    lines: &'a [Line],
    number: usize,
    line: &'a Line,
    from: String,
    to: String,
}

/// The id of a line, the same in every demonstration.
fn id_of(line: &Line, number: usize) -> String {
    format!("past-{:016x}", fingerprint(&format!("{}{number}", line.section)))
}

impl Telling<'_> {
    fn id(&self) -> String {
        id_of(self.line, self.number)
    }

    fn draft(&self, id: &str) -> stanza::Draft {
        let to = stanza::bare(&self.to).unwrap_or_default();
        stanza::message(&to, "chat", id).attr("from", &self.from).child(stanza_id::origin(id))
    }

    /// The message itself; `url` is where the file is that it brings.
    fn message(&self, url: Option<(&str, &Sample)>) -> Element {
        let draft = self.draft(&self.id()).child(receipts::request()).child(markers::markable());
        if let Some((url, sample)) = url {
            return draft.field("body", url).child(oob::url(url)).child(sample.shared(url).to_element()).done();
        }
        let above = self.line.answers.and_then(|above| self.number.checked_sub(above));
        match above.and_then(|number| Some((number, self.lines.get(number)?))) {
            Some((number, answered)) => {
                let author = if answered.who == self.line.who { &self.from } else { &self.to };
                let (body, quote) = with_quote(&answered.body, &self.line.body);
                let reply = Reply { id: id_of(answered, number), to: stanza::bare(author) };
                draft.field("body", body).child(reply.to_element()).child(quote).done()
            }
            None => draft.field("body", self.line.body.as_str()).done(),
        }
    }

    /// What its author made of it.
    fn correction(&self) -> Option<Element> {
        let text = self.line.corrected?;
        Some(self.draft(&format!("{}-corrected", self.id())).field("body", text).child(correction::replace(&self.id())).done())
    }

    /// What comes back from the other side, and how many milliseconds later.
    fn answers(&self, mine: bool) -> Vec<(i64, Element)> {
        let id = self.id();
        let back =
            Telling { from: self.to.clone(), to: self.from.clone(), lines: self.lines, number: self.number, line: self.line };
        let mut answers = Vec::new();
        if mine {
            answers.push((200, back.draft(&format!("{id}-received")).child(receipts::received(&id)).done()));
            answers.push((400, back.draft(&format!("{id}-displayed")).child(markers::displayed(&id)).done()));
        }
        if !self.line.reactions.is_empty() {
            let reactions = Reactions { id: id.clone(), emojis: self.line.reactions.clone() };
            let draft = back.draft(&format!("{id}-reaction")).child(reactions.to_element());
            answers.push((25_000, draft.child(Hint::Store.to_element()).done()));
        }
        answers
    }
}

/// Writes everything, with the files under `base`. Gives the ids of the files, whose bytes have to be stored after it.
pub fn write(turn: &Turn<'_>, base: &str, samples: &[Sample]) -> Result<Vec<(String, Sample)>, StorageError> {
    let lines = read(include_str!("history.txt"));
    let now = Local.timestamp_millis_opt(turn.now).earliest().unwrap_or_else(Local::now);
    let (mut all, mut files) = (Vec::new(), Vec::new());
    for (number, line) in lines.iter().enumerate() {
        let mine = line.who == ">";
        let at = time_of(now, line, number);
        let (me, them) = (format!("{}/office", turn.bare_of(ACCOUNT)), format!("{}/office", turn.bare_of(line.section)));
        let (from, to) = if mine { (me, them) } else { (them, me) };
        let telling = Telling { lines: &lines, number, line, from, to };
        let sample = line.file().and_then(|name| samples.iter().find(|sample| sample.name == name));
        let message = match sample {
            Some(sample) => {
                let id = turn.random_id();
                announce(turn, &id, if mine { ACCOUNT } else { line.section }, sample, at)?;
                files.push((id.clone(), sample.clone()));
                telling.message(Some((&address(base, &id, sample.name), sample)))
            }
            None => telling.message(None),
        };
        let last = lines.get(number + 1).is_none_or(|next| next.section != line.section);
        let read = !(last && UNREAD.contains(&line.section));
        let past = |after: i64, mine: bool, stanza: Element| Past { at: at + after, colleague: line.section, mine, stanza, read };
        all.push(past(0, mine, message));
        all.extend(telling.correction().map(|correction| past(40_000, mine, correction)));
        all.extend(telling.answers(mine).into_iter().map(|(after, answer)| past(after, !mine, answer)));
    }
    all.sort_by_key(|past| past.at);
    archive_all(turn, all)?;
    Ok(files)
}

/// Lines of one minute stay in their order.
fn time_of(now: DateTime<Local>, line: &Line, number: usize) -> i64 {
    moment(now, line.days, line.time) + i64::try_from(number % 50).unwrap_or(0) * 600
}

/// A file that was stored then. Its days are counted from that time.
fn announce(turn: &Turn<'_>, id: &str, owner: &str, sample: &Sample, at: i64) -> Result<(), StorageError> {
    let upload = Upload {
        id: id.to_owned(),
        owner: owner.to_owned(),
        name: sample.name.to_owned(),
        media_type: sample.media_type.to_owned(),
        size: i64::try_from(sample.bytes.len()).unwrap_or(i64::MAX),
        key_hash: Vec::new(),
        asked_at: at,
        began_at: Some(at),
        stored_at: Some(at),
    };
    uploads::announce(turn.db, &upload)
}

/// Into the archives of both sides, and how far the demo user has read (XEP-0490).
fn archive_all(turn: &Turn<'_>, all: Vec<Past>) -> Result<(), StorageError> {
    let me = turn.bare_of(ACCOUNT);
    let mut read_up_to: Vec<(&str, String)> = Vec::new();
    for past in all {
        let them = turn.bare_of(past.colleague);
        let text = wire::frame::serialize(&past.stanza);
        let id = archive::append(turn.db, ACCOUNT, &them, past.at, &text)?;
        archive::append(turn.db, past.colleague, &me, past.at, &text)?;
        if past.read && (past.mine || past.stanza.has_child("body", ns::CLIENT)) {
            match read_up_to.iter_mut().find(|(colleague, _)| *colleague == past.colleague) {
                Some(entry) => entry.1 = id,
                None => read_up_to.push((past.colleague, id)),
            }
        }
    }
    let config = Config { access: Access::Whitelist, max_items: MOST_ITEMS, persist: true, send_last: "never".into() };
    nodes::put(turn.db, ACCOUNT, ns::DISPLAYED_SYNC, &config)?;
    for (colleague, id) in read_up_to {
        let mark = element("stanza-id", ns::STANZA_ID).attr("by", &me).attr("id", id);
        let payload = element("displayed", ns::DISPLAYED_SYNC).child(mark).done();
        let item = Item { id: turn.bare_of(colleague), payload: wire::frame::serialize(&payload) };
        nodes::publish(turn.db, ACCOUNT, ns::DISPLAYED_SYNC, &item, turn.now, config.max_items)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::super::files::samples;
    use super::*;

    #[test]
    fn every_file_is_there_and_every_answer_has_something_above_it() {
        let lines = read(include_str!("history.txt"));
        let named: Vec<&str> = lines.iter().filter_map(Line::file).collect();
        assert_eq!(named.len(), samples().len());
        for sample in samples() {
            assert!(named.contains(&sample.name), "{}", sample.name);
        }
        let answers: Vec<(&Line, &Line)> =
            lines.iter().enumerate().filter_map(|(number, line)| Some((line, &lines[number - line.answers?]))).collect();
        assert!(answers.len() >= 3 && answers.iter().all(|(line, above)| line.section == above.section));
        assert!(lines.iter().any(|line| line.corrected.is_some()));
        assert!(lines.iter().filter(|line| !line.reactions.is_empty()).count() >= 5);
    }
}
