//! The sentences of an export, filled in.
//!
//! Invariant: what is filled in is never taken for a place to be filled.

use api::{ExportWords, Millis};
use chrono::{Datelike, NaiveDateTime};
use store::{Forwarded, Notice, RetractedRecord};

/// How much of a conversation is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    /// Nothing is missing from then on.
    Since(Millis),
    Partly,
}

/// Puts each value where its name stands in braces.
pub fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let value = behind.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        match value {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// A day, as the language writes it; in figures where it does not say how.
pub fn date(words: &ExportWords, at: NaiveDateTime) -> String {
    let name = |names: &[String], nth: u32| names.get(usize::try_from(nth).ok()?).cloned();
    match (name(&words.months, at.month0()), name(&words.weekdays, at.weekday().num_days_from_monday())) {
        (Some(month), Some(weekday)) => {
            let (day, year) = (at.day().to_string(), at.year().to_string());
            filled(&words.date, &[("weekday", &weekday), ("day", &day), ("month", &month), ("year", &year)])
        }
        _ => at.format("%Y-%m-%d").to_string(),
    }
}

/// A day with its time.
pub fn moment(words: &ExportWords, at: NaiveDateTime) -> String {
    format!("{}, {}", date(words, at), at.format("%H:%M"))
}

/// From when on it is complete.
pub fn extent(words: &ExportWords, extent: Extent, zone: super::Zone) -> String {
    match extent {
        Extent::Whole => words.whole.clone(),
        Extent::Since(at) => filled(&words.whole_since, &[("at", &moment(words, zone(at)))]),
        Extent::Partly => words.partly.clone(),
    }
}

pub fn notice(words: &ExportWords, notice: &Notice, who: &str) -> String {
    match notice {
        Notice::Topic { topic } => filled(&words.topic, &[("by", who), ("topic", topic)]),
        Notice::Joined => filled(&words.joined, &[("who", who)]),
        Notice::Left => filled(&words.left, &[("who", who)]),
        Notice::Removed { by } => filled(&words.put_out, &[("who", who), ("by", by)]),
        Notice::Destroyed { reason } if reason.is_empty() => words.destroyed.clone(),
        Notice::Destroyed { reason } => filled(&words.destroyed_because, &[("reason", reason)]),
    }
}

pub fn retracted(words: &ExportWords, retracted: &RetractedRecord, who: &str) -> String {
    match &retracted.by {
        None => filled(&words.taken_back, &[("who", who)]),
        Some(by) if retracted.reason.is_empty() => filled(&words.removed, &[("by", by)]),
        Some(by) => filled(&words.removed_because, &[("by", by), ("reason", &retracted.reason)]),
    }
}

pub fn forwarded(words: &ExportWords, of: &Forwarded, zone: super::Zone) -> String {
    filled(&words.forwarded, &[("name", &of.name), ("at", &moment(words, zone(of.at)))])
}
