//! The engine without any server: starts, keyrings, commands that are checked, what is written while offline.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use crate::{Engine, EngineConfig, KeyringProblem, MemoryCredentials, NetConfig, signin};
use api::{
    Code, Command, IntranetPage, Patch, Patches, Secret, Setting, View, ViewId,
    rows::{Connection, Keyring, MessageState, Phase, SessionRow, TimelineRow},
};
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use store::{Device, DeviceAccount, Fact, Store};
use wire::{ids::SeededEntropy, secret::Password, time::SystemClock};

const ANNA: &str = "anna@example.com";
const BEN: &str = "ben@example.com";

async fn engine(dir: &Path, credentials: &Arc<MemoryCredentials>) -> Engine {
    Engine::start(EngineConfig {
        data_dir: dir.to_owned(),
        net: NetConfig::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SeededEntropy::new(1)),
        version: "1.2.3".into(),
        credentials: credentials.clone(),
        downloads: dir.join("downloads"),
        mark_downloaded: |_| {},
    })
    .await
}

/// Someone was signed in here once, on an intranet that is not there.
async fn signed_in_once(dir: &Path) {
    let device = Device::open(dir).unwrap();
    let url = "http://127.0.0.1:1".to_owned();
    device.set_account(&DeviceAccount { url, account: "anna".into(), jid: ANNA.into() }).unwrap();
    let store = Store::open(&signin::path(dir, ANNA)).unwrap();
    let intranet = serde_json::json!({
        "base": "http://127.0.0.1:1/", "websocket": "ws://127.0.0.1:1/ws", "domain": "example.com",
        "profile": {
            "name": "Example", "logo": null, "domain": null, "activity_stream": "https://intranet.example.com/stream",
            "own_profile": "https://intranet.example.com/people/{account}", "profile": null, "update_feed": null,
            "password_reset": null, "account_hint": null, "idle_minutes": null, "email_domains": [], "accounts": "local-part"
        }
    });
    let facts = vec![
        Fact::Kept { key: "intranet".into(), value: Some(intranet.to_string()) },
        Fact::Written { conversation: BEN.into(), origin_id: "o1".into(), content: store::Content::text("before"), at: 5 },
    ];
    store.apply(facts).await.unwrap();
    store.close();
}

async fn session(engine: &Engine, is_so: impl Fn(&SessionRow) -> bool) -> SessionRow {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let row = Arc::new(Mutex::new(None));
        let sink = Arc::clone(&row);
        let take = move |update: api::Update| {
            if let Patches::Session(patches) = update.patches
                && let Some(Patch::Reset { rows, .. }) = patches.into_iter().next()
            {
                *sink.lock().unwrap() = rows.into_iter().next();
            }
        };
        engine.open_view(ViewId(99), View::Session, take).await.unwrap();
        let row = row.lock().unwrap().clone().unwrap();
        if is_so(&row) {
            return row;
        }
        assert!(Instant::now() < end, "{row:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn timeline(engine: &Engine) -> Vec<(String, String, Option<MessageState>)> {
    let rows = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&rows);
    let take = move |update: api::Update| {
        if let Patches::Timeline(patches) = update.patches
            && let Some(Patch::Reset { rows, .. }) = patches.into_iter().next()
        {
            *sink.lock().unwrap() = rows;
        }
    };
    engine.open_view(ViewId(98), View::Timeline { conversation: BEN.into() }, take).await.unwrap();
    let rows = rows.lock().unwrap();
    let message = |row: &TimelineRow| match row {
        TimelineRow::Message { id, body, state, .. } => Some((id.clone(), body.clone(), *state)),
        TimelineRow::Notice { .. } | TimelineRow::Gap { .. } => None,
    };
    rows.iter().filter_map(message).collect()
}

async fn refused(engine: &Engine, command: Command) -> Code {
    engine.execute(command).await.unwrap_err().code
}

fn says(body: &str) -> Command {
    Command::text(BEN, body)
}

#[tokio::test]
async fn a_first_start_asks_for_a_sign_in_and_keeps_settings() {
    let dir = tempfile::tempdir().unwrap();
    let credentials = Arc::default();
    let first = engine(dir.path(), &credentials).await;
    let row = session(&first, |row| row.phase != Phase::Starting).await;
    assert_eq!((row.phase, row.address, row.intranet), (Phase::SignedOut { reason: None }, None, None));
    assert_eq!(refused(&first, says("hello")).await, Code::NotSignedIn);
    first.execute(Command::Set { setting: Setting::Zoom(130) }).await.unwrap();
    first.shut_down().await;
    let second = engine(dir.path(), &credentials).await;
    let zoom = Arc::new(Mutex::new(0));
    let sink = Arc::clone(&zoom);
    let take = move |update: api::Update| {
        if let Patches::Settings(patches) = update.patches
            && let Some(Patch::Reset { rows, .. }) = patches.first()
        {
            *sink.lock().unwrap() = rows[0].settings.zoom;
        }
    };
    second.open_view(ViewId(1), View::Settings, take).await.unwrap();
    assert_eq!(*zoom.lock().unwrap(), 130);
}

#[tokio::test]
async fn a_locked_keyring_keeps_everything_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    signed_in_once(dir.path()).await;
    let credentials: Arc<MemoryCredentials> = Arc::default();
    for (problem, keyring, code) in [
        (KeyringProblem::Locked, Keyring::Locked, Code::KeyringLocked),
        (KeyringProblem::Unavailable, Keyring::SessionOnly, Code::KeyringUnavailable),
    ] {
        credentials.set_problem(Some(problem));
        let engine = engine(dir.path(), &credentials).await;
        let row = session(&engine, |row| row.phase != Phase::SignedIn).await;
        assert_eq!((row.phase, row.keyring), (Phase::SignedOut { reason: Some(code) }, keyring));
        assert_eq!((row.url.as_str(), row.account.as_str()), ("http://127.0.0.1:1", "anna"));
        assert_eq!(timeline(&engine).await[0].1, "before");
        engine.shut_down().await;
    }
}

#[tokio::test]
async fn without_a_server_everything_can_be_read_and_written() {
    use crate::Credentials as _;
    let dir = tempfile::tempdir().unwrap();
    signed_in_once(dir.path()).await;
    let credentials: Arc<MemoryCredentials> = Arc::default();
    credentials.save(ANNA, &Password::new("secret".into())).await.unwrap();
    let here = engine(dir.path(), &credentials).await;
    let offline = |row: &SessionRow| matches!(row.connection, Connection::Offline { reason: Some(_), retry_at: Some(_), .. });
    let row = session(&here, offline).await;
    assert_eq!((row.phase, row.keyring), (Phase::SignedIn, Keyring::Saved));
    assert_eq!(row.address.as_deref(), Some(ANNA));
    assert!(
        row.intranet.is_some_and(|intranet| intranet.name == "Example" && intranet.has_own_profile && !intranet.has_update_feed)
    );
    here.execute(says("  indented\nlines \u{7}\u{ffff} ")).await.unwrap();
    let rows = timeline(&here).await;
    assert_eq!(rows[1].1, "  indented\nlines");
    assert_eq!(rows[1].2, Some(MessageState::Pending));
    here.execute(Command::Discard { message: rows[0].0.clone() }).await.unwrap();
    assert_eq!(timeline(&here).await.len(), 1);
    assert_eq!(here.page_url(&IntranetPage::OwnProfile).unwrap().as_str(), "https://intranet.example.com/people/anna");
    assert_eq!(here.page_url(&IntranetPage::ActivityStream).unwrap().as_str(), "https://intranet.example.com/stream");
    assert_eq!(here.page_url(&IntranetPage::ResetPassword), None);
    here.shut_down().await;
    assert_eq!(refused(&here, says("late")).await, Code::NotSignedIn);
}

#[tokio::test]
async fn the_oldest_entry_of_the_notification_center_can_be_acted_on() {
    use crate::Credentials as _;
    let dir = tempfile::tempdir().unwrap();
    signed_in_once(dir.path()).await;
    let store = Store::open(&signin::path(dir.path(), ANNA)).unwrap();
    let refused = Fact::Refused { conversation: BEN.into(), origin_id: "o1".into(), code: "refused".into(), at: 6 };
    let request = |n: i64| Fact::ContactRequest { address: format!("eve{n}@example.com"), name: "Eve".into(), at: 10 + n };
    store.apply(std::iter::once(refused).chain((0..1_100).map(request)).collect()).await.unwrap();
    store.close();
    let credentials: Arc<MemoryCredentials> = Arc::default();
    credentials.save(ANNA, &Password::new("secret".into())).await.unwrap();
    let engine = engine(dir.path(), &credentials).await;
    session(&engine, |row| row.phase == Phase::SignedIn).await;
    engine.execute(Command::ActOnNotification { id: "failed:o1".into(), action: "discard".into() }).await.unwrap();
    assert_eq!(timeline(&engine).await.len(), 0);
}

fn save_draft(text: String) -> Command {
    let words = api::rows::Words { text, mentions: Vec::new() };
    Command::SaveDraft { conversation: BEN.into(), words, of: None, files: Vec::new(), aside: None }
}

#[tokio::test]
async fn commands_are_checked_before_anything_is_done() {
    let dir = tempfile::tempdir().unwrap();
    signed_in_once(dir.path()).await;
    let engine = engine(dir.path(), &Arc::default()).await;
    let to = |conversation: &str| Command::text(conversation, "x");
    for (command, code) in [
        (to("@@"), Code::InvalidArgument),
        (to(""), Code::InvalidArgument),
        (says(" \n "), Code::InvalidArgument),
        (says(&"x".repeat(70_000)), Code::TooLarge),
        (save_draft("x".repeat(300_000)), Code::TooLarge),
        (Command::MarkRead { conversation: BEN.into(), message: "first".into() }, Code::InvalidArgument),
        (Command::Retry { message: "-".into() }, Code::InvalidArgument),
        (Command::Fold { group: "Sales".into(), folded: true }, Code::InvalidArgument),
        (Command::RequestContact { address: "example.com".into() }, Code::InvalidArgument),
        (Command::RequestContact { address: BEN.into() }, Code::Offline),
        (Command::LoadOlder { view: ViewId(7) }, Code::NotFound),
        (Command::OpenLink { url: "https://example.com".into() }, Code::NotOffered),
        (Command::FindIntranet { url: "http://intranet.example.com".into() }, Code::UrlInsecure),
        (Command::FindIntranet { url: "https://not a host".into() }, Code::UrlInvalid),
    ] {
        let named = format!("{command:?}").chars().take(80).collect::<String>();
        assert_eq!(refused(&engine, command).await, code, "{named}");
    }
    // Nothing of it is there, and nothing harmless was refused.
    assert_eq!(timeline(&engine).await.len(), 1);
    engine.execute(Command::MarkRead { conversation: BEN.into(), message: "987654".into() }).await.unwrap();
    engine.execute(Command::Typing { conversation: BEN.into(), active: true }).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_the_local_data_is_said() {
    let dir = tempfile::tempdir().unwrap();
    signed_in_once(dir.path()).await;
    let holder = Device::open(dir.path()).unwrap();
    let second = engine(dir.path(), &Arc::default()).await;
    let row = session(&second, |row| row.phase != Phase::Starting).await;
    assert_eq!(row.phase, Phase::SignedOut { reason: Some(Code::StoreBusy) });
    let sign_in = Command::SignIn { url: "http://127.0.0.1:1".into(), account: "anna".into(), password: Secret::new("x") };
    second.execute(sign_in).await.unwrap();
    let busy = |row: &SessionRow| row.phase == Phase::SignedOut { reason: Some(Code::StoreBusy) };
    session(&second, busy).await;
    second.shut_down().await;
    drop(holder);
}

#[tokio::test]
async fn a_damaged_store_is_said_and_what_was_there_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    signed_in_once(dir.path()).await;
    let file = signin::path(dir.path(), ANNA);
    std::fs::write(&file, vec![7u8; 64 * 1024]).unwrap();
    let engine = engine(dir.path(), &Arc::default()).await;
    let row = session(&engine, |row| row.phase != Phase::Starting).await;
    assert_eq!(row.phase, Phase::SignedOut { reason: Some(Code::StoreDamaged) });
    let same_bytes = |path: &Path| std::fs::read(path).is_ok_and(|bytes| bytes == vec![7u8; 64 * 1024]);
    let mut aside = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let kept = aside.any(|path| {
        if path.is_dir() {
            std::fs::read_dir(&path).unwrap().any(|entry| same_bytes(&entry.unwrap().path()))
        } else {
            same_bytes(&path)
        }
    });
    assert!(kept, "the damaged file is kept");
}

#[tokio::test]
async fn signing_out_forgets_password_and_data_and_keeps_the_url() {
    use crate::Credentials as _;
    let dir = tempfile::tempdir().unwrap();
    signed_in_once(dir.path()).await;
    let credentials: Arc<MemoryCredentials> = Arc::default();
    credentials.save(ANNA, &Password::new("secret".into())).await.unwrap();
    let engine = engine(dir.path(), &credentials).await;
    engine.execute(Command::SignOut).await.unwrap();
    let row = session(&engine, |row| matches!(row.phase, Phase::SignedOut { .. })).await;
    assert_eq!((row.phase, row.address, row.url.as_str()), (Phase::SignedOut { reason: None }, None, "http://127.0.0.1:1"));
    assert!(!credentials.has(ANNA));
    assert!(!signin::path(dir.path(), ANNA).exists());
    assert!(timeline(&engine).await.is_empty());
    // Nobody is signed in: nothing more to sign out of.
    engine.execute(Command::SignOut).await.unwrap();
}
