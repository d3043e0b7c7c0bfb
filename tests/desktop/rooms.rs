//! A room in the real window: made, talked in, called back to by a mention, and joined from an invitation.

use crate::Desk;
use anyhow::{Context, Result};
use api::{Command, View, rows::RoomOptions};
use tests::{
    actor::Actor,
    desktop::{Window, until},
    mirror::Row,
};

fn center() -> View {
    View::Notifications { filter: api::rows::NotificationFilter::default() }
}

/// The room this person was invited to.
async fn invited_to(actor: &Actor) -> Result<String> {
    actor.until("an invitation", center(), |text| text.starts_with("Invitation")).await?;
    let rows = actor.window(&center()).await?.rows;
    let room = rows.iter().find_map(|row| match row {
        Row::Notification(row) => row.id.strip_prefix("invitation:").map(str::to_owned),
        _ => None,
    });
    room.context("an invitation that names no room")
}

async fn tray_says(desk: &Desk, label: &str) -> Result<()> {
    until(label, || async { desk.host.menu_labels().await.iter().any(|shown| shown == label).then_some(()) }).await
}

#[tokio::test]
async fn a_room_is_made_talked_in_and_calls_back_by_a_mention() -> Result<()> {
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in(&window).await?;
    window.click("tab-rooms").await?;
    window.click("new-room").await?;
    window.type_into("room-name", "Tea round").await?;
    window.type_into("people-field", "brown").await?;
    window.click("suggestion").await?;
    window.find("picked").await?;
    desk.picture("10-new-room")?;
    window.click("create-room-do").await?;
    window.see("[data-testid=conversation-name]", "Tea round").await?;

    let room = invited_to(&bob).await?;
    bob.does(Command::JoinRoom { room: room.clone(), password: None }).await?;
    bob.until("to be in", View::Members { room: room.clone() }, |text| text.contains("● Bob Brown")).await?;
    bob.says(&room, "Earl Grey for me").await?;
    window.see("[data-testid=message]", "Earl Grey for me").await?;
    window.type_into("composer", "Darjeeling here").await?;
    window.click("send").await?;
    bob.message(&room, "Darjeeling here").await?;
    window.click("toggle-details").await?;
    window.see("[data-testid='member-bob@localhost']", "Bob Brown").await?;
    desk.picture("11-room")?;

    // The window is closed. What is said to everybody and to her in private is announced each by itself.
    desk.desktop.close_window("^Hallway$")?;
    until("no window", || async { desk.desktop.window_titles("hallway").is_empty().then_some(()) }).await?;
    bob.says("alice@localhost", "not this").await?;
    tray_says(&desk, "Messages (1)").await?;
    let body = "@Alice Adams the kettle is on".to_owned();
    let mentions = vec![api::Mention { begin: 0, end: 12, address: "alice@localhost".into() }];
    bob.does(Command::SendText { conversation: room.clone(), body: body.clone(), reply_to: None, mentions, files: vec![] }).await?;
    tray_says(&desk, "Messages (2)").await?;
    let shown = until("the mention announced", || async {
        desk.host.notifications().into_iter().rev().find(|shown| shown.body.ends_with(&body))
    })
    .await?;
    assert_eq!((shown.summary.as_str(), shown.body.as_str()), ("Tea round", "Bob Brown: @Alice Adams the kettle is on"));
    tray_says(&desk, "Notifications (1)").await?;

    // A click opens exactly that room: its message is read, the other one is not.
    desk.host.click_notification(shown.id, "default").await?;
    tray_says(&desk, "Messages (1)").await?;
    window.turn_to(&format!("[data-testid=conversation][data-conversation='{room}']")).await?;
    window.see("[data-testid=message] [data-testid=mention]", "Alice Adams").await?;
    desk.picture("12-called-into-the-room")?;
    tray_says(&desk, "Notifications").await
}

#[tokio::test]
async fn an_invitation_is_counted_in_the_tray_and_joined_in_the_window() -> Result<()> {
    const PLAN: &str = "plan@rooms.localhost";
    let desk = Desk::new().await?;
    let bob = desk.world.person("bob").await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in(&window).await?;
    tray_says(&desk, "Notifications").await?;
    let options = RoomOptions { name: "The plan".into(), anyone_invites: true, ..RoomOptions::default() };
    bob.does(Command::CreateRoom { address: PLAN.into(), options, members: vec!["alice@localhost".into()] }).await?;
    tray_says(&desk, "Notifications (1)").await?;
    let announced = |shown: &tests::desktop::Notification| shown.body == "Invites you to The plan";
    let shown = until("it announced", || async { desk.host.notifications().into_iter().rev().find(announced) }).await;
    let shown = shown.with_context(|| format!("{:?}", desk.host.notifications()))?;
    assert_eq!(shown.summary, "Bob Brown");
    window.click("open-notifications").await?;
    window.see("[data-testid=notification][data-kind=invitation]", "The plan").await?;
    desk.picture("13-invitation")?;
    window.click("join").await?;
    tray_says(&desk, "Notifications").await?;
    bob.until("Alice to be in", View::Members { room: PLAN.into() }, |text| text.contains("● Alice Adams")).await?;
    window.click("drawer-close").await?;
    window.click("tab-rooms").await?;
    window.click(&format!("room-{PLAN}")).await?;
    bob.says(PLAN, "Welcome").await?;
    window.see("[data-testid=message]", "Welcome").await?;
    desk.picture("14-joined")
}
