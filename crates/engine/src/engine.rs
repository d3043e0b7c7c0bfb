//! The engine as the shell and the tests see it: commands in, views out.

use crate::Credentials;
use api::{Command, Error, IntranetPage, Millis, Update, View, ViewId, rows::UpdateState};
use std::{path::PathBuf, sync::Arc};
use url::Url;
use wire::{ids::Entropy, time::Clock};

/// What an engine needs from whoever starts it.
pub struct EngineConfig {
    /// Settings, and a folder for each account. Made where it is missing.
    pub data_dir: PathBuf,
    pub net: session::NetConfig,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// The program's version, for the update view.
    pub version: String,
    pub credentials: Arc<dyn Credentials>,
}

/// One running engine. Clones are handles to the same one.
#[derive(Clone)]
pub struct Engine {}

impl Engine {
    /// Opens the local data and, where someone was signed in, signs them in again in the background. Never
    /// fails: what is wrong stands in [`View::Session`].
    pub async fn start(config: EngineConfig) -> Self;

    /// Carries out a command. `Ok` means it is done or durably on its way; views show the rest.
    ///
    /// `OpenLink`, `OpenPage`, `CheckForUpdate` and `InstallUpdate` are the shell's: here they answer `NotOffered`.
    pub async fn execute(&self, command: Command) -> Result<(), Error>;

    /// Opens a view: `sink` hears a `Reset` before this returns, then patches, at most one batch each 16 ms.
    /// `sink` is called on the views' own thread and must not block for long.
    pub async fn open_view(&self, view: ViewId, what: View, sink: impl Fn(Update) + Send + Sync + 'static) -> Result<(), Error>;

    /// After this returns, `sink` may hear one more update that was already on its way.
    pub fn close_view(&self, view: ViewId);

    /// Acknowledges what was handled, closes stream and store. Later commands answer `NotSignedIn`.
    pub async fn shut_down(&self);

    /// A picture by its opaque id: media type and bytes.
    pub fn avatar(&self, hash: &str) -> Option<(String, Vec<u8>)>;

    /// What the shell knows of a newer version, for [`View::Update`].
    pub fn set_update(&self, state: UpdateState);

    /// No key or pointer was touched since this time; `None` when the person is back (XEP-0319).
    pub fn set_idle(&self, since: Option<Millis>);

    /// The address of a page of the intranet, by the templates of its profile.
    pub fn page_url(&self, page: &IntranetPage) -> Option<Url>;

    /// Where this intranet publishes new versions of the program.
    pub fn update_feed(&self) -> Option<Url>;
}
