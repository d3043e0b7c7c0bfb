//! A file on its way in: fetched from an address, from where the last try stopped (RFC 9110 §14).
//!
//! Invariant: a fetch ends at the size the message named, with a little grace, or at [`LARGEST`], however many answers it came
//! in; half a file is kept only as a [`Part`]; what was hashed by its sender is compared as a whole.

use super::{Part, part::version, percent, staging::hash};
use api::Code;
use http::{HeaderMap, StatusCode, header};
use reqwest::Response;
use std::cmp::Ordering;
use tokio::io::AsyncWriteExt;
use url::Url;

const LARGEST: u64 = 4 * 1024 * 1024 * 1024;

/// What became of a fetch.
#[derive(Debug, PartialEq, Eq)]
pub enum Fetched {
    Whole,
    /// The server says that it has no such file (any more).
    Gone,
    /// The way there is cut; the part that came stays.
    Cut,
    Failed(Code),
}

/// Why a try came to nothing.
enum Stop {
    /// What is here and what the server has are not of one piece.
    OtherVersion,
    End(Fetched),
}

impl From<Fetched> for Stop {
    fn from(fetched: Fetched) -> Self {
        Self::End(fetched)
    }
}

/// Fetches a message's file into its part, and behind what that has.
pub async fn fetch(
    client: &reqwest::Client,
    url: &Url,
    (message, file): (i64, &store::File),
    part: &Part,
    progress: impl Fn(u8),
) -> Fetched {
    let mut stopped = body(client, url, (message, file), part, &progress).await;
    if matches!(stopped, Err(Stop::OtherVersion)) {
        part.forget();
        stopped = body(client, url, (message, file), part, &progress).await;
    }
    let fetched = match stopped {
        Ok(()) => Fetched::Whole,
        Err(Stop::End(fetched)) => fetched,
        Err(Stop::OtherVersion) => Fetched::Failed(Code::Refused),
    };
    if !matches!(fetched, Fetched::Whole | Fetched::Cut) {
        part.forget();
    }
    fetched
}

async fn body(
    client: &reqwest::Client,
    url: &Url,
    (message, file): (i64, &store::File),
    part: &Part,
    progress: &impl Fn(u8),
) -> Result<(), Stop> {
    let held = part.held();
    let mut request = client.get(url.clone());
    if let Some(held) = &held {
        request = request.header(header::RANGE, format!("bytes={}-", held.bytes)).header(header::IF_RANGE, &held.version);
    }
    let mut answer = request.send().await.map_err(cut)?;
    let here = held.as_ref().map_or(0, |held| held.bytes);
    let (from, total) = match answer.status() {
        StatusCode::PARTIAL_CONTENT => {
            let range = content_range(answer.headers()).filter(|range| held.is_some() && range.first == Some(here));
            let same = !answer.headers().contains_key(header::ETAG) || version(answer.headers()) == held.map(|held| held.version);
            (here, range.filter(|_| same).ok_or(Stop::OtherVersion)?.total)
        }
        StatusCode::RANGE_NOT_SATISFIABLE if held.is_some() => {
            // All of it came, and the program ended before it was looked at.
            let total = content_range(answer.headers()).and_then(|range| range.total).filter(|total| *total == here);
            return if total.is_some() { whole(file, part, here > 0).await } else { Err(Stop::OtherVersion) };
        }
        status if status.is_success() => (0, answer.content_length()),
        StatusCode::NOT_FOUND | StatusCode::GONE => return Err(Fetched::Gone.into()),
        // The server's own trouble passes.
        status if status.is_server_error() => return Err(Fetched::Cut.into()),
        status => {
            tracing::info!(%status, "a file was not given");
            return Err(Fetched::Failed(Code::Refused).into());
        }
    };
    // A sender may be wrong about the size, but not by much.
    let most = file.size.map_or(LARGEST, |size| size.saturating_add(size / 10).saturating_add(4096)).min(LARGEST);
    if total.is_some_and(|total| total > most) {
        return Err(Fetched::Failed(Code::FileTooLarge).into());
    }
    let opened = if from > 0 { part.go_on() } else { part.begin(message, answer.headers()) };
    let mut target = tokio::fs::File::from_std(opened.map_err(disk)?);
    let poured = pour(&mut answer, &mut target, (from, most, total.or(file.size).unwrap_or(0)), progress).await;
    target.flush().await.map_err(disk)?;
    let written = poured?;
    match total.map(|total| written.cmp(&total)) {
        // A server may give less than all that is left at once.
        Some(Ordering::Less) => Err(Fetched::Cut.into()),
        Some(Ordering::Greater) => Err(Stop::OtherVersion),
        _ => whole(file, part, from > 0).await,
    }
}

/// Writes an answer down; how many bytes there are then.
async fn pour(
    answer: &mut Response,
    target: &mut tokio::fs::File,
    (from, most, whole): (u64, u64, u64),
    progress: &impl Fn(u8),
) -> Result<u64, Stop> {
    let mut written = from;
    progress(percent(written, whole));
    while let Some(piece) = answer.chunk().await.map_err(cut)? {
        written += piece.len() as u64;
        if written > most {
            return Err(Fetched::Failed(Code::FileTooLarge).into());
        }
        target.write_all(&piece).await.map_err(disk)?;
        progress(percent(written, whole));
    }
    Ok(written)
}

/// Looks at all that came. `in_parts`: it came in several answers, and what does not fit may be theirs.
async fn whole(file: &store::File, part: &Part, in_parts: bool) -> Result<(), Stop> {
    let Some(said) = &file.hash else { return Ok(()) };
    let bytes = part.bytes.clone();
    let found = tokio::task::spawn_blocking(move || hash(&bytes)).await;
    let found = found.map_err(|_| Stop::End(Fetched::Failed(Code::Internal)))?.map_err(disk)?;
    match (said.eq_ignore_ascii_case(&found), in_parts) {
        (true, _) => Ok(()),
        (false, true) => Err(Stop::OtherVersion),
        (false, false) => Err(Fetched::Failed(Code::Refused).into()),
    }
}

/// What `Content-Range` says: `bytes FIRST-LAST/TOTAL`, `bytes FIRST-LAST/*` or `bytes */TOTAL`.
#[derive(Debug, PartialEq, Eq)]
struct ContentRange {
    first: Option<u64>,
    total: Option<u64>,
}

fn content_range(answer: &HeaderMap) -> Option<ContentRange> {
    let (range, total) = answer.get(header::CONTENT_RANGE)?.to_str().ok()?.trim().strip_prefix("bytes ")?.split_once('/')?;
    let number = |digits: &str| digits.trim().parse::<u64>().ok();
    let first = range.split_once('-').map(|(first, last)| Some((number(first)?, number(last)?)));
    let first = match (range.trim(), first) {
        ("*", _) => None,
        (_, Some(Some((first, last)))) if first <= last => Some(first),
        _ => return None,
    };
    let total = if total.trim() == "*" { None } else { Some(number(total)?) };
    Some(ContentRange { first, total })
}

fn cut(error: reqwest::Error) -> Stop {
    tracing::info!(error = %error.without_url(), "a file could not be fetched");
    Fetched::Cut.into()
}

fn disk(error: std::io::Error) -> Stop {
    let code = if error.kind() == std::io::ErrorKind::StorageFull { Code::DiskFull } else { Code::ReadOnly };
    Fetched::Failed(code).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests;
