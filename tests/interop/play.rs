//! One play for every server: real engines sign in, find each other, talk, are away, come back, are cut off.
//!
//! Each scene has a conversation of its own, so that it sees nothing of the others.

use crate::{amending, on_its_way, own_devices, rooms};
use anyhow::{Context, Result, ensure};
use api::{Command, View, ViewId};
use std::time::{Duration, Instant};
use tests::{
    actor::Actor,
    peers::{PASSWORD, Peer, address},
    render::without_states,
};

/// More than one page of what each of the servers gives at once.
const MISSED: usize = 150;

/// `own_name`: what Alice is called by herself there.
pub async fn a_day(server: &str, peer: Peer, own_name: &str) -> Result<()> {
    let day = Day { server, peer: &peer };
    day.scene("a wrong password is refused", wrong_password).await?;
    day.scene("signing in by account name and by e-mail", |peer| signing_in(peer, own_name)).await?;
    day.scene("the company tree", company).await?;
    day.scene("talking both ways", talking).await?;
    day.scene("a second device", second_device).await?;
    day.scene("catching up", catching_up).await?;
    day.scene("reading on one device", reading).await?;
    day.scene("reading while the other device is off", reading_while_off).await?;
    day.scene("what is done with messages", amending::between_two).await?;
    day.scene("files", amending::files).await?;
    day.scene("a history is deleted", amending::a_history_is_deleted).await?;
    day.scene("a line that is cut", cuts).await?;
    day.scene("a line that swallows", swallowed).await?;
    day.scene("a line that is away for a while", away).await
}

/// The same for rooms.
pub async fn a_day_in_rooms(server: &str, peer: Peer, moderates: bool) -> Result<()> {
    let day = Day { server, peer: &peer };
    day.scene("a group", rooms::a_group).await?;
    day.scene("what was missed in a room", rooms::catching_up).await?;
    day.scene("talking in a room on a bad line", rooms::cuts).await?;
    day.scene("what is done with messages", amending::in_a_room).await?;
    day.scene("moderation", |peer| rooms::moderation(peer, moderates)).await?;
    day.scene("put out, banned, destroyed", rooms::the_end).await
}

/// The same for a program that is killed.
pub async fn a_day_of_accidents(server: &str, peer: Peer) -> Result<()> {
    let day = Day { server, peer: &peer };
    day.scene("what was on its way", on_its_way::of_a_program_that_was_killed).await
}

/// The same for what a person's devices tell each other.
pub async fn a_day_of_ones_own(server: &str, peer: Peer) -> Result<()> {
    let day = Day { server, peer: &peer };
    day.scene("what is chosen", own_devices::choices).await?;
    day.scene("pins and marks", own_devices::pins_and_marks).await?;
    day.scene("what is viewed", own_devices::viewed).await?;
    day.scene("a room on several devices", own_devices::in_a_room).await
}

struct Day<'a> {
    server: &'a str,
    peer: &'a Peer,
}

impl<'a> Day<'a> {
    async fn scene<F: Future<Output = Result<()>>>(&self, name: &str, play: impl FnOnce(&'a Peer) -> F) -> Result<()> {
        let begun = Instant::now();
        // Boxed: together the scenes would not fit the stack of a test.
        if let Err(error) = Box::pin(play(self.peer)).await {
            let log = self.peer.keep_log()?;
            return Err(error.context(format!("{}: {name} (the server's own log: {})", self.server, log.display())));
        }
        eprintln!("{}: {name}: {} ms", self.server, begun.elapsed().as_millis());
        Ok(())
    }
}

async fn person(peer: &Peer, account: &str) -> Result<Actor> {
    let person = Box::pin(Actor::new()).await?;
    Box::pin(person.sign_in(peer.url(), account, PASSWORD)).await?;
    Ok(person)
}

fn talk_with(account: &str) -> View {
    View::Timeline { conversation: address(account) }
}

fn contacts() -> View {
    View::Contacts { filter: String::new() }
}

async fn wrong_password(peer: &Peer) -> Result<()> {
    let alice = Actor::new().await?;
    alice.try_sign_in(peer.url(), "alice", "wrong").await?;
    alice.sees(View::Session, "session: signed out: CredentialsRefused").await?;
    alice.sign_in(peer.url(), "alice", PASSWORD).await?;
    alice.engine.shut_down().await;
    let nobody = Actor::new().await?;
    nobody.try_sign_in(peer.url(), "nobody", PASSWORD).await?;
    nobody.sees(View::Session, "session: signed out: CredentialsRefused").await
}

async fn signing_in(peer: &Peer, own_name: &str) -> Result<()> {
    for account in ["alice", "alice@corp.test", " Alice@Corp.Test"] {
        let alice = person(peer, account).await.context(account.to_owned())?;
        alice.sees(View::Session, &format!("session: {own_name}, online")).await?;
        alice.engine.shut_down().await;
    }
    Ok(())
}

async fn company(peer: &Peer) -> Result<()> {
    let alice = person(peer, "alice").await?;
    let nobody_else = "
        v Head office 0/2
          v Sales 0/2
            ○ Bob Brown
            ○ Carol Clark
        v R&D 0/2
          ○ Dave Davis
          ○ Erin Evans";
    alice.sees(contacts(), nobody_else).await?;
    let bob = person(peer, "bob").await?;
    bob.does(Command::SetPresence { availability: api::rows::Availability::Away, status: "Out for lunch".into() }).await?;
    let bob_is_away = "
        v Head office 1/2
          v Sales 1/2
            ◐ Bob Brown \"Out for lunch\"
            ○ Carol Clark
        v R&D 0/2
          ○ Dave Davis
          ○ Erin Evans";
    alice.sees(contacts(), bob_is_away).await?;
    bob.until("Alice", contacts(), |text| text.contains("● Alice Adams")).await?;
    bob.engine.shut_down().await;
    alice.sees(contacts(), nobody_else).await?;
    alice.engine.shut_down().await;
    Ok(())
}

async fn talking(peer: &Peer) -> Result<()> {
    let alice = person(peer, "alice").await?;
    alice.says(&address("bob"), "Lunch at <twelve> & a bit? \u{1F35C}").await?;
    alice.sees_timeline(&address("bob"), "me: Lunch at <twelve> & a bit? \u{1F35C} [sent]").await?;
    let bob = person(peer, "bob").await?;
    bob.sees_timeline(&address("alice"), "Alice Adams: Lunch at <twelve> & a bit? \u{1F35C}").await?;
    alice.sees_timeline(&address("bob"), "me: Lunch at <twelve> & a bit? \u{1F35C} [delivered]").await?;
    bob.tells_what_is_read().await?;
    bob.reads(&address("alice")).await?;
    alice.sees_timeline(&address("bob"), "me: Lunch at <twelve> & a bit? \u{1F35C} [read]").await?;
    bob.says(&address("alice"), "Gladly").await?;
    alice
        .sees_timeline(
            &address("bob"),
            "
            me: Lunch at <twelve> & a bit? \u{1F35C} [read]
            Bob Brown: Gladly",
        )
        .await?;
    alice.sees(View::Conversations, "Bob Brown: Gladly (1)").await?;
    bob.sees_timeline(
        &address("alice"),
        "
        Alice Adams: Lunch at <twelve> & a bit? \u{1F35C}
        me: Gladly [delivered]",
    )
    .await?;
    alice.tells_what_is_read().await?;
    alice.reads(&address("bob")).await?;
    alice.sees(View::Conversations, "Bob Brown: Gladly").await?;
    bob.until("to see it read", talk_with("alice"), |text| text.ends_with("me: Gladly [read]")).await?;
    for person in [alice, bob] {
        person.engine.shut_down().await;
    }
    Ok(())
}

async fn second_device(peer: &Peer) -> Result<()> {
    let (desk, laptop, carol) = (person(peer, "alice").await?, person(peer, "alice").await?, person(peer, "carol").await?);
    desk.says(&address("carol"), "from the desk").await?;
    laptop.until("what the desk said", talk_with("carol"), |text| without_states(text) == ["me: from the desk"]).await?;
    carol.until("it", talk_with("alice"), |text| text == "Alice Adams: from the desk").await?;
    carol.says(&address("alice"), "to both").await?;
    for device in [&desk, &laptop] {
        let heard = |text: &str| without_states(text) == ["me: from the desk", "Carol Clark: to both"];
        device.until("the answer", talk_with("carol"), heard).await?;
    }
    laptop.says(&address("carol"), "from the laptop").await?;
    let all = ["me: from the desk", "Carol Clark: to both", "me: from the laptop"];
    for device in [&desk, &laptop] {
        device.until("all of it once", talk_with("carol"), |text| without_states(text) == all).await?;
    }
    let hers = ["Alice Adams: from the desk", "me: to both", "Alice Adams: from the laptop"];
    carol.until("all of it once", talk_with("alice"), |text| without_states(text) == hers).await?;
    for person in [desk, laptop, carol] {
        person.engine.shut_down().await;
    }
    Ok(())
}

async fn catching_up(peer: &Peer) -> Result<()> {
    let (dave, erin) = (person(peer, "dave").await?, person(peer, "erin").await?);
    erin.says(&address("dave"), "before").await?;
    dave.sees_timeline(&address("erin"), "Erin Evans: before").await?;
    dave.engine.shut_down().await;
    for n in 0..MISSED {
        erin.says(&address("dave"), &format!("missed {n}")).await?;
    }
    let last = MISSED - 1;
    let sent = format!("missed {last} [sent]");
    erin.until("all to be sent", talk_with("dave"), |text| text.ends_with(&sent) && !text.contains("[pending]")).await?;
    let expected: Vec<String> =
        std::iter::once("Erin Evans: before".to_owned()).chain((0..MISSED).map(|n| format!("Erin Evans: missed {n}"))).collect();
    let dave = dave.restart().await?;
    all_of(&dave, "erin", &expected).await.context("on the device that was away")?;
    let unread = format!("Erin Evans: missed {last} ({})", MISSED + 1);
    dave.until("to count them", View::Conversations, |text| text.lines().any(|line| line == unread)).await?;
    let tablet = person(peer, "dave").await?;
    all_of(&tablet, "erin", &expected).await.context("on a new device")?;
    for person in [dave, tablet, erin] {
        person.engine.shut_down().await;
    }
    Ok(())
}

/// Scrolls back until all is there, which is then exactly this.
async fn all_of(actor: &Actor, with: &str, expected: &[String]) -> Result<()> {
    let newest = expected.last().cloned().unwrap_or_default();
    let view = talk_with(with);
    actor.until("the newest", view.clone(), |text| text.ends_with(&newest) && !text.contains("~~~")).await?;
    let (id, _): (ViewId, _) = actor.view(&view).await?;
    let end = Instant::now() + Duration::from_secs(20);
    while actor.window(&view).await?.rows.len() < expected.len() && Instant::now() < end {
        actor.does(Command::LoadOlder { view: id }).await?;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    actor.until("all of it in order", view, |text| text.lines().eq(expected.iter().map(String::as_str))).await
}

/// The lines of Recent about these people, in any order.
async fn recent(actor: &Actor, what: &str, expected: &[&str]) -> Result<()> {
    actor.until(what, View::Conversations, |text| expected.iter().all(|expected| text.lines().any(|line| line == *expected))).await
}

async fn reading(peer: &Peer) -> Result<()> {
    let (desk, laptop) = (person(peer, "carol").await?, person(peer, "carol").await?);
    let (bob, dave) = (person(peer, "bob").await?, person(peer, "dave").await?);
    bob.says(&address("carol"), "one").await?;
    bob.says(&address("carol"), "two").await?;
    dave.says(&address("carol"), "three").await?;
    for device in [&desk, &laptop] {
        recent(device, "them unread", &["Bob Brown: two (2)", "Dave Davis: three (1)"]).await?;
    }
    for colleague in ["bob", "dave"] {
        desk.reads(&address(colleague)).await?;
    }
    for device in [&desk, &laptop] {
        recent(device, "them read", &["Bob Brown: two", "Dave Davis: three"]).await?;
    }
    let tablet = person(peer, "carol").await?;
    recent(&tablet, "them read on a new device", &["Bob Brown: two", "Dave Davis: three"]).await?;
    for person in [desk, laptop, tablet, bob, dave] {
        person.engine.shut_down().await;
    }
    Ok(())
}

async fn reading_while_off(peer: &Peer) -> Result<()> {
    let (desk, laptop, erin) = (person(peer, "carol").await?, person(peer, "carol").await?, person(peer, "erin").await?);
    laptop.engine.shut_down().await;
    erin.says(&address("carol"), "four").await?;
    erin.says(&address("carol"), "five").await?;
    recent(&desk, "them unread", &["Erin Evans: five (2)"]).await?;
    desk.reads(&address("erin")).await?;
    recent(&desk, "them read", &["Erin Evans: five"]).await?;
    let laptop = laptop.restart().await?;
    recent(&laptop, "them read", &["Erin Evans: five"]).await?;
    laptop.sees_timeline(&address("erin"), "Erin Evans: four\nErin Evans: five").await?;
    for person in [desk, laptop, erin] {
        person.engine.shut_down().await;
    }
    Ok(())
}

/// Both write `rounds` messages, with `trouble` between; afterwards both have all of them once, each one's in order.
async fn writing_through(
    (one, other): (&Actor, &Actor),
    (name_of_one, name_of_other): (&str, &str),
    rounds: usize,
    trouble: impl AsyncFn(usize) -> Result<()>,
) -> Result<()> {
    for round in 0..rounds {
        one.says(&address(name_of_other), &format!("a{round}")).await?;
        other.says(&address(name_of_one), &format!("b{round}")).await?;
        trouble(round).await?;
    }
    let of = |letter: char| (0..rounds).map(|n| format!("{letter}{n}")).collect::<Vec<_>>();
    let complete = |text: &str, letter: char| {
        let bodies = text.lines().filter_map(|line| line.split_once(": ")?.1.split(" [").next());
        bodies.filter(|body| body.starts_with(letter)).eq(of(letter))
    };
    let settled = |text: &str| {
        complete(text, 'a')
            && complete(text, 'b')
            && !text.contains("[pending]")
            && !text.contains("[failed")
            && !text.contains("~~~")
    };
    one.until("everything once", talk_with(name_of_other), settled).await?;
    other.until("everything once", talk_with(name_of_one), settled).await
}

async fn cuts(peer: &Peer) -> Result<()> {
    let (alice, dave) = (person(peer, "alice").await?, person(peer, "dave").await?);
    let before = peer.resumptions();
    writing_through((&alice, &dave), ("alice", "dave"), 12, async |round| {
        if round % 4 == 3 {
            peer.cut().await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            for person in [&alice, &dave] {
                person.does(Command::Reconnect).await?;
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(())
    })
    .await?;
    ensure!(peer.resumptions() > before, "no stream was resumed: everything came from the archive");
    for person in [alice, dave] {
        person.engine.shut_down().await;
    }
    Ok(())
}

async fn swallowed(peer: &Peer) -> Result<()> {
    let (alice, erin) = (person(peer, "alice").await?, person(peer, "erin").await?);
    let before = peer.resumptions();
    writing_through((&alice, &erin), ("alice", "erin"), 12, async |round| {
        match round % 6 {
            2 => peer.line().swallow(),
            4 => {
                tokio::time::sleep(Duration::from_millis(200)).await;
                peer.cut().await;
            }
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        Ok(())
    })
    .await?;
    ensure!(peer.resumptions() > before, "no stream was resumed: everything came from the archive");
    for person in [alice, erin] {
        person.engine.shut_down().await;
    }
    Ok(())
}

async fn away(peer: &Peer) -> Result<()> {
    let (bob, erin) = (person(peer, "bob").await?, person(peer, "erin").await?);
    bob.says(&address("erin"), "before").await?;
    erin.sees_timeline(&address("bob"), "Bob Brown: before").await?;
    peer.down().await;
    for person in [&bob, &erin] {
        person.until("to be offline", View::Session, |text| text.ends_with(", offline")).await?;
    }
    bob.says(&address("erin"), "on the train").await?;
    bob.until("it to wait", talk_with("erin"), |text| text.ends_with("me: on the train [pending]")).await?;
    // The program ends and starts again while there is no network.
    let bob = bob.restart().await?;
    bob.until("it to wait still", talk_with("erin"), |text| text.ends_with("me: on the train [pending]")).await?;
    peer.line().up();
    for person in [&bob, &erin] {
        person.does(Command::Reconnect).await?;
    }
    erin.sees_timeline(&address("bob"), "Bob Brown: before\nBob Brown: on the train").await?;
    bob.sees_timeline(&address("erin"), "me: before [delivered]\nme: on the train [delivered]").await?;
    for person in [bob, erin] {
        person.engine.shut_down().await;
    }
    Ok(())
}
