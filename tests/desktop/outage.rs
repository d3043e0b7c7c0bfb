//! The server goes away and comes back while the window is open.

use crate::Desk;
use anyhow::Result;
use api::Command;
use tests::desktop::Window;

#[tokio::test]
async fn a_message_typed_while_the_server_is_gone_is_sent_once() -> Result<()> {
    let mut desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in(&window).await?;
    window.click("tab-contacts").await?;
    window.click("contact-bob@localhost").await?;

    desk.world.stop_server().await;
    window.see("[data-testid=banner]", "Offline").await?;
    window.type_into("composer", "typed in the dark").await?;
    window.click("send").await?;
    window.find_css("[data-testid=message][data-state=pending]").await?;
    desk.picture("05-offline")?;

    desk.world.start_server().await?;
    bob.does(Command::Reconnect).await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: typed in the dark").await?;
    window.find_css("[data-testid=message][data-state=delivered]").await?;
    assert_eq!(window.count("[data-testid=message]").await, 1);
    assert_eq!(window.count("[data-testid=banner]").await, 0);
    Ok(())
}
