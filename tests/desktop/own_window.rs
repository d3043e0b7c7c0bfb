//! A conversation in a window of its own, beside the one with the lists.

use crate::Desk;
use anyhow::Result;
use tests::desktop::{Window, app, processes, until};

const BOB: &str = "bob@localhost";
pub const MAIN: &str = "[data-testid=left-pane]";
/// What only a window for one conversation has: the conversation, and no lists.
pub const TALK: &str = "body:not(:has([data-testid=left-pane])) [data-testid=conversation]";

async fn title(desk: &Desk, title: &str) -> Result<()> {
    let seen =
        until(title, || async { desk.desktop.window_titles("hallway").iter().any(|shown| shown == title).then_some(()) }).await;
    anyhow::ensure!(seen.is_ok(), "no window is called {title:?}: {:?}", desk.desktop.window_titles("hallway"));
    Ok(())
}

async fn in_front(desk: &Desk, part: &str) -> Result<()> {
    until(&format!("{part:?} in front"), || async { desk.desktop.front_title().filter(|title| title.contains(part)).map(|_| ()) })
        .await
}

/// Signs in, opens a talk with Carol in the window with the lists, and one with Bob in its own.
pub async fn two_windows(desk: &Desk) -> Result<Window> {
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in(&window).await?;
    window.click("tab-contacts").await?;
    window.click("contact-bob@localhost").await?;
    window.click("conversation-more").await?;
    window.click("menu-window").await?;
    title(desk, "Bob Brown – Hallway").await?;
    window.turn_to(MAIN).await?;
    window.click("contact-carol@localhost").await?;
    window.see("[data-testid=conversation-name]", "Carol Clark").await?;
    window.turn_to(TALK).await?;
    Ok(window)
}

#[tokio::test]
async fn it_talks_counts_and_is_called_back_by_itself() -> Result<()> {
    let desk = Desk::new().await?;
    let (bob, carol) = (desk.world.person("bob").await?, desk.world.person("carol").await?);
    let laptop = desk.world.person("alice").await?;
    let window = two_windows(&desk).await?;
    window.see("[data-testid=conversation-name]", "Bob Brown").await?;
    window.type_into("composer", "From my own window").await?;
    window.click("send").await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: From my own window").await?;
    desk.desktop.activate_window("^Bob Brown")?;
    bob.says("alice@localhost", "I see").await?;
    window.see("[data-testid=message]", "I see").await?;
    laptop.knows_as_read("Bob Brown: I see").await?;
    desk.picture("20-own-window")?;

    // Behind the other window it counts in its title, and is announced; a click brings it, and it alone, to the front.
    desk.desktop.activate_window("^Hallway$")?;
    in_front(&desk, "Hallway").await?;
    bob.says("alice@localhost", "Still there?").await?;
    title(&desk, "(1) Bob Brown – Hallway").await?;
    let shown = until("a notification", || async {
        desk.host.notifications().into_iter().rev().find(|shown| shown.body == "Still there?" && !shown.closed)
    })
    .await?;
    desk.picture("21-behind")?;
    desk.host.click_notification(shown.id, "default").await?;
    in_front(&desk, "Bob Brown").await?;
    title(&desk, "Bob Brown – Hallway").await?;
    window.turn_to(MAIN).await?;
    window.see("[data-testid=conversation-name]", "Carol Clark").await?;

    // Another conversation's click goes to the window with the lists, and changes nothing in the one of its own.
    carol.says("alice@localhost", "Lunch?").await?;
    let shown = until("a notification", || async {
        desk.host.notifications().into_iter().rev().find(|shown| shown.body == "Lunch?" && !shown.closed)
    })
    .await?;
    desk.host.click_notification(shown.id, "default").await?;
    in_front(&desk, "Hallway").await?;
    laptop.knows_as_read("Carol Clark: Lunch?").await?;
    window.turn_to(TALK).await?;
    window.see("[data-testid=conversation-name]", "Bob Brown").await?;

    // A second start with a link to Bob shows the window that Bob has.
    let mut second = app::start(&desk.desktop, &[&format!("xmpp:{BOB}")])?;
    until("the second to end", || {
        let ended = second.0.try_wait().ok().flatten();
        async move { ended }
    })
    .await?;
    in_front(&desk, "Bob Brown").await?;
    assert_eq!(desk.desktop.window_titles("hallway").len(), 2);
    Ok(())
}

#[tokio::test]
async fn it_is_closed_by_its_own_key_and_what_was_begun_in_it_stays() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    let window = two_windows(&desk).await?;
    window.type_into("composer", "half a thought").await?;
    desk.desktop.activate_window("^Bob Brown")?;
    desk.desktop.press("ctrl+w")?;
    until("one window", || async { (desk.desktop.window_titles("hallway") == ["Hallway"]).then_some(()) }).await?;
    window.turn_to(MAIN).await?;
    window.click("tab-recent").await?;
    window.see("[data-testid='conversation-bob@localhost']", "half a thought").await?;
    desk.picture("22-draft-of-the-window")?;

    // Nobody looks at it any more: what Bob says is announced, and a click opens it where the lists are.
    desk.desktop.activate_window("^Hallway$")?;
    bob.says("alice@localhost", "Are you there?").await?;
    let shown = until("a notification", || async { desk.host.notifications().into_iter().next_back() }).await?;
    desk.host.click_notification(shown.id, "default").await?;
    window.see("[data-testid=conversation-name]", "Bob Brown").await?;
    let field = window.find("composer").await?;
    assert_eq!(field.prop("value").await?.as_deref(), Some("half a thought"));
    Ok(())
}

/// By keys alone, as nobody drives the page: what drives it keeps the web view's processes alive.
#[tokio::test]
async fn the_web_view_goes_with_the_last_window() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    desk.sign_in_once().await?;
    let laptop = desk.world.person("alice").await?;
    let program = app::start(&desk.desktop, &["--hidden", &format!("xmpp:{BOB}")])?;
    title(&desk, "Hallway").await?;
    in_front(&desk, "Hallway").await?;
    bob.says("alice@localhost", "Hello").await?;
    laptop.knows_as_read("Bob Brown: Hello").await?;
    desk.desktop.press("ctrl+shift+o")?;
    title(&desk, "Bob Brown – Hallway").await?;
    desk.desktop.close_window("^Hallway$")?;
    until("one window", || async { (desk.desktop.window_titles("hallway").len() == 1).then_some(()) }).await?;
    title(&desk, "Bob Brown – Hallway").await?;
    assert!(processes::web_processes(program.0.id()) > 0);
    desk.desktop.activate_window("Bob Brown")?;
    bob.says("alice@localhost", "Without the lists?").await?;
    laptop.knows_as_read("Bob Brown: Without the lists?").await?;
    desk.picture("23-without-the-lists")?;
    desk.desktop.close_window("Bob Brown")?;
    until("no web view", || async { (processes::web_processes(program.0.id()) == 0).then_some(()) }).await?;

    // The program lives on in the tray.
    bob.says("alice@localhost", "Gone?").await?;
    until("Messages (1)", || async { desk.host.menu_labels().await.contains(&"Messages (1)".to_owned()).then_some(()) }).await
}
