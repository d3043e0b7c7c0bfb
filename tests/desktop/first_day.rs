//! Sign in, see the company, talk.

use crate::Desk;
use anyhow::Result;
use tests::{desktop::Window, world::World};

#[tokio::test]
async fn a_person_signs_in_finds_a_colleague_and_talks() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    let window = Window::open(&desk.desktop, &[]).await?;

    window.find("signin-url").await?;
    desk.picture("01-sign-in")?;
    window.type_into("signin-url", &desk.world.url()).await?;
    window.type_into("signin-account", "alice@example.com").await?;
    window.type_into("signin-password", "not this one").await?;
    window.click("signin-submit").await?;
    window.see("[data-testid=signin-error]", "password").await?;
    desk.picture("02-refused")?;

    desk.sign_in(&window).await?;
    window.click("tab-contacts").await?;
    window.see("[data-testid='contact-bob@localhost']", "Bob Brown").await?;
    window.see("[role=tree]", "Head office").await?;
    desk.picture("03-company")?;

    window.click("contact-bob@localhost").await?;
    window.type_into("composer", "Good morning, Bob").await?;
    window.click("send").await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: Good morning, Bob").await?;
    let laptop = desk.world.person("alice").await?;
    bob.says("alice@localhost", "Good morning, Alice").await?;
    window.see("[data-testid=message]", "Good morning, Alice").await?;
    window.find_css("[data-testid=message][data-state=delivered], [data-testid=message][data-state=read]").await?;
    // The window is in front, so Bob's answer is read: her other device knows at once, Bob once she writes.
    laptop.knows_as_read("Bob Brown: Good morning, Alice").await?;
    window.type_into("composer", "How was the trip?").await?;
    window.click("send").await?;
    bob.until("the answer to be read", World::talk_with("alice"), |text| text.contains("me: Good morning, Alice [read]")).await?;
    desk.picture("04-talk")?;
    Ok(())
}
