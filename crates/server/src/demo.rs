//! The demonstration: a company of some sixty people with a past, most of them at work right now.
//!
//! Invariant: everything happens through the server as it is; the colleagues are ordinary sessions inside the process,
//! and what they do follows from the seed and from what is written to them.

pub mod canvas;
pub mod cast;
pub mod colleague;
pub mod company;
pub mod conversations;
pub mod dice;
pub mod files;
pub mod history;
pub mod pictures;
pub mod portraits;
pub mod replies;
pub mod rooms;

use std::net::SocketAddr;
use std::path::PathBuf;

use tempfile::TempDir;
use wire::secret::Password;

use crate::administration::{self, AdminError};
use crate::core::AskError;
use crate::local::LocalError;
use crate::server::{Server, ServerConfig, ServerError};
use cast::Cast;

/// Account, e-mail and password to try it with.
pub const ACCOUNT: &str = "anna.berg";
pub const EMAIL: &str = "anna.berg@example.com";
pub const PASSWORD: &str = "hallway";
/// A second account with the same password, for talking to oneself in two windows.
pub const SECOND: &str = "jonas.weber";
pub const DOMAIN: &str = "nordwind.example";
pub const COMPANY: &str = "Nordwind";

#[derive(Debug, Clone)]
pub struct DemoConfig {
    pub listen: SocketAddr,
    /// Where the data is; a temporary directory without one.
    pub data: Option<PathBuf>,
    /// What the colleagues do by themselves follows from it.
    pub seed: u64,
    /// Colleagues change state and write first. Without it they only answer.
    pub lively: bool,
    /// Everything the colleagues do takes so many times as long as it would; tests use less than 1.
    pub pace: f64,
    /// PBKDF2 rounds for the two accounts that can sign in.
    pub iterations: u32,
}

impl Default for DemoConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 5280)),
            data: None,
            seed: 1,
            lively: true,
            pace: 1.0,
            iterations: crate::server::ITERATIONS,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error(transparent)]
    Admin(#[from] AdminError),
    #[error(transparent)]
    Local(#[from] LocalError),
    #[error(transparent)]
    Core(#[from] AskError),
    #[error("temporary directory: {0}")]
    Directory(#[from] std::io::Error),
    #[error("the sample {0} is not what it should be")]
    Sample(&'static str),
}

/// A running demonstration.
pub struct Demo {
    server: Server,
    cast: Cast,
    directory: Option<TempDir>,
}

/// Starts the server, fills it if it is new, and brings the colleagues online.
pub async fn start(config: DemoConfig) -> Result<Demo, DemoError> {
    let directory = match &config.data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("hallway-demo-").tempdir()?),
    };
    let data = match (&config.data, &directory) {
        (Some(data), _) => data.clone(),
        (None, Some(directory)) => directory.path().to_owned(),
        (None, None) => return Err(DemoError::Sample("directory")),
    };
    let server_config = ServerConfig {
        domain: DOMAIN.into(),
        name: COMPANY.into(),
        email_domains: vec!["example.com".into(), DOMAIN.into()],
        pages: true,
        iterations: config.iterations,
        ..ServerConfig::new(data, config.listen)
    };
    let server = Server::start(server_config).await?;
    if !server.users().exists(ACCOUNT).await? {
        fill(&server, &config).await?;
    }
    furnish(&server).await?;
    let cast = Cast::enter(&server.handle(), &config).await?;
    Ok(Demo { server, cast, directory })
}

async fn fill(server: &Server, config: &DemoConfig) -> Result<(), DemoError> {
    let core = server.handle();
    let entropy = core.house.entropy.clone();
    let iterations = config.iterations;
    let people = tokio::task::spawn_blocking(move || {
        let verifier = administration::hash(&Password::new(PASSWORD.into()), iterations, &*entropy)?;
        Ok::<_, AdminError>((company::people(&verifier), files::samples()))
    });
    let (people, samples) = people.await.map_err(|_| AdminError::Stopped)??;
    let base = server.url();
    let written = core.transact::<_, AdminError, _>(move |turn| {
        administration::put_people(turn, &people)?;
        let written = conversations::write(turn, &base, &samples)?;
        company::ask_to_be_contacts(turn)?;
        Ok(written)
    });
    let (written, shelf) = (written.await?, server.shelf());
    let stored = move || written.iter().try_for_each(|(id, sample)| shelf.put(id, &sample.bytes));
    Ok(tokio::task::spawn_blocking(stored).await.map_err(|_| AdminError::Stopped)??)
}

/// Makes the rooms, also in data of a demonstration that had none yet.
async fn furnish(server: &Server) -> Result<(), DemoError> {
    Ok(server.handle().ask(|turn| if rooms::are_there(turn)? { Ok(()) } else { rooms::write(turn) }).await?)
}

impl Demo {
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// What to type into the sign-in window.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The greeting on standard output.
    pub fn greeting(&self) -> String {
        format!(
            "Hallway demo: {COMPANY}, {} people\n  URL       {}\n  E-mail    {EMAIL}\n  Password  {PASSWORD}\n\
             A second account with the same password: {SECOND}@example.com\nStop with Ctrl+C.",
            company::count(),
            self.url(),
        )
    }

    /// Sends everyone home and stops the server.
    pub async fn stop(self) {
        self.cast.leave().await;
        self.server.stop().await;
        drop(self.directory);
    }
}
