//! What a person can choose. Defaults are those of [`Settings::default`].

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    pub theme: Theme,
    pub density: Density,
    /// Percent, 80 to 200.
    pub zoom: u16,
    pub send_key: SendKey,
    pub show_offline: bool,
    /// Departments as a tree, or one flat list.
    pub show_groups: bool,
    pub offline_in_red: bool,
    pub sounds: bool,
    /// OS notifications at all.
    pub notifications: bool,
    /// Whether a notification shows what was written, or only from whom.
    pub notification_preview: bool,
    /// Whether opening a conversation tells the others what was read (XEP-0333). Writing into it always does.
    pub read_markers: bool,
    /// Whether others see that the person is writing (XEP-0085).
    pub typing_notices: bool,
    /// Start with the operating system, hidden in the tray.
    pub autostart: bool,
    /// Closing the window keeps the program in the tray.
    pub close_to_tray: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            density: Density::Comfortable,
            zoom: 100,
            send_key: SendKey::Enter,
            show_offline: true,
            show_groups: true,
            offline_in_red: false,
            sounds: true,
            notifications: true,
            notification_preview: true,
            read_markers: false,
            typing_notices: true,
            autostart: true,
            close_to_tray: true,
        }
    }
}

/// One setting with its new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "name", content = "value", rename_all = "camelCase")]
pub enum Setting {
    Theme(Theme),
    Density(Density),
    Zoom(u16),
    SendKey(SendKey),
    ShowOffline(bool),
    ShowGroups(bool),
    OfflineInRed(bool),
    Sounds(bool),
    Notifications(bool),
    NotificationPreview(bool),
    ReadMarkers(bool),
    TypingNotices(bool),
    Autostart(bool),
    CloseToTray(bool),
}

impl Settings {
    /// These settings with one of them changed.
    #[must_use]
    pub fn with(mut self, setting: Setting) -> Self {
        match setting {
            Setting::Theme(value) => self.theme = value,
            Setting::Density(value) => self.density = value,
            Setting::Zoom(value) => self.zoom = value.clamp(80, 200),
            Setting::SendKey(value) => self.send_key = value,
            Setting::ShowOffline(value) => self.show_offline = value,
            Setting::ShowGroups(value) => self.show_groups = value,
            Setting::OfflineInRed(value) => self.offline_in_red = value,
            Setting::Sounds(value) => self.sounds = value,
            Setting::Notifications(value) => self.notifications = value,
            Setting::NotificationPreview(value) => self.notification_preview = value,
            Setting::ReadMarkers(value) => self.read_markers = value,
            Setting::TypingNotices(value) => self.typing_notices = value,
            Setting::Autostart(value) => self.autostart = value,
            Setting::CloseToTray(value) => self.close_to_tray = value,
        }
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    System,
    Light,
    Dark,
    HighContrast,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Density {
    Comfortable,
    Compact,
}

/// Which key sends; Shift+Enter always breaks the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum SendKey {
    Enter,
    CtrlEnter,
}
