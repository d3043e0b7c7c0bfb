//! The engine as the shell and the tests see it: commands in, views out.

use crate::{
    Credentials,
    actor::Order,
    commands,
    files::Media,
    shared::Shared,
    signin,
    stage::{Ground, Stage},
    state::AppState,
    views::{Board, Wish},
};
use api::{
    Code, Command, Error, IntranetPage, Millis, StagedId, Update, View, ViewId,
    rows::{FileOffer, UpdateState},
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, Weak},
};
use store::Device;
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
    /// Where saved files and exports go.
    pub downloads: PathBuf,
    /// Tells the operating system that a file came from elsewhere (mark of the web, quarantine).
    pub mark_downloaded: fn(&Path),
}

/// One running engine. Clones are handles to the same one.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    /// A sign-in under way: a later one takes its place.
    signing_in: Arc<tokio::sync::Mutex<Option<tokio::task::AbortHandle>>>,
}

impl Engine {
    /// Opens the local data and, where someone was signed in, signs them in again in the background. Never
    /// fails: what is wrong stands in [`View::Session`]. Must be called within a Tokio runtime.
    pub async fn start(config: EngineConfig) -> Self {
        let ground = Ground::real(config.net.clone());
        Self::start_on(ground, config).await
    }

    /// The same in a simulation: the network of `config` is not used, and nothing happens on any other thread.
    pub async fn start_staged(stage: Stage, config: EngineConfig) -> Self {
        Self::start_on(Ground::Staged(stage), config).await
    }

    async fn start_on(ground: Ground, config: EngineConfig) -> Self {
        let dir = config.data_dir.clone();
        let open = move || Device::open(&dir).map_err(|error| crate::codes::store(&error));
        let device = ground.blocking().run(open).await.unwrap_or_else(|error| Err(Error::new(Code::Internal, error.to_string())));
        let mut app = AppState::new(config.version.clone(), config.clock.now_ms());
        if let Ok(device) = &device {
            app.settings = device.settings().unwrap_or_default();
        }
        // The views are started before what they belong to; they wish for things only once it is there.
        let owner: Arc<OnceLock<Weak<Shared>>> = Arc::default();
        let wished = Arc::clone(&owner);
        let board = Board::start(&ground, app.clone(), Arc::clone(&config.clock), move |wish| {
            grant(wished.get().and_then(Weak::upgrade), wish)
        });
        let shared = Arc::new(Shared::new(ground, config, app, board, device));
        owner.set(Arc::downgrade(&shared)).ok();
        signin::at_start(&shared).await;
        Self { shared, signing_in: Arc::default() }
    }

    /// Carries out a command. `Ok` means it is done or durably on its way; views show the rest.
    ///
    /// `OpenLink`, `OpenPage`, `CheckForUpdate` and `InstallUpdate` are the shell's: here they answer `NotOffered`.
    pub async fn execute(&self, command: Command) -> Result<(), Error> {
        match command {
            Command::SignIn { url, account, password } => {
                let mut signing_in = self.signing_in.lock().await;
                if let Some(earlier) = signing_in.take() {
                    earlier.abort();
                }
                let password = wire::secret::Password::new(password.reveal().to_owned());
                let task = tokio::spawn(signin::sign_in(Arc::clone(&self.shared), url, account, password));
                *signing_in = Some(task.abort_handle());
                Ok(())
            }
            Command::SignOut => {
                if let Some(earlier) = self.signing_in.lock().await.take() {
                    earlier.abort();
                }
                signin::sign_out(&self.shared).await
            }
            other => commands::execute(&self.shared, other).await,
        }
    }

    /// Opens a view: `sink` hears a `Reset` before this returns, then patches, at most one batch each 16 ms.
    /// `sink` is called on the views' own thread and must not block for long.
    pub async fn open_view(&self, view: ViewId, what: View, sink: impl Fn(Update) + Send + Sync + 'static) -> Result<(), Error> {
        let what = match what {
            View::Conversation { conversation } => View::Conversation { conversation: commands::key(&self.shared, &conversation)? },
            View::Timeline { conversation } => View::Timeline { conversation: commands::key(&self.shared, &conversation)? },
            View::Room { room } => View::Room { room: commands::address(&room)? },
            View::Members { room } => View::Members { room: commands::address(&room)? },
            View::Search { text, conversation } => {
                let conversation = conversation.map(|conversation| commands::key(&self.shared, &conversation)).transpose()?;
                View::Search { text: commands::typed(&text), conversation }
            }
            View::Quick { text, messages } => View::Quick { text: commands::typed(&text), messages },
            other => other,
        };
        self.shared.board.open(view, what, sink).await
    }

    /// After this returns, `sink` may hear one more update that was already on its way.
    pub fn close_view(&self, view: ViewId) {
        self.shared.board.close(view);
    }

    /// Acknowledges what was handled, closes stream and store. Later commands answer `NotSignedIn`.
    pub async fn shut_down(&self) {
        if let Some(earlier) = self.signing_in.lock().await.take() {
            earlier.abort();
        }
        let account = self.shared.set_account(None);
        self.shared.board.stop().await;
        if let Some(account) = account {
            signin::close(&self.shared.ground, &account).await;
        }
        self.shared.close_device();
    }

    /// A picture by its opaque id, a person's or the intranet's: media type and bytes.
    pub fn avatar(&self, hash: &str) -> Option<(String, Vec<u8>)> {
        self.shared.logo(hash).or_else(|| self.shared.account()?.store.avatar(hash).ok().flatten())
    }

    /// A file is about to be handed over, piece by piece: its id. Refused at once where the server would not take it.
    pub fn stage(&self, offer: &FileOffer) -> Result<StagedId, Error> {
        let account = self.shared.signed_in()?;
        account.files.stage(self.shared.entropy.as_ref(), self.shared.app().upload.as_ref(), offer)
    }

    /// The next piece of it. After the last one it can be named in `SendText`.
    pub async fn stage_append(&self, id: StagedId, offset: u64, bytes: Vec<u8>) -> Result<(), Error> {
        let account = self.shared.signed_in()?;
        let files = Arc::clone(&account.files);
        let appended = self.shared.ground.blocking().run(move || files.append(&id, offset, &bytes)).await;
        appended.map_err(|error| Error::new(Code::Internal, error.to_string()))?
    }

    /// A picture, sound or video of a message for the page, by kind (`thumbnail`, `file`) and id; a part of it where a
    /// range `(first, last)` is asked for.
    pub fn media(&self, kind: &str, id: &str, range: Option<(u64, Option<u64>)>) -> Option<Media> {
        self.shared.account()?.files.media(kind, id, range)
    }

    /// Where saved files lie.
    pub fn downloads(&self) -> &Path {
        &self.shared.downloads
    }

    /// What the shell knows of a newer version, for [`View::Update`].
    pub fn set_update(&self, state: UpdateState) {
        self.shared.change(|app| app.update = state);
    }

    /// No key or pointer was touched since this time; `None` when the person is back (XEP-0319).
    pub fn set_idle(&self, since: Option<Millis>) {
        self.shared.order(Order::Idle(since));
    }

    /// The address of a page of the intranet, by the templates of its profile.
    pub fn page_url(&self, page: &IntranetPage) -> Option<Url> {
        let profile = self.shared.intranet()?.profile?;
        let own = self.shared.app().address;
        let (template, address) = match page {
            IntranetPage::ActivityStream => (profile.activity_stream, own.unwrap_or_default()),
            IntranetPage::OwnProfile => (profile.own_profile, own?),
            IntranetPage::Profile { address } => (profile.profile, wire::stanza::bare(address)?),
            IntranetPage::ResetPassword => return profile.password_reset,
        };
        template?.fill(&wire::stanza::local(&address).unwrap_or_default(), &address)
    }

    /// Where this intranet publishes new versions of the program.
    pub fn update_feed(&self) -> Option<Url> {
        self.shared.intranet()?.profile?.update_feed
    }
}

fn grant(shared: Option<Arc<Shared>>, wish: Wish) {
    let Some(shared) = shared else { return };
    match wish {
        Wish::Card { address } => shared.order(Order::Card { address }),
        Wish::Older { conversation } => shared.order(Order::Older { conversation }),
        Wish::Pictures { messages } => {
            if let Some(account) = shared.account() {
                messages.into_iter().for_each(|message| drop(crate::files::download(&shared, &account, message)));
            }
        }
        Wish::Room { room } => shared.order(Order::LookAtRoom { room }),
        Wish::PublicRooms => shared.order(Order::ListRooms),
        Wish::PublicRoomInfo { rooms } => shared.order(Order::AskPublicRooms { rooms }),
    }
}
