//! What people do with messages on a server of another maker: answer, correct, react, call by name, take back, send files,
//! delete a history; between two and in a room, and found as it is now by a device that was not there.

use anyhow::{Context, Result};
use api::{Command, Mention, View, rows::RoomOptions};
use tests::{
    actor::Actor,
    peers::{PASSWORD, Peer, address},
};

async fn person(peer: &Peer, account: &str) -> Result<Actor> {
    let person = Box::pin(Actor::new()).await?;
    Box::pin(person.sign_in(peer.url(), account, PASSWORD)).await?;
    Ok(person)
}

fn timeline(conversation: &str) -> View {
    View::Timeline { conversation: conversation.into() }
}

/// Both have it, each in their own view of the conversation.
async fn both_see(sides: [(&Actor, &str); 2], words: &str) -> Result<()> {
    for (side, conversation) in sides {
        side.until(words, timeline(conversation), |text| text.contains(words)).await?;
    }
    Ok(())
}

/// `one`'s words with `other`, and what becomes of them.
async fn amends((one, at_one): (&Actor, &str), (other, at_other): (&Actor, &str), called: &str) -> Result<()> {
    let sides = [(one, at_one), (other, at_other)];
    one.says(at_one, "Lunch at tvelve?").await?;
    let reply_to = Some(other.message(at_other, "tvelve").await?);
    let text = |conversation: &str, body: &str| Command::text(conversation, body);
    let Command::SendText { conversation, body, mentions, files, .. } = text(at_other, "Gladly") else { return Ok(()) };
    other.does(Command::SendText { conversation, body, reply_to, mentions, files }).await?;
    both_see(sides, ": Lunch at tvelve?) Gladly").await.context("an answer")?;
    let message = one.message(at_one, "tvelve").await?;
    one.does(Command::CorrectText { message: message.clone(), body: "Lunch at twelve?".into(), mentions: Vec::new() }).await?;
    both_see(sides, ": Lunch at twelve? (edited)").await.context("a correction")?;
    let theirs = other.message(at_other, "Lunch at twelve?").await?;
    other.does(Command::React { message: theirs, emoji: "👍".into(), on: true }).await?;
    both_see(sides, "Lunch at twelve? (edited) 👍1").await.context("a reaction")?;
    one.does(Command::React { message, emoji: "🎉".into(), on: true }).await?;
    both_see(sides, "Lunch at twelve? (edited) 👍1 🎉1").await.context("a reaction to one's own")?;
    let mentions = vec![Mention { begin: 0, end: 4, address: called.into() }];
    let body = "@Bob look".to_owned();
    one.does(Command::SendText { conversation: at_one.into(), body, reply_to: None, mentions, files: Vec::new() }).await?;
    other
        .until("to be called", View::Notifications { filter: Default::default() }, |text| text.contains("Mention Dave Davis"))
        .await?;
    one.says(at_one, "to the wrong person").await?;
    both_see(sides, "to the wrong person").await?;
    let message = one.message(at_one, "wrong person").await?;
    one.does(Command::Retract { message }).await?;
    both_see(sides, "(removed)").await.context("taking back")
}

/// As it is now, whoever comes to it later.
async fn found_as_it_is(device: &Actor, conversation: &str) -> Result<()> {
    let now = ["Lunch at twelve? (edited) 👍1 🎉1", "Gladly", "@Bob look", "(removed)"];
    let as_it_is = |text: &str| now.iter().all(|words| text.contains(words)) && !text.contains("wrong person");
    device.until("all as it is now", timeline(conversation), as_it_is).await.context("on a new device")
}

pub async fn between_two(peer: &Peer) -> Result<()> {
    let (bob, dave) = (person(peer, "bob").await?, person(peer, "dave").await?);
    amends((&dave, &address("bob")), (&bob, &address("dave")), &address("bob")).await?;
    let tablet = person(peer, "bob").await?;
    found_as_it_is(&tablet, &address("dave")).await?;
    end(vec![bob, dave, tablet]).await;
    Ok(())
}

pub async fn in_a_room(peer: &Peer) -> Result<()> {
    let desk = "desk@rooms.corp.test";
    let (bob, dave) = (person(peer, "bob").await?, person(peer, "dave").await?);
    let options = RoomOptions { name: "Desk".into(), open: true, listed: true, anyone_invites: true, ..RoomOptions::default() };
    dave.does(Command::CreateRoom { address: desk.into(), options, members: Vec::new() }).await?;
    bob.does(Command::JoinRoom { room: desk.into(), password: None }).await?;
    amends((&dave, desk), (&bob, desk), &address("bob")).await?;
    let tablet = person(peer, "bob").await?;
    found_as_it_is(&tablet, desk).await?;
    end(vec![bob, dave, tablet]).await;
    Ok(())
}

/// A file lies with the server's own service, so that a picture is fetched unasked, by a device of its reader too that
/// never sent one.
pub async fn files(peer: &Peer) -> Result<()> {
    let (alice, erin) = (person(peer, "alice").await?, person(peer, "erin").await?);
    erin.upload_terms().await?;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(64, 48).write_to(&mut picture, image::ImageFormat::Png)?;
    alice.hands(&address("erin"), "plan.png", "image/png", picture.get_ref()).await?;
    let shown = |text: &str| text.contains("[image plan.png 64x48 local, shown small]");
    erin.until("the picture", timeline(&address("alice")), shown).await?;
    erin.hands(&address("alice"), "figures.txt", "text/plain", b"1, 2, 3").await?;
    let message = alice.message_with_file(&address("erin"), "figures.txt").await?;
    alice.until("it to be offered", timeline(&address("erin")), |text| text.contains("[other figures.txt remote]")).await?;
    alice.does(Command::Download { message }).await?;
    alice.until("it", timeline(&address("erin")), |text| text.contains("[other figures.txt local]")).await?;
    end(vec![alice, erin]).await;
    Ok(())
}

/// These servers cannot delete an archive's part: one's own devices, there or not, do not show it any more.
pub async fn a_history_is_deleted(peer: &Peer) -> Result<()> {
    let (carol, laptop, dave) = (person(peer, "carol").await?, person(peer, "carol").await?, person(peer, "dave").await?);
    dave.says(&address("carol"), "old news").await?;
    for device in [&carol, &laptop] {
        device.message(&address("dave"), "old news").await?;
    }
    carol.does(Command::DeleteHistory { conversation: address("dave") }).await?;
    for device in [&carol, &laptop] {
        device.until("it to be gone", timeline(&address("dave")), |text| !text.contains("old news")).await?;
    }
    dave.says(&address("carol"), "afterwards").await?;
    let tablet = person(peer, "carol").await?;
    for device in [&carol, &laptop, &tablet] {
        let only = |text: &str| text.ends_with("Dave Davis: afterwards") && !text.contains("old news");
        device.until("only what came after", timeline(&address("dave")), only).await?;
    }
    end(vec![carol, laptop, dave, tablet]).await;
    Ok(())
}

async fn end(people: Vec<Actor>) {
    for person in people {
        person.engine.shut_down().await;
    }
}
