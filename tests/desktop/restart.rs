//! The program is killed in the middle of everything, and started again.

use crate::Desk;
use anyhow::Result;
use api::Command;
use tests::{desktop::Window, peers::Proxy};

#[tokio::test]
async fn tabs_drafts_and_an_interrupted_upload_survive_being_killed() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    let line = Proxy::start(desk.world.server()?.addr()).await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in_at(&window, &format!("http://{}", line.address())).await?;
    window.click("tab-contacts").await?;
    window.click("contact-carol@localhost").await?;
    window.type_into("composer", "Dear Carol, about").await?;
    window.find("control-bar").await?;
    desk.desktop.press("ctrl+t")?;
    window.find_css("[data-testid=tab-contacts]").await?.click().await?;
    window.click("contact-bob@localhost").await?;
    window.find("tabs").await?;

    // The line goes dead in the middle of the file, and then the program.
    let film: Vec<u8> = (0..6_000_000_u32).map(|n| (n % 239) as u8).collect();
    let path = desk.desktop.dir().join("home/figures.csv");
    std::fs::write(&path, &film)?;
    window.find_css("[data-testid=attach][aria-disabled=false]").await?;
    window.find("file-chooser").await?.send_keys(&path.to_string_lossy()).await?;
    window.find_css("[data-testid=staged-file]").await?;
    line.swallow_after(1_000_000);
    window.click("send").await?;
    window.find_css("[data-testid=file][data-state=uploading]").await?;
    window.find("file-progress").await?;
    desk.picture("30-upload-cut")?;
    window.kill()?;
    line.cut();

    let window = Window::open(&desk.desktop, &[]).await?;
    window.find("control-bar").await?;
    window.see("[data-testid='tab-carol@localhost']", "Carol Clark").await?;
    window.see("[data-testid='tab-bob@localhost']", "Bob Brown").await?;
    window.see("[data-testid=conversation-name]", "Bob Brown").await?;
    window.find_css("[data-testid=message][data-state=delivered], [data-testid=message][data-state=read]").await?;
    let message = bob.message_with_file("alice@localhost", "figures.csv").await?;
    bob.does(Command::SaveFile { message }).await?;
    bob.until("it saved", api::View::Saved, |text| text.starts_with("saved figures.csv")).await?;
    assert_eq!(std::fs::read(bob.engine.downloads().join("figures.csv"))?, film);
    assert_eq!(window.count("[data-testid=message]").await, 1, "sent once");
    desk.picture("31-after-the-restart")?;
    window.click("tab-carol@localhost").await?;
    let field = window.find("composer").await?;
    assert_eq!(field.prop("value").await?.as_deref(), Some("Dear Carol, about"));
    desk.picture("32-draft")
}
