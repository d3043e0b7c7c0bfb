//! Signing in, being refused, coming back.

use anyhow::Result;
use api::{Code, Command, View};
use tests::{actor::Actor, world::World};

#[tokio::test]
async fn by_account_name_or_by_e_mail() -> Result<()> {
    let world = World::start().await?;
    for account in ["alice", "alice@example.com", "Alice@Example.com "] {
        let alice = Actor::new().await?;
        alice.sign_in(&world.url(), account, World::PASSWORD).await?;
        alice.sees(View::Session, "session: Alice Adams, online").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_said_and_can_be_corrected() -> Result<()> {
    let world = World::start().await?;
    let alice = Actor::new().await?;
    alice.try_sign_in(&world.url(), "alice", "wrong").await.ok();
    alice.sees(View::Session, "session: signed out: CredentialsRefused").await?;
    alice.sign_in(&world.url(), "alice", World::PASSWORD).await
}

#[tokio::test]
async fn an_unknown_account_reads_like_a_wrong_password() -> Result<()> {
    let world = World::start().await?;
    let nobody = Actor::new().await?;
    nobody.try_sign_in(&world.url(), "nobody", World::PASSWORD).await.ok();
    nobody.sees(View::Session, "session: signed out: CredentialsRefused").await
}

#[tokio::test]
async fn a_url_that_is_no_intranet_is_said() -> Result<()> {
    let plain_web_server = tests::peers::EmptyWebServer::start().await?;
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let closed = format!("http://{nobody}");
    for (url, code) in [
        (plain_web_server.url(), Code::NotAnIntranet),
        (closed.as_str(), Code::HostUnreachable),
        ("http://intranet.example.com", Code::UrlInsecure),
        ("https://not a host", Code::UrlInvalid),
        ("https://no-such-host.invalid", Code::HostUnknown),
    ] {
        let alice = Actor::new().await?;
        alice.try_sign_in(url, "alice", "x").await.ok();
        alice.sees(View::Session, &format!("session: signed out: {code:?}")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_restart_signs_in_from_the_keyring() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?.restart().await?;
    alice.until("to be online", View::Session, |text| text.ends_with("Alice Adams, online")).await
}

#[tokio::test]
async fn without_a_server_everything_is_readable_after_a_restart() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.says("bob@localhost", "before").await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: before").await?;
    alice.sees_timeline("bob@localhost", "me: before [delivered]").await?;
    world.stop_server().await;
    let alice = alice.restart().await?;
    alice.sees_timeline("bob@localhost", "me: before [delivered]").await?;
    alice.until("the offline state", View::Session, |text| text.ends_with("Alice Adams, offline")).await
}

#[tokio::test]
async fn a_changed_password_brings_the_sign_in_window_and_keeps_the_data() -> Result<()> {
    let mut world = World::start().await?;
    let alice = world.person("alice").await?;
    alice.says("bob@localhost", "kept").await?;
    alice.until("it to be sent", World::talk_with("bob"), |text| text.starts_with("me: kept [sent")).await?;
    world.set_password("alice", "another one").await?;
    world.restart_server().await?;
    alice.until("the refusal", View::Session, |text| text == "session: signed out: CredentialsRefused").await?;
    alice.sign_in(&world.url(), "alice", "another one").await?;
    alice.until("the old message", World::talk_with("bob"), |text| text.contains("me: kept")).await
}

#[tokio::test]
async fn signing_out_leaves_nothing_behind() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says("alice@localhost", "CANARY-in-the-data").await?;
    alice.sees_timeline("bob@localhost", "Bob Brown: CANARY-in-the-data").await?;
    alice.does(Command::SignOut).await?;
    alice.until("to be signed out", View::Session, |text| text == "session: signed out").await?;
    for file in files(alice.data_dir()) {
        let bytes = std::fs::read(&file)?;
        let found = bytes.windows(6).any(|window| window == b"CANARY");
        assert!(!found, "{} still has the message", file.display());
    }
    let alice = alice.restart().await?;
    alice.until("to be signed out still", View::Session, |text| text == "session: signed out").await
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
