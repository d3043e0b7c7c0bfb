//! A conversation as a page that stands on its own: no script, nothing loaded from anywhere.
//!
//! Invariant: whatever was said becomes text. Only links that the program itself would open are links.

use super::{Form, Head, Line, Zone, words};
use crate::text;
use api::{
    ExportWords,
    text::{Block, Span},
};
use chrono::NaiveDate;
use std::io::{self, Write};

const HEAD: &str = "<head><meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n\
body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}\n\
h2{font-size:1rem;border-bottom:1px solid #ccc;margin-top:2rem}article{margin:.75rem 0}article.mine{background:#eef4ff;\n\
padding:.25rem .5rem;border-radius:.25rem}time,.note{color:#5c5f66;font-size:.85em}blockquote{margin:.25rem 0;\n\
padding-inline-start:.75rem;border-inline-start:3px solid #ccc;color:#5c5f66}p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}\n\
pre{background:#f4f4f6;padding:.5rem;overflow:auto}\n</style>\n";

pub struct Html<'a> {
    out: &'a mut dyn Write,
    day: Option<NaiveDate>,
}

impl<'a> Html<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, day: None }
    }

    fn blocks(&mut self, blocks: &[Block]) -> io::Result<()> {
        for block in blocks {
            match block {
                Block::Paragraph { spans } => {
                    write!(self.out, "<p dir=\"auto\">")?;
                    spans.iter().try_for_each(|span| self.span(span))?;
                    writeln!(self.out, "</p>")?;
                }
                Block::Quote { blocks } => {
                    write!(self.out, "<blockquote>")?;
                    self.blocks(blocks)?;
                    writeln!(self.out, "</blockquote>")?;
                }
                Block::Code { text, .. } => writeln!(self.out, "<pre>{}</pre>", escaped(text))?,
            }
        }
        Ok(())
    }

    fn span(&mut self, span: &Span) -> io::Result<()> {
        let style = span.style();
        let around =
            [(style.bold, "strong"), (style.italic, "em"), (style.strike, "s"), (matches!(span, Span::Code { .. }), "code")];
        let tags: Vec<&str> = around.iter().filter(|(on, _)| *on).map(|(_, tag)| *tag).collect();
        for tag in &tags {
            write!(self.out, "<{tag}>")?;
        }
        match span {
            Span::Link { text, url, .. } => {
                write!(self.out, "<a rel=\"noreferrer noopener\" href=\"{}\">{}</a>", escaped(url), escaped(text))?;
            }
            _ => write!(self.out, "{}", escaped(span.text()))?,
        }
        tags.iter().rev().try_for_each(|tag| write!(self.out, "</{tag}>"))
    }
}

/// Text in a page, or in an attribute in double quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

impl Form for Html<'_> {
    fn begin(&mut self, head: &Head, extent: words::Extent, zone: Zone) -> io::Result<()> {
        let name = escaped(&head.name);
        let direction = if head.words.right_to_left { "rtl" } else { "ltr" };
        writeln!(self.out, "<!doctype html>\n<html lang=\"{}\" dir=\"{direction}\">", escaped(&head.words.language))?;
        self.out.write_all(HEAD.as_bytes())?;
        writeln!(self.out, "<title>{name}</title></head><body>\n<h1><bdi>{name}</bdi></h1>")?;
        let conversation = escaped(&head.conversation);
        let exported = words::filled(&head.words.exported, &[("at", &words::moment(&head.words, zone(head.at)))]);
        let extent = words::extent(&head.words, extent, zone);
        writeln!(self.out, "<p class=\"note\"><bdi>{conversation}</bdi><br>{}<br>{}</p>", escaped(&exported), escaped(&extent))
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        if self.day.replace(line.at.date()) != Some(line.at.date()) {
            writeln!(self.out, "<h2>{}</h2>", escaped(&words::date(line.words, line.at)))?;
        }
        let time = line.at.format("%H:%M");
        if let Some(notice) = line.notice() {
            return writeln!(self.out, "<article class=\"note\"><time>{time}</time> {}</article>", escaped(&notice));
        }
        let mine = if line.record.mine { " class=\"mine\"" } else { "" };
        write!(self.out, "<article{mine}><strong><bdi>{}</bdi></strong> <time>{time}</time>", escaped(&line.author_name))?;
        if let Some(removed) = line.taken_back() {
            return writeln!(self.out, "<p class=\"note\">{}</p></article>", escaped(&removed));
        }
        writeln!(self.out)?;
        if let Some(of) = line.forwarded() {
            writeln!(self.out, "<p class=\"note\" dir=\"auto\">↪ {}</p>", escaped(&of))?;
        }
        if let Some(reply) = line.record.reply.as_ref() {
            writeln!(self.out, "<blockquote><p dir=\"auto\">{}</p></blockquote>", escaped(&reply.body))?;
        }
        let parsed = text::parse(&text::Source { unstyled: line.record.unstyled, ..text::Source::of(&line.record.body) });
        self.blocks(&parsed.blocks)?;
        if let Some((name, url)) = line.file_url() {
            let name = escaped(&crate::files::name::safe(name));
            if url.starts_with("https://") || url.starts_with("http://") {
                writeln!(self.out, "<p><a rel=\"noreferrer noopener\" href=\"{}\"><bdi>{name}</bdi></a></p>", escaped(url))?;
            } else {
                writeln!(self.out, "<p><bdi>{name}</bdi></p>")?;
            }
        }
        if line.record.edited {
            writeln!(self.out, "<p class=\"note\">{}</p>", escaped(&line.words.edited))?;
        }
        for (emoji, who) in &line.reactions {
            writeln!(self.out, "<p class=\"note\">{} <bdi>{}</bdi></p>", escaped(emoji), escaped(&who.join(", ")))?;
        }
        writeln!(self.out, "</article>")
    }

    fn gap(&mut self, words: &ExportWords) -> io::Result<()> {
        writeln!(self.out, "<p class=\"note\">[… {}]</p>", escaped(&words.missing))
    }

    fn end(&mut self) -> io::Result<()> {
        writeln!(self.out, "</body></html>")
    }
}
