//! A client inside the server's own process: a session like any other, without socket and without password.
//!
//! Invariant: it goes through the same core and the same features as every client; nothing is delivered around them.

use std::sync::Arc;

use minidom::Element;
use tokio::sync::mpsc;

use crate::core::lifecycle::{self, BindRefusal};
use crate::core::{AskError, Handle, Input, Origin, Out, Outlet, SessionId, Stopped};

#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    #[error("the session was refused: {0:?}")]
    Refused(BindRefusal),
    #[error(transparent)]
    Ask(#[from] AskError),
}

/// The sending half; cheap to clone.
#[derive(Clone)]
pub struct LocalClient {
    core: Handle,
    session: SessionId,
    pub full: Arc<str>,
    connection: u64,
}

impl LocalClient {
    /// Binds a session for an existing account.
    pub async fn bind(core: &Handle, account: &str, resource: &str) -> Result<(Self, Inbox), LocalError> {
        let connection = Outlet::LOCAL | u64::from(crc(account, resource));
        let (outlet, outs) = Outlet::new(connection, None);
        let (account, resource) = (account.to_owned(), resource.to_owned());
        let bound = core.ask(move |turn| lifecycle::bind(turn, &account, Some(&resource), outlet)).await?;
        let bound = bound.map_err(LocalError::Refused)?;
        Ok((Self { core: core.clone(), session: bound.session, full: bound.full, connection }, Inbox(outs)))
    }

    pub async fn send(&self, stanza: Element) -> Result<(), Stopped> {
        let from = Origin { session: self.session, connection: self.connection };
        self.core.give(Input::Stanza { from, stanza }).await
    }

    /// Ends the session in order.
    pub async fn close(self) -> Result<(), AskError> {
        let (session, connection) = (self.session, self.connection);
        self.core.ask(move |turn| lifecycle::close(turn, session, connection)).await
    }
}

fn crc(account: &str, resource: &str) -> u32 {
    account
        .bytes()
        .chain([b'/'])
        .chain(resource.bytes())
        .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The receiving half.
pub struct Inbox(mpsc::Receiver<Out>);

impl Inbox {
    /// The next stanza; nothing when the session has ended.
    pub async fn next(&mut self) -> Option<Element> {
        match self.0.recv().await? {
            Out::Stanza(parcel) => Some(parcel.open()),
            Out::Frame(element) => Some(element),
            Out::Close(_) | Out::Cut => None,
        }
    }
}
