//! Business cards (XEP-0054): the company's data about a person, and what the person added.
//!
//! Invariant: name, address, title, phone and department are the company's and cannot be changed by the person; the
//! picture is the avatar, whichever way it was set (XEP-0398).

use base64::Engine as _;
use minidom::Element;
use wire::ns;
use wire::stanza::{self, Kind, element};

use super::{Flow, publishing};
use crate::core::{Incoming, Target, Turn};
use crate::storage::accounts::Details;
use crate::storage::company::DELIMITER;
use crate::storage::{StorageError, accounts, personal};

const LARGEST_PHOTO: usize = 150 * 1024;
/// What comes from the company if it is known there.
const FROM_COMPANY: &[&str] = &["FN", "EMAIL", "TITLE", "TEL", "ORG"];

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if !matches!(incoming.kind, Kind::IqGet | Kind::IqSet) {
        return Ok(Flow::Next);
    }
    let Some(card) = stanza::payload(&incoming.stanza).filter(|payload| payload.is("vCard", ns::VCARD)) else {
        return Ok(Flow::Next);
    };
    let account = match &incoming.target {
        Target::Own => &incoming.account,
        Target::Person { account, resource: None } => account,
        _ => return Ok(Flow::Next),
    };
    if incoming.kind == Kind::IqSet {
        return if incoming.target == Target::Own { set(turn, incoming, card) } else { Ok(Flow::Refuse("auth", "forbidden")) };
    }
    show(turn, incoming, account)
}

/// Answers with the card of an account.
pub fn show(turn: &mut Turn<'_>, incoming: &Incoming, account: &str) -> Result<Flow, StorageError> {
    let Some(details) = accounts::details(turn.db, account)? else { return Ok(Flow::Refuse("cancel", "item-not-found")) };
    let card = compose(turn, account, &details)?;
    Ok(turn.result(incoming, Some(card)))
}

fn compose(turn: &Turn<'_>, account: &str, details: &Details) -> Result<Element, StorageError> {
    let mut card = personal::vcard(turn.db, account)?
        .and_then(|text| wire::frame::parse(&text, &wire::limits::Limits::STANZA).ok())
        .unwrap_or_else(|| element("vCard", ns::VCARD).done());
    let departments = turn.hall.company.members.get(account).map(|member| member.departments.as_slice()).unwrap_or_default();
    for field in company_fields(&turn.house.name, details, departments) {
        while card.remove_child(field.name(), ns::VCARD).is_some() {}
        card.append_child(field);
    }
    if let Some((mime, data)) = publishing::avatar(turn, account)? {
        let photo = element("PHOTO", ns::VCARD).field("TYPE", mime).field("BINVAL", data);
        card.append_child(photo.done());
    }
    Ok(card)
}

fn company_fields(company: &str, details: &Details, departments: &[String]) -> Vec<Element> {
    let mut fields = Vec::new();
    let mut add = |name: &str, content: &[(&str, &str)], flags: &[&str]| {
        if content.iter().all(|(_, text)| !text.is_empty()) {
            let flags = flags.iter().map(|flag| element(flag, ns::VCARD).done());
            let content = content.iter().map(|(name, text)| element(name, ns::VCARD).text(*text).done());
            fields.push(element(name, ns::VCARD).children(flags).children(content).done());
        }
    };
    add("EMAIL", &[("USERID", &details.email)], &["INTERNET", "WORK"]);
    add("TEL", &[("NUMBER", &details.phone)], &["WORK", "VOICE"]);
    if let Some(path) = departments.first() {
        let mut content = vec![("ORGNAME", company)];
        content.extend(path.split(DELIMITER).map(|part| ("ORGUNIT", part)));
        add("ORG", &content, &[]);
    }
    for (name, text) in [("FN", &details.full_name), ("TITLE", &details.title)] {
        if !text.is_empty() {
            fields.push(element(name, ns::VCARD).text(text).done());
        }
    }
    debug_assert!(fields.iter().all(|field| FROM_COMPANY.contains(&field.name())));
    fields
}

fn set(turn: &mut Turn<'_>, incoming: &Incoming, card: &Element) -> Result<Flow, StorageError> {
    let mut kept = card.clone();
    let photo = kept.remove_child("PHOTO", ns::VCARD);
    while kept.remove_child("PHOTO", ns::VCARD).is_some() {}
    personal::set_vcard(turn.db, &incoming.account, &wire::frame::serialize(&kept))?;
    match photo {
        Some(photo) => {
            let Some((mime, bytes)) = read_photo(&photo) else { return Ok(Flow::Refuse("modify", "not-acceptable")) };
            publishing::set_avatar(turn, &incoming.account, &mime, &bytes)?;
        }
        None if turn.hall.avatars.contains_key(&incoming.account) => {
            publishing::set_avatar(turn, &incoming.account, "image/png", &[])?;
        }
        None => {}
    }
    Ok(turn.result(incoming, None))
}

/// Type and bytes; an empty photo has no bytes. Nothing for what is no picture.
fn read_photo(photo: &Element) -> Option<(String, Vec<u8>)> {
    let text: String =
        stanza::child_text(photo, "BINVAL", ns::VCARD).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
    let mime = match bytes.as_slice() {
        [] => "image/png",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, ..] => "image/jpeg",
        [b'G', b'I', b'F', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => return None,
    };
    (bytes.len() <= LARGEST_PHOTO).then(|| (mime.to_owned(), bytes))
}
