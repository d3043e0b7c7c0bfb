//! A message of one's own as a stanza: words, or something done to another message. Pure: ids are given.
//!
//! Invariant: what other programs do not know they show sensibly: an answer begins with a quote, what is sent on
//! with whose words they are, a file with its address, and all of it is marked as being there only for them (XEP-0428).

use minidom::Element;
use store::{Content, File, FileSource, Forwarded, Mention, Millis, Text};
use wire::{
    ns,
    payload::{
        correction, fallback,
        files::{Metadata, Shared},
        forward::Source,
        oob,
        reactions::Reactions,
        references::Reference,
        reply,
        retract::Retraction,
        stanza_id, styling_hint,
    },
    stanza::{self, Draft},
    time,
};

/// A message on its way.
pub struct Letter<'a> {
    pub to: &'a str,
    /// To everybody in a room.
    pub room: bool,
    pub origin_id: &'a str,
    pub content: &'a Content,
    /// When it was written, where that was long before it is sent (XEP-0203).
    pub written_at: Option<Millis>,
    /// Bare JID of the author, for the delay.
    pub author: &'a str,
    /// Whether typing notices are given at all (XEP-0085).
    pub chat_states: bool,
}

/// The stanza; `None` for what nobody sends. `id` and origin-id (XEP-0359) are the same, so that receipts, errors and the
/// archive all name one row.
pub fn stanza(letter: &Letter<'_>) -> Option<Element> {
    let kind = if letter.room { "groupchat" } else { "chat" };
    let draft = stanza::message(letter.to, kind, letter.origin_id);
    let draft = match letter.content {
        Content::Text(text) => answered(words(draft, text)?, letter),
        Content::Correction { target, text } => answered(words(draft, text)?.child(correction::replace(target)), letter),
        Content::Retraction { target } => draft.children(Retraction::of(target).to_payloads()),
        Content::Reactions { target, emojis } => {
            let reactions = Reactions { id: target.clone(), emojis: emojis.clone() };
            draft.child(reactions.to_element()).child(stanza::element("store", ns::HINTS))
        }
        // Asked of the room, left in archives, and told by rooms.
        Content::Moderation { .. } | Content::Tombstone { .. } | Content::Notice(_) => return None,
    };
    let delay = letter
        .written_at
        .map(|at| stanza::element("delay", ns::DELAY).attr("from", letter.author).attr("stamp", time::format(at)).done());
    Some(draft.child(stanza_id::origin(letter.origin_id)).child_opt(delay).done())
}

/// With the wish to hear what became of it. In a room a receipt of everybody would be a flood (XEP-0184 §5.3).
fn answered(draft: Draft, letter: &Letter<'_>) -> Draft {
    let person = !letter.room;
    draft
        .child_opt(person.then(|| stanza::element("request", ns::RECEIPTS).done()))
        .child(stanza::element("markable", ns::MARKERS))
        .child_opt((person && letter.chat_states).then(|| stanza::element("active", ns::CHAT_STATES).done()))
}

/// The body: quote, words, address of the file; each part that is only for others marked as such.
fn words(draft: Draft, text: &Text) -> Option<Draft> {
    let mut body = String::new();
    let mut marks = Vec::new();
    if let Some(answered) = &text.reply {
        marks.push(reply::Reply { id: answered.id.clone(), to: answered.author.clone() }.to_element());
        if !answered.quote.trim().is_empty() {
            let (quote, mark) = reply::with_quote(&answered.quote, "");
            body = quote;
            marks.push(mark);
        }
    }
    if let Some(Forwarded { name, at }) = &text.forwarded {
        let source = Source { name: name.clone(), at: *at };
        // A file alone stays alone: others show one only where its address is all there is.
        if !text.body.is_empty() {
            let (line, mark) = source.headline();
            body.push_str(&line);
            marks.push(mark);
        }
        marks.push(source.to_element());
    }
    let before = characters(&body);
    body.push_str(&text.body);
    marks.extend(text.mentions.iter().map(|mention| reference(mention, before)));
    if let Some(file) = &text.file {
        let FileSource::Url { url } = &file.source else { return None };
        let start = characters(&body);
        if !text.body.is_empty() {
            body.push('\n');
        }
        body.push_str(url);
        let range = start..characters(&body);
        marks.extend([ns::FILE_SHARING, ns::OOB].map(|namespace| fallback::part(namespace, &range)));
        marks.push(shared(file, url));
        marks.push(oob::url(url));
    }
    if text.unstyled {
        marks.push(styling_hint::unstyled());
    }
    Some(draft.field("body", body).children(marks))
}

fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn reference(mention: &Mention, before: u32) -> Element {
    Reference::mention(&mention.address, Some(mention.begin + before..mention.end + before)).to_element()
}

fn shared(file: &File, url: &str) -> Element {
    use base64::Engine as _;
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let sha256 = file.hash.as_deref().and_then(bytes).map(|bytes| base64::engine::general_purpose::STANDARD.encode(bytes));
    // A picture or a recording is meant to be seen or heard in place.
    let inline = file.voice || ["image/", "video/"].iter().any(|kind| file.mime.starts_with(kind));
    let metadata = Metadata {
        name: given(&file.name),
        media_type: given(&file.mime),
        size: file.size,
        dimensions: file.width.zip(file.height),
        length: file.duration_ms,
        description: None,
        sha256,
    };
    Shared { id: None, inline: Some(inline), file: metadata, urls: vec![url.to_owned()] }.to_element()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    (0..hex.len()).step_by(2).map(pair).collect()
}
