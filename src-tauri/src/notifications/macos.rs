//! Notifications of macOS: UNUserNotificationCenter, which wants a bundled and signed program and the person's consent.

use super::{Announcer, Click, Notice};
use mac_usernotifications::{Notification, check_bundle, close_delivered};
use std::sync::Arc;
use tokio::sync::mpsc;

enum Order {
    Show(Notice),
    Withdraw(String),
}

pub struct CentreAnnouncer(mpsc::UnboundedSender<Order>);

impl CentreAnnouncer {
    pub fn start(on_click: impl Fn(Click) + Send + Sync + 'static) -> Self {
        let (orders, inbox) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn(run(inbox, Arc::new(on_click)));
        Self(orders)
    }
}

impl Announcer for CentreAnnouncer {
    fn show(&self, notice: Notice) {
        // The task ends only where there is no notification center: then there is nobody to tell.
        let _ = self.0.send(Order::Show(notice));
    }

    fn withdraw(&self, id: &str) {
        let _ = self.0.send(Order::Withdraw(id.into()));
    }
}

async fn run(mut orders: mpsc::UnboundedReceiver<Order>, on_click: Arc<dyn Fn(Click) + Send + Sync>) {
    if let Err(error) = check_bundle() {
        tracing::warn!(%error, "no notifications: the program does not run from its bundle");
        return;
    }
    // Asked when there is first something to announce, so that the person knows what for.
    let mut asked = false;
    while let Some(order) = orders.recv().await {
        match order {
            Order::Show(notice) => {
                if !asked {
                    asked = true;
                    if let Err(error) = mac_usernotifications::request_auth().await {
                        tracing::debug!(%error, "notifications are not allowed");
                    }
                }
                show(notice, on_click.clone()).await;
            }
            Order::Withdraw(id) => close_delivered(&id).await,
        }
    }
}

async fn show(notice: Notice, on_click: Arc<dyn Fn(Click) + Send + Sync>) {
    let mut notification = Notification::new().id(&notice.id).title(&notice.title).message(&notice.text).thread_id(&notice.id);
    if notice.sound {
        notification = notification.default_sound();
    }
    match notification.send().await {
        Ok(handle) => {
            tauri::async_runtime::spawn(async move {
                if let Ok(response) = handle.response().await
                    && response.is_default_action()
                {
                    on_click(Click { target: notice.target, token: None });
                }
            });
        }
        Err(error) => tracing::debug!(%error, "the notification was not shown"),
    }
}
