//! Notifications of Linux desktops: org.freedesktop.Notifications 1.2 over D-Bus.
//!
//! Invariant: the signals are subscribed to before anything is sent, and one task hears them all: no click is lost, however
//! quick, and no thread waits for each notice. Bodies are escaped where the server reads markup.

use super::{Announcer, Click, Notice, Target};
use futures_util::StreamExt;
use std::collections::HashMap;
use tokio::sync::mpsc;
use zbus::{Connection, proxy, zvariant::Value};

#[proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Server {
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        app_name: &str,
        replaces: u32,
        icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        timeout: i32,
    ) -> zbus::Result<u32>;
    fn close_notification(&self, id: u32) -> zbus::Result<()>;
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action: &str) -> zbus::Result<()>;
    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;
    #[zbus(signal)]
    fn activation_token(&self, id: u32, token: &str) -> zbus::Result<()>;
}

enum Order {
    Show(Notice),
    Withdraw(String),
}

pub struct XdgAnnouncer(mpsc::UnboundedSender<Order>);

impl XdgAnnouncer {
    pub fn start(on_click: impl Fn(Click) + Send + Sync + 'static) -> Self {
        let (orders, inbox) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = run(inbox, on_click).await {
                tracing::warn!(%error, "no notifications: the session bus does not answer");
            }
        });
        Self(orders)
    }
}

impl Announcer for XdgAnnouncer {
    fn show(&self, notice: Notice) {
        // The task ends only when there is no bus: then there is nobody to tell.
        let _ = self.0.send(Order::Show(notice));
    }

    fn withdraw(&self, id: &str) {
        let _ = self.0.send(Order::Withdraw(id.into()));
    }
}

/// A notice on the screen.
struct Standing {
    id: String,
    target: Target,
    token: Option<String>,
}

async fn run(mut orders: mpsc::UnboundedReceiver<Order>, on_click: impl Fn(Click)) -> zbus::Result<()> {
    let server = ServerProxy::new(&Connection::session().await?).await?;
    let mut actions = server.receive_action_invoked().await?;
    let mut closings = server.receive_notification_closed().await?;
    let mut tokens = server.receive_activation_token().await?;
    // By the server's number: others' notices are heard of too, and are none of ours.
    let mut standing: HashMap<u32, Standing> = HashMap::new();
    loop {
        tokio::select! {
            // In this order: a closing that was sent with a click must not win over the click.
            biased;
            Some(signal) = tokens.next() => {
                if let Ok(token) = signal.args()
                    && let Some(notice) = standing.get_mut(&token.id)
                {
                    notice.token = Some(token.token.into());
                }
            }
            Some(signal) = actions.next() => {
                if let Ok(action) = signal.args()
                    && let Some(notice) = standing.get_mut(&action.id)
                {
                    on_click(Click { target: notice.target.clone(), token: notice.token.take() });
                }
            }
            Some(signal) = closings.next() => {
                // The click of a closing may still be on its way; a number is not given twice, so it does no harm to keep it a while.
                if let Ok(closed) = signal.args() && standing.len() > 64 {
                    standing.remove(&closed.id);
                }
            }
            order = orders.recv() => match order {
                Some(Order::Show(notice)) => show(&server, &mut standing, notice).await,
                Some(Order::Withdraw(id)) => withdraw(&server, &mut standing, &id).await,
                None => return Ok(()),
            }
        }
    }
}

async fn show(server: &ServerProxy<'_>, standing: &mut HashMap<u32, Standing>, notice: Notice) {
    let capabilities = server.get_capabilities().await.unwrap_or_default();
    let can = |what: &str| capabilities.iter().any(|capability| capability == what);
    let body = if can("body-markup") { escaped(&notice.text) } else { notice.text };
    let actions: &[&str] = if can("actions") { &["default", notice.open] } else { &[] };
    let mut hints = HashMap::from([
        ("desktop-entry", Value::from("Hallway")),
        ("category", Value::from("im.received")),
        ("urgency", Value::from(1_u8)),
    ]);
    if notice.sound {
        hints.insert("sound-name", Value::from("message-new-instant"));
    } else {
        hints.insert("suppress-sound", Value::from(true));
    }
    let replaces = number_of(standing, &notice.id).unwrap_or(0);
    match server.notify("Hallway", replaces, "hallway", &notice.title, &body, actions, hints, -1).await {
        Ok(number) => {
            standing.remove(&replaces);
            standing.insert(number, Standing { id: notice.id, target: notice.target, token: None });
        }
        Err(error) => tracing::debug!(%error, "the notification was not shown"),
    }
}

async fn withdraw(server: &ServerProxy<'_>, standing: &mut HashMap<u32, Standing>, id: &str) {
    if let Some(number) = number_of(standing, id) {
        standing.remove(&number);
        if let Err(error) = server.close_notification(number).await {
            tracing::debug!(%error, "the notification was gone already");
        }
    }
}

fn number_of(standing: &HashMap<u32, Standing>, id: &str) -> Option<u32> {
    standing.iter().find(|(_, notice)| notice.id == id).map(|(number, _)| *number)
}

/// Text for servers that read a little HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_as_it_was_written() {
        assert_eq!(escaped("<b>1 & 2</b> <img src=x>"), "&lt;b&gt;1 &amp; 2&lt;/b&gt; &lt;img src=x&gt;");
    }
}
