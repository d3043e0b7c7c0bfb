//! The tray of Windows and the menu bar of macOS, through Tauri.
//!
//! On macOS the icon is a template the system colours, so the number stands beside it as text instead.

use super::{
    Action, Face,
    icon::{Artwork, Look},
    menu::Line,
};
use std::sync::Mutex;
use tauri::{
    AppHandle, Wry,
    image::Image,
    menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

/// Windows draws 16 pixels at 100 %, macOS 22 points; both scale down well.
const SIZE: u32 = 32;

pub struct Tray {
    app: AppHandle,
    icon: Option<TrayIcon>,
    artwork: Artwork,
    shown: Mutex<Option<Face>>,
}

impl Tray {
    pub async fn start(app: &AppHandle, face: Face, on_action: impl Fn(Action) + Send + Sync + 'static) -> Self {
        let on_action = std::sync::Arc::new(on_action);
        let on_click = on_action.clone();
        let builder = TrayIconBuilder::with_id("hallway")
            .show_menu_on_left_click(cfg!(target_os = "macos"))
            .on_menu_event(move |_, event| {
                if let Some(action) = Action::from_key(event.id().as_ref()) {
                    on_action(action);
                }
            })
            .on_tray_icon_event(move |_, event| {
                if !cfg!(target_os = "macos") && is_left_click(&event) {
                    on_click(Action::Open);
                }
            });
        let icon = match builder.build(app) {
            Ok(icon) => Some(icon),
            Err(error) => {
                tracing::warn!(%error, "no tray");
                None
            }
        };
        let tray = Self { app: app.clone(), icon, artwork: Artwork::load(), shown: Mutex::new(None) };
        tray.show(face).await;
        tray
    }

    pub async fn show(&self, face: Face) {
        let Some(icon) = &self.icon else { return };
        let mut shown = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if shown.as_ref() == Some(&face) {
            return;
        }
        if let Err(error) = self.draw(icon, &face) {
            tracing::debug!(%error, "the tray was not redrawn");
        }
        *shown = Some(face);
    }

    /// The system always shows it, once it is there.
    pub async fn is_visible(&self) -> bool {
        self.icon.is_some()
    }

    fn draw(&self, icon: &TrayIcon, face: &Face) -> tauri::Result<()> {
        icon.set_menu(Some(self.menu(face)?))?;
        icon.set_tooltip(Some(face.tooltip()))?;
        if cfg!(target_os = "macos") {
            icon.set_icon_with_as_template(template(), true)?;
            icon.set_title((face.number() > 0).then(|| face.number().to_string()))?;
        } else {
            let look = Look { number: face.number(), connected: face.connected };
            icon.set_icon(self.artwork.at(SIZE, look).map(picture))?;
        }
        Ok(())
    }

    fn menu(&self, face: &Face) -> tauri::Result<Menu<Wry>> {
        let app = &self.app;
        let menu = Menu::new(app)?;
        for line in face.menu() {
            let item: Box<dyn IsMenuItem<Wry>> = match line {
                Line::Separator => Box::new(PredefinedMenuItem::separator(app)?),
                Line::Item { label, action, enabled } => {
                    Box::new(MenuItem::with_id(app, action.key(), escaped(&label), enabled, None::<&str>)?)
                }
                Line::Choices { label, choices } => {
                    let submenu = Submenu::new(app, escaped(label), true)?;
                    for choice in choices {
                        let (key, label) = (choice.action.key(), escaped(choice.label));
                        submenu.append(&CheckMenuItem::with_id(app, key, label, true, choice.ticked, None::<&str>)?)?;
                    }
                    Box::new(submenu)
                }
            };
            menu.append(item.as_ref())?;
        }
        Ok(menu)
    }
}

fn is_left_click(event: &TrayIconEvent) -> bool {
    matches!(event, TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. })
}

/// An ampersand marks the access key; two are one.
fn escaped(label: &str) -> String {
    label.replace('&', "&&")
}

fn picture(image: image::RgbaImage) -> Image<'static> {
    let (width, height) = image.dimensions();
    Image::new_owned(image.into_raw(), width, height)
}

fn template() -> Option<Image<'static>> {
    let png = include_bytes!("../../../icons/tray/template.png");
    image::load_from_memory(png).ok().map(|image| picture(image.to_rgba8()))
}
