//! Links that another program hands over (RFC 5122, XEP-0147), as the system does: a second start with the link as an argument,
//! or the first one. They ask and show; they do nothing by themselves.

use crate::Desk;
use anyhow::{Result, ensure};
use api::{Command, View, rows::RoomOptions};
use tests::{
    actor::Actor,
    desktop::{Window, app, until},
    world::World,
};

const TEA: &str = "tea@rooms.localhost";

/// The system opens a link while Hallway runs: the second start ends by itself.
async fn handed(desk: &Desk, link: &str) -> Result<()> {
    let mut second = app::start(&desk.desktop, &[link])?;
    until("the second to end", || {
        let ended = second.0.try_wait().ok().flatten();
        async move { ended }
    })
    .await
    .map(drop)
}

async fn makes_tea(bob: &Actor) -> Result<()> {
    let options = RoomOptions { name: "Tea".into(), open: true, listed: true, ..RoomOptions::default() };
    bob.does(Command::CreateRoom { address: TEA.into(), options, members: Vec::new() }).await
}

/// Bob is alone in the room, and has heard nothing of Alice.
async fn nothing_happened(bob: &Actor) -> Result<()> {
    bob.until("nobody else to be in", View::Members { room: TEA.into() }, |text| text.matches('●').count() == 1).await?;
    let heard = bob.window(&World::talk_with("alice")).await?;
    ensure!(heard.rows.is_empty(), "something was sent");
    Ok(())
}

#[tokio::test]
async fn a_link_asks_before_it_leads_into_a_room_and_its_words_are_not_sent() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    makes_tea(&bob).await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in(&window).await?;

    // Whatever would do something by itself changes nothing: the next link is answered by the same window as it was.
    for link in ["xmpp:bob@localhost?remove", "xmpp:tea@rooms.localhost/x?join", "xmpp://bob@localhost/tea@rooms.localhost?join"] {
        handed(&desk, link).await?;
    }
    handed(&desk, "xmpp:bob@localhost?message;subject=x;body=Hello%20Bob%0A%3Cb%3Efrom%20outside").await?;
    window.see("[data-testid=conversation-name]", "Bob Brown").await?;
    let field = window.find("composer").await?;
    let holds = |words: &'static str| {
        let field = field.clone();
        move || {
            let field = field.clone();
            async move { field.prop("value").await.ok().flatten().filter(|value| value == words).map(drop) }
        }
    };
    until("the words in the composer", holds("Hello Bob\n<b>from outside")).await?;
    desk.picture("24-words-of-a-link")?;

    handed(&desk, &format!("xmpp:{TEA}?join;password=x")).await?;
    window.see("[data-testid=join-room]", TEA).await?;
    desk.picture("25-a-link-into-a-room")?;
    nothing_happened(&bob).await?;
    window.click("join-room-do").await?;
    window.see("[data-testid=conversation-name]", "Tea").await?;
    bob.until("Alice to be in", View::Members { room: TEA.into() }, |text| text.contains("● Alice Adams")).await?;

    // Now she belongs to it: the same link opens it.
    handed(&desk, "xmpp:carol@localhost?roster;name=Boss").await?;
    window.see("[data-testid=conversation-name]", "Carol Clark").await?;
    handed(&desk, &format!("xmpp:{TEA}?join")).await?;
    window.see("[data-testid=conversation-name]", "Tea").await?;
    ensure!(window.count("[data-testid=join-room]").await == 0, "asked about a room one is in");
    Ok(())
}

#[tokio::test]
async fn a_link_that_starts_the_program_waits_until_somebody_has_signed_in() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    makes_tea(&bob).await?;
    let window = Window::open(&desk.desktop, &[&format!("xmpp:{TEA}?join")]).await?;
    window.find("signin-url").await?;
    ensure!(window.count("[data-testid=join-room]").await == 0, "asked before anybody signed in");
    desk.sign_in(&window).await?;
    window.see("[data-testid=join-room]", TEA).await?;
    nothing_happened(&bob).await?;
    // Who does not want to, does not.
    window.find_css("[data-testid=join-room] .button:not(.primary)").await?.click().await?;
    until("the question to be gone", || async { (window.count("[data-testid=join-room]").await == 0).then_some(()) }).await?;
    nothing_happened(&bob).await
}
