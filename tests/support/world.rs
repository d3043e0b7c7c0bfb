//! A company with a real server, and people who sign in to it.

use crate::{actor::Actor, raw_client::RawClient};
use anyhow::{Context, Result};
use api::View;
use server::{NewUser, Server, ServerConfig};
use std::path::Path;
use tempfile::TempDir;
use wire::secret::Password;

/// Account, name, departments.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("alice", "Alice Adams", "Head office::Management"),
    ("bob", "Bob Brown", "Head office::Sales"),
    ("carol", "Carol Clark", "Head office::Sales::Inside"),
    ("zoe", "Zoë Ångström", "Head office::Sales::Inside"),
    ("dave", "Dave Davis", "R&D"),
    // Outside the structure, so that she stands in nobody's tree.
    ("mallory", "Mallory Moss", ""),
];

pub struct World {
    server: Option<Server>,
    config: ServerConfig,
    url: String,
    data: TempDir,
}

impl World {
    /// Everybody's.
    pub const PASSWORD: &'static str = "correct horse battery staple";
    pub const DOMAIN: &'static str = "localhost";

    pub async fn start() -> Result<Self> {
        Self::with(|_| {}).await
    }

    /// One whose server is settled otherwise.
    pub async fn with(settle: impl FnOnce(&mut ServerConfig)) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("hallway-world").tempdir()?;
        let mut config = ServerConfig::new(data.path(), "127.0.0.1:0".parse()?);
        config.name = "Nordwind".to_owned();
        config.pages = true;
        // Hashing is not what is tested here.
        config.iterations = 4_096;
        settle(&mut config);
        let server = Server::start(config.clone()).await?;
        // After a restart it has the same address.
        config.listen = server.addr();
        server.users().put_all(PEOPLE.map(|(account, name, department)| employee(account, name, department)).into()).await?;
        Ok(Self { url: server.url(), server: Some(server), config, data })
    }

    /// Where the server keeps its data.
    pub fn data_dir(&self) -> &Path {
        self.data.path()
    }

    /// What a person enters as the intranet's URL.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Someone of this account at a new device, signed in and caught up.
    pub async fn person(&self, account: &str) -> Result<Actor> {
        let actor = Actor::new().await?;
        actor.sign_in(&self.url, account, Self::PASSWORD).await.with_context(|| format!("{account} signs in"))?;
        Ok(actor)
    }

    /// The conversation with someone, by account name.
    pub fn talk_with(account: &str) -> View {
        View::Timeline { conversation: format!("{account}@{}", Self::DOMAIN) }
    }

    /// A hand-written client of this account that sends whatever it likes.
    pub async fn raw_client(&self, account: &str) -> Result<RawClient> {
        RawClient::sign_in(self.config.listen, account, Self::DOMAIN, Self::PASSWORD).await
    }

    pub async fn hire(&self, account: &str, name: &str, department: &str) -> Result<()> {
        Ok(self.server()?.users().add(employee(account, name, department)).await?)
    }

    /// An account outside the company structure: nobody has it in their list.
    pub async fn guest(&self, account: &str, name: &str) -> Result<()> {
        Ok(self.server()?.users().add(NewUser::new(account, Self::PASSWORD).named(name)).await?)
    }

    pub async fn let_go(&self, account: &str) -> Result<()> {
        Ok(self.server()?.users().remove(account).await?)
    }

    pub async fn set_password(&self, account: &str, password: &str) -> Result<()> {
        Ok(self.server()?.users().passwd(account, Password::new(password.to_owned())).await?)
    }

    /// Every connection breaks, as when a cable is pulled.
    pub async fn cut(&self) -> Result<()> {
        self.server()?.cut_all().await;
        Ok(())
    }

    pub async fn stop_server(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// As if the server's process had been killed: nobody is told, nothing more is written.
    pub async fn kill_server(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill().await;
        }
    }

    pub async fn start_server(&mut self) -> Result<()> {
        self.server = Some(Server::start(self.config.clone()).await?);
        Ok(())
    }

    pub async fn restart_server(&mut self) -> Result<()> {
        self.stop_server().await;
        self.start_server().await
    }

    pub fn server(&self) -> Result<&Server> {
        self.server.as_ref().context("the server is stopped")
    }
}

fn employee(account: &str, name: &str, department: &str) -> NewUser {
    let mut user = NewUser::new(account, World::PASSWORD).named(name);
    user.email = format!("{account}@example.com");
    if department.is_empty() { user } else { user.in_department(department) }
}
