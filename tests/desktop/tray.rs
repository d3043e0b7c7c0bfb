//! The window is closed; tray and notifications call the person back.

use crate::Desk;
use anyhow::Result;
use std::time::Duration;
use tests::{
    desktop::{app, processes, until, until_within},
    world::World,
};

#[tokio::test]
async fn a_closed_window_is_called_back_by_a_notification() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    desk.sign_in_once().await?;

    // As at login: hidden, signed in from the keyring, no window and no web view.
    let hidden = app::start(&desk.desktop, &["--hidden"])?;
    until("the tray menu", || async { desk.host.menu_labels().await.contains(&"Messages".to_owned()).then_some(()) }).await?;
    assert_eq!(processes::web_processes(hidden.0.id()), 0, "a hidden start needs no web view");
    let quiet_icon = desk.host.tray_icon().await?;
    let labels = desk.host.menu_labels().await;
    for label in ["Messages", "Notifications", "Activity Stream", "Alice Adams", "Logout", "Exit"] {
        assert!(labels.iter().any(|shown| shown == label), "no {label:?} in {labels:?}");
    }
    let head = api::View::Conversation { conversation: "alice@localhost".into() };
    bob.until("Alice to be there", head, |text| text.starts_with('●')).await?;

    let laptop = desk.world.person("alice").await?;
    bob.says("alice@localhost", "Are you at your desk?").await?;
    until("Messages (1)", || async { desk.host.menu_labels().await.contains(&"Messages (1)".to_owned()).then_some(()) }).await?;
    until("a changed icon", || async { (desk.host.tray_icon().await.ok()? != quiet_icon).then_some(()) }).await?;
    let shown = until("a notification", || async { desk.host.notifications().into_iter().next_back() }).await?;
    assert_eq!((shown.summary.as_str(), shown.body.as_str()), ("Bob Brown", "Are you at your desk?"));
    assert_eq!(processes::web_processes(hidden.0.id()), 0);

    // A click opens exactly that conversation, which is then read everywhere.
    desk.host.click_notification(shown.id, "default").await?;
    let read = laptop.knows_as_read("Bob Brown: Are you at your desk?").await;
    desk.picture("06-called-back")?;
    read?;
    laptop.engine.shut_down().await;
    until("no count", || async { desk.host.menu_labels().await.contains(&"Messages".to_owned()).then_some(()) }).await?;
    until("the quiet icon again", || async { (desk.host.tray_icon().await.ok()? == quiet_icon).then_some(()) }).await?;
    assert!(!desk.desktop.window_titles("hallway").is_empty(), "the window is open");
    assert!(processes::web_processes(hidden.0.id()) > 0);

    // Closing it leaves the program in the tray, without its web view.
    desk.desktop.close_window("Hallway")?;
    until("no web view", || async { (processes::web_processes(hidden.0.id()) == 0).then_some(()) }).await?;
    bob.says("alice@localhost", "One more thing").await?;
    until("Messages (1)", || async { desk.host.menu_labels().await.contains(&"Messages (1)".to_owned()).then_some(()) }).await?;
    desk.host.click_menu("Messages (1)").await?;
    until("the window again", || async { (!desk.desktop.window_titles("hallway").is_empty()).then_some(()) }).await?;

    // Exit closes the stream cleanly: Bob sees her leave at once.
    let head = api::View::Conversation { conversation: "alice@localhost".into() };
    desk.host.click_menu("Exit").await?;
    let mut hidden = hidden;
    let ended = until_within("the program to end", Duration::from_secs(10), || {
        let ended = hidden.0.try_wait().ok().flatten();
        async move { ended }
    })
    .await?;
    assert!(ended.success(), "{ended}");
    bob.until("Alice to be gone", head, |text| text.starts_with('○')).await
}

#[tokio::test]
async fn a_message_read_elsewhere_withdraws_the_notification() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    desk.sign_in_once().await?;
    let _hidden = app::start(&desk.desktop, &["--hidden"])?;
    until("the tray menu", || async { desk.host.menu_labels().await.contains(&"Messages".to_owned()).then_some(()) }).await?;
    let laptop = desk.world.person("alice").await?;
    bob.says("alice@localhost", "Seen on the laptop").await?;
    let shown = until("a notification", || async { desk.host.notifications().into_iter().next_back() }).await?;
    laptop.until("the message", World::talk_with("bob"), |text| text.ends_with("Seen on the laptop")).await?;
    laptop.reads("bob@localhost").await?;
    until("it to be withdrawn", || async { desk.host.notifications().into_iter().find(|n| n.id == shown.id && n.closed) }).await?;
    until("no count", || async { desk.host.menu_labels().await.contains(&"Messages".to_owned()).then_some(()) }).await?;
    Ok(())
}

#[tokio::test]
async fn a_second_start_shows_the_first_and_ends() -> Result<()> {
    let desk = Desk::new().await?;
    let first = app::start(&desk.desktop, &["--hidden"])?;
    until("the tray", || async { desk.host.menu_items().await.ok() }).await?;
    assert!(desk.desktop.window_titles("hallway").is_empty());
    let mut second = app::start(&desk.desktop, &[])?;
    let ended = until("the second to end", || {
        let ended = second.0.try_wait().ok().flatten();
        async move { ended }
    })
    .await?;
    assert!(ended.success());
    until("the window", || async { (!desk.desktop.window_titles("hallway").is_empty()).then_some(()) }).await?;
    assert!(processes::tree(first.0.id()).len() > 1);
    Ok(())
}

#[tokio::test]
async fn without_a_tray_host_the_window_is_minimised_and_stays_reachable() -> Result<()> {
    let desk = Desk::with(tests::desktop::Parts::default(), false).await?;
    let running = app::start(&desk.desktop, &[])?;
    until("the window", || async { (!desk.desktop.window_titles("hallway").is_empty()).then_some(()) }).await?;
    // A window that has just come may miss the first press.
    until("it to be minimised", || async {
        let minimised = desk.desktop.is_minimised("Hallway");
        if !minimised {
            desk.desktop.close_window("Hallway").ok();
        }
        minimised.then_some(())
    })
    .await?;
    let web = processes::web_processes(running.0.id());
    assert!(web > 0, "a window that nothing could bring back must not be destroyed");
    Ok(())
}
