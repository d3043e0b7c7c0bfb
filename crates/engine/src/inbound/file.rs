//! Files in messages: stateless sharing (XEP-0447, XEP-0446), or the address alone (XEP-0066).
//!
//! Invariant: all of it is the sender's word. Nothing is fetched here, and only `https` and `http` addresses are kept.

use base64::Engine as _;
use minidom::Element;
use store::{File, FileSource};
use wire::{
    ns,
    payload::{files, oob},
};

/// The longest name kept, in characters.
const MOST_NAME: usize = 255;

/// A file, and the namespaces by whose fallbacks the body says the same.
pub struct Shared {
    pub file: File,
    pub understood: Vec<&'static str>,
}

/// The file of a message. With several, the first: the body then still says where the others are.
pub fn read(element: &Element, body: &str) -> Option<Shared> {
    let several = files::read(element);
    if let Some(first) = several.first() {
        let understood = if several.len() == 1 { vec![ns::FILE_SHARING, ns::OOB] } else { Vec::new() };
        return Some(Shared { file: described(first)?, understood });
    }
    let url = oob::read(element).filter(|url| is_web(url))?;
    // An address beside other words is shown as a link where the words have it, and as a file where they have not.
    if body.trim() != url && body.contains(&url) {
        return None;
    }
    Some(Shared {
        file: File { name: name_in(&url), source: FileSource::Url { url }, ..File::default() },
        understood: vec![ns::OOB],
    })
}

/// Whether these words are nothing but the address of the file.
pub fn is_address_of(file: &File, body: &str) -> bool {
    matches!(&file.source, FileSource::Url { url } if url == body.trim())
}

fn described(shared: &files::Shared) -> Option<File> {
    let url = shared.urls.iter().find(|url| is_web(url))?.clone();
    let metadata = &shared.file;
    let name = metadata.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| name_in(&url));
    let mime = metadata.media_type.clone().unwrap_or_default();
    Some(File {
        name: name.chars().take(MOST_NAME).collect(),
        size: metadata.size,
        width: metadata.dimensions.map(|(width, _)| width),
        height: metadata.dimensions.map(|(_, height)| height),
        duration_ms: metadata.length,
        // A recording to be heard in place; a piece of music comes as an attachment.
        voice: mime.starts_with("audio/") && shared.inline == Some(true),
        hash: metadata.sha256.as_deref().and_then(hex),
        mime,
        source: FileSource::Url { url },
    })
}

fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.host_str().is_some())
}

/// The last part of an address's path, as a name: `https://files.example.com/ab12/plan.pdf` is `plan.pdf`.
fn name_in(url: &str) -> String {
    let Ok(url) = url::Url::parse(url) else { return String::new() };
    let last = url.path_segments().and_then(|parts| parts.rev().find(|part| !part.is_empty()).map(str::to_owned));
    let name = last.unwrap_or_default();
    let decoded = percent_encoding::percent_decode_str(&name).decode_utf8_lossy();
    decoded.chars().take(MOST_NAME).collect()
}

/// SHA-256 as the wire has it (base64), in hex.
fn hex(base64: &str) -> Option<String> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64).ok().filter(|bytes| bytes.len() == 32)?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
