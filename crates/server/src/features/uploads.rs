//! The upload service (XEP-0363): what it takes, and slots for those who belong to this server.
//!
//! Invariant: a slot is given only within every quota, and what it allows counts from that moment on. What the slot
//! says is the only way to send the file: a random id, and a key that nobody else was told.

use sha2::{Digest as _, Sha256};
use wire::Element;
use wire::ns;
use wire::payload::disco::{Identity, Info};
use wire::payload::upload::{Refusal, Request, Slot, Terms};
use wire::stanza::{self, Kind};

use super::Flow;
use crate::core::{Incoming, Target, Turn};
use crate::storage::StorageError;
use crate::storage::uploads::{self, Upload};
use crate::uploads::{DAY_MS, Rules, shown_name};

/// Slots of one account that are open at one time.
const MOST_OPEN: i64 = 100;
/// The path of every file; what follows is its id and its name.
pub const PATH: &str = "/upload";

pub fn handle(turn: &mut Turn<'_>, incoming: &Incoming) -> Result<Flow, StorageError> {
    if incoming.target != Target::Upload {
        return Ok(Flow::Next);
    }
    let Some(payload) = stanza::payload(&incoming.stanza).filter(|_| incoming.kind == Kind::IqGet) else {
        return Ok(Flow::Refuse("cancel", "service-unavailable"));
    };
    if payload.is("request", ns::UPLOAD) {
        return slot(turn, incoming, payload);
    }
    if payload.is("query", ns::DISCO_INFO) && payload.attr("node").is_none() {
        let info = info(&turn.house.uploads).to_element();
        return Ok(turn.result(incoming, Some(info)));
    }
    if payload.is("query", ns::DISCO_ITEMS) {
        let items = stanza::element("query", ns::DISCO_ITEMS).done();
        return Ok(turn.result(incoming, Some(items)));
    }
    Ok(Flow::Refuse("cancel", "service-unavailable"))
}

/// What the service says of itself, so that people know before they choose a file.
fn info(rules: &Rules) -> Info {
    let terms = Terms {
        max_file_size: Some(rules.largest),
        types: rules.types.clone(),
        expiry_days: Some(rules.days),
        daily_bytes: Some(rules.daily),
    };
    Info {
        identities: vec![Identity::new("store", "file", "Files")],
        features: vec![ns::DISCO_INFO.into(), ns::UPLOAD.into()],
        forms: terms.to_forms(),
        ..Info::default()
    }
}

fn slot(turn: &mut Turn<'_>, incoming: &Incoming, payload: &Element) -> Result<Flow, StorageError> {
    let Some(request) = Request::from_element(payload) else { return Ok(Flow::Refuse("modify", "bad-request")) };
    let reached_at =
        turn.hall.get(incoming.session).and_then(|session| session.outlet.as_ref()?.reached_at.as_deref().map(str::to_owned));
    let Some(base) = turn.house.uploads.url.clone().or(reached_at) else {
        return Ok(Flow::Refuse("cancel", "service-unavailable"));
    };
    let media_type = request.media_type.as_deref().unwrap_or("application/octet-stream");
    if let Some(refusal) = refusal(turn, &incoming.account, &request, media_type)? {
        return Ok(refusal);
    }
    let key = turn.random_id();
    let upload = Upload {
        id: wire::ids::random_hex(&*turn.house.entropy),
        owner: incoming.account.clone(),
        name: shown_name(&request.name),
        media_type: media_type.to_owned(),
        size: i64::try_from(request.size).unwrap_or(i64::MAX),
        key_hash: Sha256::digest(key.as_bytes()).to_vec(),
        asked_at: turn.now,
        began_at: None,
        stored_at: None,
    };
    uploads::announce(turn.db, &upload)?;
    let url = address(&base, &upload.id, &upload.name);
    let slot = Slot { put: url.clone(), headers: vec![("Authorization".into(), format!("Bearer {key}"))], get: url };
    Ok(turn.result(incoming, Some(slot.to_element())))
}

/// Where everybody gets a file.
pub fn address(base: &str, id: &str, name: &str) -> String {
    let name = percent_encoding::utf8_percent_encode(name, PLAIN);
    format!("{}{PATH}/{id}/{name}", base.trim_end_matches('/'))
}

/// What stands in an address as it is.
pub const PLAIN: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// Why there is no slot, if there is none.
fn refusal(turn: &Turn<'_>, account: &str, request: &Request, media_type: &str) -> Result<Option<Flow>, StorageError> {
    let rules = &turn.house.uploads;
    let refuse = |kind, condition, detail: Refusal| Ok(Some(Flow::RefuseWith(kind, condition, Box::new(detail.to_element()))));
    if request.size > rules.largest {
        return refuse("modify", "not-acceptable", Refusal::TooLarge(Some(rules.largest)));
    }
    let terms = Terms { types: rules.types.clone(), ..Terms::default() };
    if !terms.takes(media_type) {
        return refuse("modify", "not-acceptable", Refusal::Type);
    }
    uploads::forget_unused(turn.db, turn.now.saturating_sub(rules.slot_ms))?;
    let size = i64::try_from(request.size).unwrap_or(i64::MAX);
    let fits = |taken: i64, most: u64| taken.saturating_add(size) <= i64::try_from(most).unwrap_or(i64::MAX);
    let today = uploads::taken(turn.db, Some(account), turn.now.saturating_sub(DAY_MS))?;
    if !fits(today.bytes, rules.daily) || today.files >= i64::try_from(rules.daily_files).unwrap_or(i64::MAX) {
        let at = today.oldest.unwrap_or(turn.now).saturating_add(DAY_MS);
        return refuse("wait", "resource-constraint", Refusal::Later(at));
    }
    let own = uploads::taken(turn.db, Some(account), 0)?;
    if !fits(own.bytes, rules.person) || uploads::open(turn.db, account)? >= MOST_OPEN {
        let over = own.oldest.filter(|_| rules.days > 0).map(|at| at.saturating_add(i64::from(rules.days) * DAY_MS));
        return match over {
            Some(at) => refuse("wait", "resource-constraint", Refusal::Later(at)),
            None => Ok(Some(Flow::Refuse("wait", "resource-constraint"))),
        };
    }
    if !fits(uploads::taken(turn.db, None, 0)?.bytes, rules.total) {
        return Ok(Some(Flow::Refuse("wait", "resource-constraint")));
    }
    Ok(None)
}
