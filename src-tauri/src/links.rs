//! Links that leave the program: what a person clicks in a message, and the intranet's own pages.
//!
//! Invariant: what reaches the OS went through [`canonical`] right before.

use api::{Code, Error};
use engine::links::canonical;
use url::Url;

/// Hands a URL to the person's browser or mail program.
pub async fn open(url: Url) -> Result<(), Error> {
    let url = canonical(url.as_str())?;
    let opened = tokio::task::spawn_blocking(move || open::that_detached(url.as_str())).await;
    match opened {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Error::new(Code::Internal, format!("nothing here opens links: {error}"))),
        Err(error) => Err(Error::new(Code::Internal, error.to_string())),
    }
}
