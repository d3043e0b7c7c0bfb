//! A conversation as JSON, for programs: one object, its messages in an array, a line each.

use super::{Form, Head, Line, Zone, words::Extent};
use api::ExportWords;
use serde_json::{Value, json};
use std::io::{self, Write};

pub struct Json<'a> {
    out: &'a mut dyn Write,
    first: bool,
}

impl<'a> Json<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, first: true }
    }

    fn entry(&mut self, entry: &Value) -> io::Result<()> {
        self.out.write_all(if std::mem::take(&mut self.first) { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *self.out, entry).map_err(io::Error::from)
    }
}

impl Form for Json<'_> {
    fn begin(&mut self, head: &Head, extent: Extent, _zone: Zone) -> io::Result<()> {
        let text = |text: &str| Value::from(text).to_string();
        let since = match extent {
            Extent::Since(at) => Value::from(wire::time::format(at)),
            Extent::Whole | Extent::Partly => Value::Null,
        };
        write!(
            self.out,
            "{{\"conversation\":{},\"name\":{},\"account\":{},\"exportedAt\":{},\"complete\":{},\"completeSince\":{since},\"messages\":[",
            text(&head.conversation),
            text(&head.name),
            text(&head.own),
            text(&wire::time::format(head.at)),
            extent == Extent::Whole
        )
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        let record = line.record;
        let file = line.file_url().map(|(name, url)| {
            let file = record.file.as_ref().map(|kept| &kept.file);
            json!({ "name": name, "url": url, "mediaType": file.map(|file| &file.mime), "size": file.and_then(|file| file.size) })
        });
        let mut entry = json!({
            "id": record.archive_id,
            "at": wire::time::format(record.at),
            "author": line.author,
            "name": line.author_name,
            "mine": record.mine,
            "body": record.body,
            "edited": record.edited,
            "reactions": line.reactions.iter().map(|(emoji, who)| json!({ "emoji": emoji, "who": who })).collect::<Vec<_>>(),
        });
        if let Value::Object(fields) = &mut entry {
            fields.extend(file.map(|file| ("file".to_owned(), file)));
            let source = |of: &store::Forwarded| json!({ "name": of.name, "at": wire::time::format(of.at) });
            fields.extend(record.forwarded.as_ref().map(|of| ("forwardedFrom".to_owned(), source(of))));
            fields.extend(line.notice().map(|notice| ("notice".to_owned(), Value::from(notice))));
            fields.extend(
                record.reply.as_ref().map(|reply| ("answers".to_owned(), json!({ "author": reply.author, "body": reply.body }))),
            );
            let removed = |retracted: &store::RetractedRecord| json!({ "by": retracted.by, "reason": retracted.reason });
            fields.extend(record.retracted.as_ref().map(|retracted| ("removed".to_owned(), removed(retracted))));
        }
        self.entry(&entry)
    }

    fn gap(&mut self, _words: &ExportWords) -> io::Result<()> {
        self.entry(&json!({ "missing": true }))
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")
    }
}
