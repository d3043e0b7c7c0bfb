//! A conversation as plain text: a day, and under it a line for each message.

use super::{Form, Head, Line, Zone, words};
use api::ExportWords;
use chrono::NaiveDate;
use std::io::{self, Write};

pub struct Plain<'a> {
    out: &'a mut dyn Write,
    day: Option<NaiveDate>,
}

impl<'a> Plain<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, day: None }
    }
}

impl Form for Plain<'_> {
    fn begin(&mut self, head: &Head, extent: words::Extent, zone: Zone) -> io::Result<()> {
        writeln!(self.out, "{} <{}>", head.name, head.conversation)?;
        writeln!(self.out, "{}", words::filled(&head.words.exported, &[("at", &words::moment(&head.words, zone(head.at)))]))?;
        writeln!(self.out, "{}", words::extent(&head.words, extent, zone))
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        if self.day.replace(line.at.date()) != Some(line.at.date()) {
            writeln!(self.out, "\n== {} ==", words::date(line.words, line.at))?;
        }
        let time = line.at.format("%H:%M");
        if let Some(notice) = line.notice() {
            return writeln!(self.out, "[{time}] * {notice}");
        }
        write!(self.out, "[{time}] {}: ", line.author_name)?;
        if let Some(removed) = line.taken_back() {
            return writeln!(self.out, "({removed})");
        }
        let mut parts: Vec<String> = line.forwarded().map(|of| format!("↪ {of}")).into_iter().collect();
        if let Some(reply) = line.record.reply.as_ref() {
            parts.extend(reply.body.lines().map(|quoted| format!("> {quoted}")));
        }
        parts.extend(line.record.body.lines().map(str::to_owned));
        parts.extend(line.file_url().map(|(name, url)| format!("[{name}] {url}").trim_end().to_owned()));
        if line.record.edited {
            parts.push(format!("({})", line.words.edited));
        }
        parts.extend(line.reactions.iter().map(|(emoji, who)| format!("{emoji} {}", who.join(", "))));
        // What belongs to a message is indented, so that nothing said can look like a message of somebody else.
        writeln!(self.out, "{}", parts.join("\n        "))
    }

    fn gap(&mut self, words: &ExportWords) -> io::Result<()> {
        writeln!(self.out, "\n[… {}]", words.missing)
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}
