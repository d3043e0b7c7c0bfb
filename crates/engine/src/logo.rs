//! The intranet's logo, for the sign-in window.
//!
//! Invariant: fetched only from the very host that the person named, only if it is a picture, and kept in memory only.

use crate::{inbound::read, shared::Shared};
use session::Intranet;
use std::sync::Arc;
use url::Url;

/// Larger ones are not shown.
const MAX_BYTES: usize = 256 * 1024;

#[derive(Debug)]
pub struct Logo {
    pub url: Url,
    /// SHA-1 of the bytes: the opaque id under `media://logo/…`.
    pub id: String,
    pub mime: &'static str,
    pub bytes: Vec<u8>,
}

/// Where the logo is, if it is on the intranet's own host.
pub fn wanted(intranet: &Intranet) -> Option<Url> {
    let url = intranet.profile.as_ref()?.logo.clone()?;
    (url.origin() == intranet.base.origin()).then_some(url)
}

/// Without a logo the name stands alone: nothing is tried again.
pub async fn fetch(shared: Arc<Shared>, url: Url) {
    match download(&shared, &url).await {
        Some((mime, bytes)) => shared.set_logo(Logo { id: read::sha1_hex(&bytes), url, mime, bytes }),
        None => tracing::debug!("the intranet's logo could not be had"),
    }
}

async fn download(shared: &Shared, url: &Url) -> Option<(&'static str, Vec<u8>)> {
    let net = shared.ground.net().await.ok()?;
    let mut response = net.http(url).get(url.clone()).send().await.ok()?.error_for_status().ok()?;
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.ok()? {
        if bytes.len() + piece.len() > MAX_BYTES {
            return None;
        }
        bytes.extend_from_slice(&piece);
    }
    Some((read::image_type(&bytes)?, bytes))
}
