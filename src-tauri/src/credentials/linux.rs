//! The Secret Service of Linux desktops (GNOME Keyring, KWallet, KeePassXC) over D-Bus.
//!
//! The store is opened anew for each call: one that was opened before the keyring came up, or before it was unlocked,
//! would answer from that time for ever.

use super::SERVICE;
use futures_util::StreamExt;
use keyring_core::{Entry, api::CredentialStoreApi};
use std::time::Duration;
use zbus::{
    Connection, Proxy,
    zvariant::{ObjectPath, OwnedObjectPath},
};
use zbus_secret_service_keyring_store::Store;

const SECRETS: &str = "org.freedesktop.secrets";
/// For a question that no person is asked.
const PATIENCE: Duration = Duration::from_secs(3);
/// For a person to type the keyring's password. Whoever called has long been told that it is locked; their next call works.
const PROMPT: Duration = Duration::from_secs(120);

pub fn entry(jid: &str) -> keyring_core::Result<Entry> {
    // Only an open collection takes passwords, or shows that it has any.
    if is_locked() {
        ask_to_unlock();
    }
    let label = [("label", "Hallway")].into();
    Store::new()?.build(SERVICE, jid, Some(&label))
}

/// Whether there is a default collection and it is locked.
pub fn is_locked() -> bool {
    let locked = async {
        let bus = Connection::session().await?;
        let Some(collection) = default_collection(&bus).await? else { return Ok(false) };
        Proxy::new(&bus, SECRETS, collection, "org.freedesktop.Secret.Collection").await?.get_property("Locked").await
    };
    within(PATIENCE, locked).unwrap_or(false)
}

/// Has the desktop ask the person to unlock it, and waits for them.
fn ask_to_unlock() {
    let asked = async {
        let bus = Connection::session().await?;
        let Some(collection) = default_collection(&bus).await? else { return Ok(()) };
        let service = service(&bus).await?;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            service.call("Unlock", &(vec![ObjectPath::from(&collection)],)).await?;
        if prompt.as_str() != "/" {
            let prompt = Proxy::new(&bus, SECRETS, prompt, "org.freedesktop.Secret.Prompt").await?;
            let mut completed = prompt.receive_signal("Completed").await?;
            let _: () = prompt.call("Prompt", &("",)).await?;
            completed.next().await;
        }
        Ok(())
    };
    if within(PROMPT, asked).is_none() {
        tracing::info!("the keyring stays locked");
    }
}

async fn service(bus: &Connection) -> zbus::Result<Proxy<'static>> {
    Proxy::new(bus, SECRETS, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service").await
}

async fn default_collection(bus: &Connection) -> zbus::Result<Option<OwnedObjectPath>> {
    let path: OwnedObjectPath = service(bus).await?.call("ReadAlias", &("default",)).await?;
    Ok((path.as_str() != "/").then_some(path))
}

/// For the keyring's own thread, which may wait.
fn within<T>(limit: Duration, answer: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    tauri::async_runtime::block_on(async { tokio::time::timeout(limit, answer).await.ok()?.ok() })
}
