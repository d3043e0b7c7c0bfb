//! What was said before the demonstration began, as `history.txt` and `rooms.txt` have it, and when that was.
//!
//! Invariant: the same text is always the same past, seen from the present day.

use chrono::{DateTime, Datelike, Days, Local, NaiveTime, TimeZone, Weekday};

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
    /// What its author made of it a little later.
    pub corrected: Option<&'static str>,
    /// What the other side thought of it.
    pub reactions: Vec<String>,
    /// It answers the message so many above it.
    pub answers: Option<usize>,
}

impl Line {
    /// The file it brings.
    pub fn file(&self) -> Option<&str> {
        self.body.strip_prefix("@ ")
    }

    /// Takes what is said about the line above it: see the heads of the files.
    fn add(&mut self, text: &'static str) {
        match text.split_once(' ') {
            Some(("|", more)) => {
                self.body.push('\n');
                self.body.push_str(more);
            }
            Some(("~", text)) => self.corrected = Some(text),
            Some(("+", emojis)) => self.reactions = emojis.split_whitespace().map(str::to_owned).collect(),
            Some(("^", above)) => self.answers = above.trim().parse().ok(),
            _ => {}
        }
    }
}

/// Reads a file of headings ("## ") and lines.
pub fn read(text: &'static str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut section = "";
    for text in text.lines() {
        if let Some(heading) = text.strip_prefix("## ") {
            section = heading.trim();
        } else if let Some(line) = read_line(text, section) {
            lines.push(line);
        } else if let Some(last) = lines.last_mut() {
            last.add(text);
        }
    }
    lines
}

fn read_line(text: &'static str, section: &'static str) -> Option<Line> {
    let mut parts = text.strip_prefix('-')?.splitn(4, ' ');
    let days = parts.next()?.parse().ok()?;
    let time = NaiveTime::parse_from_str(parts.next()?, "%H:%M").ok()?;
    let (who, body) = (parts.next()?, parts.next()?.to_owned());
    Some(Line { section, days, time, who, body, corrected: None, reactions: Vec::new(), answers: None })
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
