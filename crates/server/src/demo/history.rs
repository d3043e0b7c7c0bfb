//! What was said before the demonstration began, read from `history.txt` and written into the archives.
//!
//! Invariant: it is in the archives as if it had gone through the server: in the order of time, with receipts and
//! markers, once for each side. The newest messages of two conversations are left unread.

use chrono::{DateTime, Datelike, Days, Local, NaiveTime, TimeZone, Weekday};
use wire::ns;
use wire::stanza::{self, element};

use super::ACCOUNT;
use super::dice::fingerprint;
use crate::core::Turn;
use crate::storage::nodes::{self, Access, Config, Item, MOST_ITEMS};
use crate::storage::{StorageError, archive};

/// Conversations whose last message the demo user has not seen.
const UNREAD: [&str; 2] = ["marcus.oyelaran", "sebnem.yildiz"];

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The heading it stands under.
    pub section: &'static str,
    /// Working days ago.
    pub days: u32,
    pub time: NaiveTime,
    pub who: &'static str,
    pub body: String,
}

/// Reads a file of headings ("## ") and lines.
pub fn read(text: &'static str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut section = "";
    for text in text.lines() {
        if let Some(heading) = text.strip_prefix("## ") {
            section = heading.trim();
        } else if let Some(more) = text.strip_prefix("| ") {
            if let Some(last) = lines.last_mut() {
                last.body.push('\n');
                last.body.push_str(more);
            }
        } else if let Some(line) = read_line(text, section) {
            lines.push(line);
        }
    }
    lines
}

fn read_line(text: &'static str, section: &'static str) -> Option<Line> {
    let mut parts = text.strip_prefix('-')?.splitn(4, ' ');
    let days = parts.next()?.parse().ok()?;
    let time = NaiveTime::parse_from_str(parts.next()?, "%H:%M").ok()?;
    Some(Line { section, days, time, who: parts.next()?, body: parts.next()?.to_owned() })
}

/// The moment so many working days before `now`, at that time of the day.
pub fn moment(now: DateTime<Local>, days: u32, time: NaiveTime) -> i64 {
    let mut date = now.date_naive();
    let mut left = days;
    while left > 0 {
        date = date.checked_sub_days(Days::new(1)).unwrap_or(date);
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    let at = Local.from_local_datetime(&date.and_time(time)).earliest().unwrap_or(now);
    at.timestamp_millis().min(now.timestamp_millis() - 60_000)
}

/// A stanza with its time and the account at the other side.
struct Past {
    at: i64,
    colleague: &'static str,
    mine: bool,
    stanza: wire::Element,
    /// Counts as read up to here.
    read: bool,
}

fn past(turn: &Turn<'_>, lines: &[Line]) -> Vec<Past> {
    let now = Local.timestamp_millis_opt(turn.now).earliest().unwrap_or_else(Local::now);
    let me = format!("{}/office", turn.bare_of(ACCOUNT));
    let mut all = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let (colleague, mine) = (line.section, line.who == ">");
        let them = format!("{}/office", turn.bare_of(colleague));
        let (from, to) = if mine { (&me, &them) } else { (&them, &me) };
        let id = format!("past-{:016x}", fingerprint(&format!("{}{number}", colleague)));
        let at = moment(now, line.days, line.time) + i64::try_from(number % 50).unwrap_or(0) * 600;
        let to_bare = wire::stanza::bare(to).unwrap_or_default();
        let message = stanza::message(&to_bare, "chat", &id)
            .attr("from", from)
            .field("body", line.body.as_str())
            .child(element("origin-id", ns::STANZA_ID).attr("id", &id))
            .child(element("request", ns::RECEIPTS))
            .child(element("markable", ns::MARKERS))
            .done();
        let last = lines.get(number + 1).is_none_or(|next| next.section != colleague);
        let read = !(last && UNREAD.contains(&colleague));
        all.push(Past { at, colleague, mine, stanza: message, read });
        if mine {
            let answer = |name: &str, namespace: &str| {
                element("message", ns::CLIENT)
                    .attr("from", &them)
                    .attr("to", turn.bare_of(ACCOUNT))
                    .attr("type", "chat")
                    .attr("id", format!("{id}-{name}"))
                    .child(element(name, namespace).attr("id", &id))
                    .done()
            };
            let mut add = |after: i64, stanza| all.push(Past { at: at + after, colleague, mine: false, stanza, read: true });
            add(200, answer("received", ns::RECEIPTS));
            add(400, answer("displayed", ns::MARKERS));
        }
    }
    all.sort_by_key(|past| past.at);
    all
}

/// Writes everything into the archives of both sides, and how far the demo user has read (XEP-0490).
pub fn write(turn: &Turn<'_>) -> Result<(), StorageError> {
    let lines = read(include_str!("history.txt"));
    let me = turn.bare_of(ACCOUNT);
    let mut read_up_to: Vec<(&str, String)> = Vec::new();
    for past in past(turn, &lines) {
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
    use super::super::company::samples;
    use super::*;

    #[test]
    fn the_past_is_readable() {
        let lines = read(include_str!("history.txt"));
        assert!(lines.len() > 120, "{}", lines.len());
        let mut colleagues: Vec<&str> = lines.iter().map(|line| line.section).collect();
        colleagues.dedup();
        assert_eq!(colleagues.len(), 14);
        for colleague in colleagues {
            assert!(samples().iter().any(|sample| sample.account == colleague), "{colleague}");
        }
        assert!(lines.iter().any(|line| line.body.contains('\n')));
        // Within one conversation, time goes forward.
        for pair in lines.windows(2).filter(|pair| pair[0].section == pair[1].section) {
            assert!((pair[1].days, std::cmp::Reverse(pair[1].time)) <= (pair[0].days, std::cmp::Reverse(pair[0].time)), "{pair:?}");
        }
    }

    #[test]
    fn working_days_leave_out_weekends() {
        let monday = Local.with_ymd_and_hms(2024, 5, 6, 12, 0, 0).unwrap();
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        let friday = Local.with_ymd_and_hms(2024, 5, 3, 12, 0, 0).unwrap();
        assert_eq!(moment(monday, 1, noon), friday.timestamp_millis());
    }
}
