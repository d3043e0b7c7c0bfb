//! What is being written while its window is closed, or the program ends: all of it is there again.

use crate::{
    Desk,
    own_window::{MAIN, TALK, two_windows},
};
use anyhow::Result;
use tests::desktop::{Window, until};

/// Writes, and closes the window as soon as the field has the words.
async fn writes_and_closes(desk: &Desk, window: &Window, title: &str, words: &str) -> Result<()> {
    desk.desktop.activate_window(title)?;
    window.type_into("composer", words).await?;
    desk.desktop.press("alt+F4")
}

async fn written(window: &Window, text: &str) -> Result<()> {
    let field = window.find("composer").await?;
    let seen = until("what was written", || async { (field.prop("value").await.ok()?.as_deref() == Some(text)).then_some(()) });
    if seen.await.is_err() {
        anyhow::bail!("in the field is {:?} instead of {text:?}", field.prop("value").await?);
    }
    Ok(())
}

#[tokio::test]
async fn the_last_words_stay_when_their_window_is_closed() -> Result<()> {
    let desk = Desk::new().await?;
    let window = two_windows(&desk).await?;
    window.turn_to(MAIN).await?;
    writes_and_closes(&desk, &window, "^Hallway$", "Dear Carol, about tonight").await?;
    until("one window", || async { (desk.desktop.window_titles("hallway") == ["Bob Brown – Hallway"]).then_some(()) }).await?;
    desk.host.click_menu("Messages").await?;
    window.turn_to(MAIN).await?;
    window.see("[data-testid=conversation-name]", "Carol Clark").await?;
    written(&window, "Dear Carol, about tonight").await?;

    window.turn_to(TALK).await?;
    writes_and_closes(&desk, &window, "^Bob Brown", "Dear Bob, about the day after").await?;
    until("one window", || async { (desk.desktop.window_titles("hallway") == ["Hallway"]).then_some(()) }).await?;
    window.turn_to(MAIN).await?;
    window.click("tab-contacts").await?;
    window.click("contact-bob@localhost").await?;
    window.see("[data-testid=conversation-name]", "Bob Brown").await?;
    written(&window, "Dear Bob, about the day after").await
}

#[tokio::test]
async fn the_last_words_stay_when_the_program_ends() -> Result<()> {
    let desk = Desk::new().await?;
    let window = two_windows(&desk).await?;
    window.type_into("composer", "Dear Bob, it is late").await?;
    desk.host.click_menu("Exit").await?;
    until("the windows to be gone", || async { desk.desktop.window_titles("hallway").is_empty().then_some(()) }).await?;
    until("the tray to be empty", || async { desk.host.menu_items().await.is_err().then_some(()) }).await?;
    drop(window);

    let window = Window::open(&desk.desktop, &[]).await?;
    window.click("tab-contacts").await?;
    window.click("contact-bob@localhost").await?;
    window.see("[data-testid=conversation-name]", "Bob Brown").await?;
    written(&window, "Dear Bob, it is late").await
}
