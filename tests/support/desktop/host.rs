//! The desktop's side of tray and notifications: a StatusNotifierWatcher and a notification server that records.

use anyhow::{Context, Result};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use zbus::{
    Connection, Proxy, connection, interface,
    message::Header,
    object_server::SignalEmitter,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    pub summary: String,
    pub body: String,
    pub actions: Vec<String>,
    pub closed: bool,
}

#[derive(Default)]
struct Recorded {
    notifications: Vec<Notification>,
    tray_items: Vec<String>,
    next: u32,
}

type Shared = Arc<Mutex<Recorded>>;

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, Recorded> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

struct NotificationServer(Shared);

#[interface(name = "org.freedesktop.Notifications")]
impl NotificationServer {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        _app: String,
        replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut recorded = lock(&self.0);
        let id = if replaces == 0 {
            recorded.next += 1;
            recorded.next
        } else {
            replaces
        };
        recorded.notifications.push(Notification { id, summary, body, actions, closed: false });
        id
    }

    async fn close_notification(&self, id: u32, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) -> zbus::fdo::Result<()> {
        lock(&self.0).notifications.iter_mut().filter(|n| n.id == id).for_each(|n| n.closed = true);
        Self::notification_closed(&emitter, id, 3).await?;
        Ok(())
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup", "persistence"].map(String::from).to_vec()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("recorder".into(), "test".into(), "1".into(), "1.2".into())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

struct TrayWatcher(Shared);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl TrayWatcher {
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = if service.starts_with('/') { format!("{sender}{service}") } else { format!("{service}/StatusNotifierItem") };
        lock(&self.0).tray_items.push(item);
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        lock(&self.0).tray_items.clone()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// A line of the tray menu: the id to click, the label, whether it is ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    pub id: i32,
    pub label: String,
    pub ticked: bool,
}

type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The desktop as the application under test meets it.
pub struct DesktopHost {
    bus: Connection,
    recorded: Shared,
}

impl DesktopHost {
    /// `tray`: whether there is anything that shows tray icons.
    pub async fn start(bus_address: &str, tray: bool) -> Result<Self> {
        let recorded = Shared::default();
        let mut builder = connection::Builder::address(bus_address)?
            .serve_at(NOTIFICATIONS, NotificationServer(recorded.clone()))?
            .name("org.freedesktop.Notifications")?;
        if tray {
            builder =
                builder.serve_at("/StatusNotifierWatcher", TrayWatcher(recorded.clone()))?.name("org.kde.StatusNotifierWatcher")?;
        }
        Ok(Self { bus: builder.build().await?, recorded })
    }

    pub fn notifications(&self) -> Vec<Notification> {
        lock(&self.recorded).notifications.clone()
    }

    /// What a person does by clicking a notification.
    pub async fn click_notification(&self, id: u32, action: &str) -> Result<()> {
        let server = self.bus.object_server().interface::<_, NotificationServer>(NOTIFICATIONS).await?;
        NotificationServer::action_invoked(server.signal_emitter(), id, action).await?;
        NotificationServer::notification_closed(server.signal_emitter(), id, 2).await?;
        Ok(())
    }

    async fn tray_item(&self) -> Result<Proxy<'static>> {
        let item = lock(&self.recorded).tray_items.last().cloned().context("no tray item")?;
        let (name, path) = item.split_once('/').context("tray item without a path")?;
        Ok(Proxy::new(&self.bus, name.to_owned(), format!("/{path}"), "org.kde.StatusNotifierItem").await?)
    }

    async fn tray_menu(&self) -> Result<Proxy<'static>> {
        let item = self.tray_item().await?;
        let menu: OwnedObjectPath = item.get_property("Menu").await?;
        Ok(Proxy::new(&self.bus, item.destination().to_owned(), menu, "com.canonical.dbusmenu").await?)
    }

    /// The tray menu as a panel shows it, submenus flattened in place.
    pub async fn menu_items(&self) -> Result<Vec<MenuItem>> {
        let menu = self.tray_menu().await?;
        let (_revision, root): (u32, Node) = menu.call("GetLayout", &(0i32, -1i32, Vec::<&str>::new())).await?;
        let mut items = Vec::new();
        flatten(root, &mut items);
        Ok(items)
    }

    pub async fn menu_labels(&self) -> Vec<String> {
        self.menu_items().await.unwrap_or_default().into_iter().map(|item| item.label).collect()
    }

    pub async fn click_menu(&self, label: &str) -> Result<()> {
        let items = self.menu_items().await?;
        let item = items.iter().find(|item| item.label == label).with_context(|| format!("no {label:?} among {items:?}"))?;
        let _: () = self.tray_menu().await?.call("Event", &(item.id, "clicked", Value::from(""), 0u32)).await?;
        Ok(())
    }

    /// The icon as it is now: the name (a file), or the pixels.
    pub async fn tray_icon(&self) -> Result<Vec<u8>> {
        let item = self.tray_item().await?;
        let name: String = item.get_property("IconName").await.unwrap_or_default();
        if !name.is_empty() {
            let folder: String = item.get_property("IconThemePath").await.unwrap_or_default();
            let file = std::path::Path::new(&folder).join(format!("{name}.png"));
            return Ok(std::fs::read(&file).or_else(|_| std::fs::read(&name))?);
        }
        let pixmaps: Vec<(i32, i32, Vec<u8>)> = item.get_property("IconPixmap").await?;
        Ok(pixmaps.into_iter().max_by_key(|(width, ..)| *width).map(|(.., pixels)| pixels).unwrap_or_default())
    }
}

fn flatten(node: Node, items: &mut Vec<MenuItem>) {
    for child in node.2 {
        let Ok(child) = Node::try_from(child) else { continue };
        let label = child.1.get("label").and_then(|v| v.downcast_ref::<String>().ok()).unwrap_or_default().replace('_', "");
        let ticked = child.1.get("toggle-state").and_then(|v| v.downcast_ref::<i32>().ok()) == Some(1);
        items.push(MenuItem { id: child.0, label, ticked });
        flatten(child, items);
    }
}
