//! Notifications of Windows: toasts by the WinRT API, tagged so that they can be replaced and withdrawn.

use super::{Announcer, Click, Notice, Target};
use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};
use windows::{
    Data::Xml::Dom::XmlDocument,
    Foundation::TypedEventHandler,
    UI::Notifications::{ToastNotification, ToastNotificationManager},
    core::{HSTRING, Result},
};

/// The identity that the installer's shortcut carries; without it Windows shows no toasts.
const APP_ID: &str = "org.hallway.desktop";
const GROUP: &str = "alerts";

type OnClick = Arc<dyn Fn(Click) + Send + Sync>;

pub struct ToastAnnouncer {
    on_click: OnClick,
    /// Kept while they stand: a dropped toast forgets who listens to its clicks.
    standing: Mutex<HashMap<String, ToastNotification>>,
}

impl ToastAnnouncer {
    pub fn start(on_click: impl Fn(Click) + Send + Sync + 'static) -> Self {
        Self { on_click: Arc::new(on_click), standing: Mutex::default() }
    }

    fn toast(&self, notice: &Notice) -> Result<ToastNotification> {
        let document = XmlDocument::new()?;
        document.LoadXml(&HSTRING::from(markup(notice)))?;
        let toast = ToastNotification::CreateToastNotification(&document)?;
        toast.SetTag(&tag(&notice.id))?;
        toast.SetGroup(&HSTRING::from(GROUP))?;
        let (on_click, target): (OnClick, Target) = (self.on_click.clone(), notice.target.clone());
        toast.Activated(&TypedEventHandler::new(move |_, _| {
            on_click(Click { target: target.clone(), token: None });
            Ok(())
        }))?;
        ToastNotificationManager::CreateToastNotifierWithId(&HSTRING::from(APP_ID))?.Show(&toast)?;
        Ok(toast)
    }
}

impl Announcer for ToastAnnouncer {
    fn show(&self, notice: Notice) {
        match self.toast(&notice) {
            Ok(toast) => {
                self.standing.lock().unwrap_or_else(PoisonError::into_inner).insert(notice.id, toast);
            }
            Err(error) => tracing::debug!(%error, "the toast was not shown"),
        }
    }

    fn withdraw(&self, id: &str) {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        let removed = ToastNotificationManager::History()
            .and_then(|history| history.RemoveGroupedTagWithId(&tag(id), &HSTRING::from(GROUP), &HSTRING::from(APP_ID)));
        if let Err(error) = removed {
            tracing::debug!(%error, "the toast was gone already");
        }
    }
}

/// Tags hold 64 characters, addresses may be longer.
fn tag(id: &str) -> HSTRING {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    HSTRING::from(format!("{:016x}", hasher.finish()))
}

fn markup(notice: &Notice) -> String {
    let audio = if notice.sound { r#"<audio src="ms-winsoundevent:Notification.IM"/>"# } else { r#"<audio silent="true"/>"# };
    format!(
        r#"<toast><visual><binding template="ToastGeneric"><text>{}</text><text>{}</text></binding></visual>{audio}</toast>"#,
        escaped(&notice.title),
        escaped(&notice.text),
    )
}

/// XML 1.0 text: what it cannot hold is left out.
fn escaped(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let text: String = text.chars().filter(allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let notice = Notice {
            id: "a".into(),
            title: "A & B".into(),
            text: "</text><action/>\u{0}".into(),
            sound: false,
            open: "Open",
            target: Target::Notifications,
        };
        let markup = markup(&notice);
        assert!(markup.contains("<text>A &amp; B</text><text>&lt;/text&gt;&lt;action/&gt;</text>"), "{markup}");
        assert!(markup.contains("silent"));
    }

    #[test]
    fn a_tag_is_short_and_stable() {
        let long = "x".repeat(3000);
        assert_eq!(tag(&long), tag(&long));
        assert_eq!(tag(&long).len(), 16);
    }
}
