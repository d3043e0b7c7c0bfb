//! The tray of Linux desktops: StatusNotifierItem and com.canonical.dbusmenu, spoken to directly over D-Bus.
//!
//! Directly, because the customary library passes on neither left clicks nor tooltips, and only one icon size.

use super::{
    Action, Face,
    icon::{Artwork, Look},
    menu::Line,
};
use ksni::{
    Category, Handle, Icon, OfflineReason, ToolTip, TrayMethods,
    menu::{MenuItem, RadioGroup, RadioItem, StandardItem, SubMenu},
};
use std::time::Duration;
use zbus::{Connection, fdo::DBusProxy, names::BusName};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// A panel that does not answer in this time is none.
const PATIENCE: Duration = Duration::from_secs(2);

type OnAction = Box<dyn Fn(Action) + Send + Sync>;

/// A handle to the icon; the icon itself lives on the bus.
pub struct Tray(Option<Handle<Item>>);

impl Tray {
    /// Puts the icon up, now or as soon as a panel appears.
    pub async fn start(_app: &tauri::AppHandle, face: Face, on_action: impl Fn(Action) + Send + Sync + 'static) -> Self {
        let item = Item { face, icons: Vec::new(), artwork: Artwork::load(), on_action: Box::new(on_action) };
        match item.redrawn().assume_sni_available(true).spawn().await {
            Ok(handle) => Self(Some(handle)),
            Err(error) => {
                tracing::warn!(%error, "no tray: the session bus does not answer");
                Self(None)
            }
        }
    }

    pub async fn show(&self, face: Face) {
        if let Some(handle) = &self.0 {
            handle
                .update(|item| {
                    item.face = face;
                    item.redraw();
                })
                .await;
        }
    }

    /// Whether something on this desktop shows the icon at this moment. Without, a hidden window could not be reached.
    pub async fn is_visible(&self) -> bool {
        self.0.is_some() && tokio::time::timeout(PATIENCE, panel_is_there()).await.is_ok_and(|answer| answer.unwrap_or(false))
    }
}

async fn panel_is_there() -> zbus::Result<bool> {
    let bus = Connection::session().await?;
    if !DBusProxy::new(&bus).await?.name_has_owner(BusName::try_from(WATCHER)?).await? {
        return Ok(false);
    }
    let watcher = zbus::Proxy::new(&bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}

struct Item {
    face: Face,
    icons: Vec<Icon>,
    artwork: Artwork,
    on_action: OnAction,
}

impl Item {
    fn redrawn(mut self) -> Self {
        self.redraw();
        self
    }

    fn redraw(&mut self) {
        let look = Look { number: self.face.number(), connected: self.face.connected };
        self.icons = self.artwork.all(look).into_iter().map(argb).collect();
    }

    fn line(label: &str, action: Action, enabled: bool) -> MenuItem<Self> {
        StandardItem {
            label: escaped(label),
            enabled,
            activate: Box::new(move |item: &mut Self| (item.on_action)(action)),
            ..Default::default()
        }
        .into()
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "hallway".into()
    }

    fn title(&self) -> String {
        "Hallway".into()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.icons.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: self.face.tooltip(), ..Default::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        (self.on_action)(Action::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let lines = self.face.menu().into_iter().map(|line| match line {
            Line::Separator => MenuItem::Separator,
            Line::Item { label, action, enabled } => Self::line(&label, action, enabled),
            Line::Choices { label, choices } => {
                let actions: Vec<Action> = choices.iter().map(|choice| choice.action).collect();
                let selected = choices.iter().position(|choice| choice.ticked).unwrap_or(usize::MAX);
                let group = RadioGroup {
                    selected,
                    select: Box::new(move |item: &mut Self, index| {
                        if let Some(action) = actions.get(index) {
                            (item.on_action)(*action);
                        }
                    }),
                    options: choices
                        .iter()
                        .map(|choice| RadioItem { label: escaped(choice.label), ..Default::default() })
                        .collect(),
                };
                SubMenu { label: escaped(label), submenu: vec![group.into()], ..Default::default() }.into()
            }
        });
        lines.collect()
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        tracing::debug!(?reason, "nothing shows the tray icon");
        true
    }
}

/// An underscore marks the access key (dbusmenu); two are one.
fn escaped(label: &str) -> String {
    label.replace('_', "__")
}

/// Network byte order, alpha first.
fn argb(image: image::RgbaImage) -> Icon {
    let (width, height) = (image.width() as i32, image.height() as i32);
    let mut data = image.into_raw();
    for pixel in data.chunks_exact_mut(4) {
        pixel.rotate_right(1);
    }
    Icon { width, height, data }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn pixels_start_with_their_alpha() {
        let mut image = image::RgbaImage::new(1, 1);
        image.put_pixel(0, 0, image::Rgba([1, 2, 3, 4]));
        assert_eq!(argb(image).data, [4, 1, 2, 3]);
    }

    #[test]
    fn a_name_with_an_underscore_is_shown_whole() {
        assert_eq!(escaped("anna_b"), "anna__b");
    }
}
