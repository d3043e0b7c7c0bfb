//! The rooms of a company on a server of another maker: the same play for each.

use anyhow::{Context, Result};
use api::{
    Code, Command, View,
    rows::{Affiliation, MessageRight, RoomOptions, RoomStanding, TimelineRow},
};
use std::time::Duration;
use tests::{
    actor::Actor,
    mirror::Row,
    peers::{PASSWORD, Peer, address},
    render::said,
};

/// More than one page of what each of the servers gives at once.
const MISSED: usize = 120;

async fn person(peer: &Peer, account: &str) -> Result<Actor> {
    let person = Box::pin(Actor::new()).await?;
    Box::pin(person.sign_in(peer.url(), account, PASSWORD)).await?;
    Ok(person)
}

fn place(name: &str) -> String {
    format!("{name}@rooms.corp.test")
}

fn timeline(room: &str) -> View {
    View::Timeline { conversation: room.into() }
}

fn members(room: &str) -> View {
    View::Members { room: room.into() }
}

fn options(name: &str, public: bool) -> RoomOptions {
    RoomOptions {
        name: name.into(),
        open: public,
        listed: public,
        anyone_invites: true,
        anyone_sets_topic: true,
        ..RoomOptions::default()
    }
}

pub async fn stands(actor: &Actor, room: &str, wanted: RoomStanding) -> Result<()> {
    let view = View::Room { room: room.into() };
    let (_, mirror) = actor.view(&view).await?;
    let so = |_: &str| mirror.window().rows.iter().any(|row| matches!(row, Row::Room(row) if row.standing == wanted));
    actor.until(&format!("to stand {wanted:?}"), view, so).await
}

async fn end(people: Vec<Actor>) {
    for person in people {
        person.engine.shut_down().await;
    }
}

/// A group is made, joined and talked in, on two devices of one of them.
pub async fn a_group(peer: &Peer) -> Result<()> {
    let tea = place("tea");
    let (alice, bob) = (person(peer, "alice").await?, person(peer, "bob").await?);
    let members_of = vec![address("bob")];
    alice.does(Command::CreateRoom { address: tea.clone(), options: options("Tea", false), members: members_of }).await?;
    let carol = person(peer, "carol").await?;
    let wish = Command::JoinRoom { room: tea.clone(), password: None };
    anyhow::ensure!(carol.is_refused(wish.clone()).await? == Code::MembersOnly, "a stranger came in");
    bob.does(wish.clone()).await?;
    alice.until("both to be there", members(&tea), |text| text.matches('●').count() == 2).await?;
    alice.says(&tea, "Assam or Darjeeling?").await?;
    bob.until("the question", timeline(&tea), |text| said(text).last() == Some(&"Alice Adams: Assam or Darjeeling?")).await?;
    alice.until("it to be said", timeline(&tea), |text| text.ends_with("me: Assam or Darjeeling? [sent]")).await?;
    bob.says(&tea, "Both").await?;
    alice.until("the answer", timeline(&tea), |text| said(text).last() == Some(&"Bob Brown: Both")).await?;
    alice.does(Command::SetTopic { room: tea.clone(), topic: "Leaves".into() }).await?;
    bob.until("the topic", View::Room { room: tea.clone() }, |text| text.contains("\"Leaves\"")).await?;
    let phone = person(peer, "bob").await?;
    stands(&phone, &tea, RoomStanding::Joined).await.context("the bookmark on a new device")?;
    let all = ["Alice Adams: Assam or Darjeeling?", "me: Both"];
    phone.until("what was said", timeline(&tea), |text| said(text) == all).await?;
    phone.says(&tea, "from the phone").await?;
    bob.until("it", timeline(&tea), |text| said(text).last() == Some(&"me: from the phone")).await?;
    alice.until("it", timeline(&tea), |text| said(text).last() == Some(&"Bob Brown: from the phone")).await?;
    // Whoever is asked in by a member comes in.
    bob.does(Command::Invite { room: tea.clone(), people: vec![address("carol")] }).await?;
    carol.does(wish).await?;
    carol.says(&tea, "Milk?").await?;
    alice.until("Carol", timeline(&tea), |text| said(text).last() == Some(&"Carol Clark: Milk?")).await?;
    carol.does(Command::LeaveRoom { room: tea.clone() }).await?;
    stands(&carol, &tea, RoomStanding::Outside).await?;
    alice.until("Carol to be gone", members(&tea), |text| !text.contains("● Carol")).await?;
    end(vec![alice, bob, phone, carol]).await;
    Ok(())
}

/// Who was away finds everything, once and in order; so does a new device.
pub async fn catching_up(peer: &Peer) -> Result<()> {
    let news = place("news");
    let (dave, erin) = (person(peer, "dave").await?, person(peer, "erin").await?);
    dave.does(Command::CreateRoom { address: news.clone(), options: options("News", true), members: Vec::new() }).await?;
    erin.does(Command::JoinRoom { room: news.clone(), password: None }).await?;
    dave.says(&news, "before").await?;
    erin.until("it", timeline(&news), |text| said(text) == ["Dave Davis: before"]).await?;
    erin.engine.shut_down().await;
    for n in 0..MISSED {
        dave.says(&news, &format!("missed {n}")).await?;
        if n % 10 == 9 {
            // Some servers let nobody talk faster.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    let last = format!("missed {} [sent]", MISSED - 1);
    dave.until("all to be said", timeline(&news), |text| text.ends_with(&last) && !text.contains("[pending]")).await?;
    let expected: Vec<String> =
        std::iter::once("Dave Davis: before".to_owned()).chain((0..MISSED).map(|n| format!("Dave Davis: missed {n}"))).collect();
    let all_of = async |actor: &Actor| {
        let view = timeline(&news);
        let newest = expected.last().cloned().unwrap_or_default();
        actor.until("the newest", view.clone(), |text| text.ends_with(&newest) && !text.contains("~~~")).await?;
        actor.scrolls_until("all of it in order", view, |text| said(text) == expected).await
    };
    let erin = erin.restart().await?;
    all_of(&erin).await.context("on the device that was away")?;
    let tablet = person(peer, "erin").await?;
    all_of(&tablet).await.context("on a new device")?;
    erin.sees(View::PublicRooms, "# News (joined)").await?;
    end(vec![dave, erin, tablet]).await;
    Ok(())
}

/// Both talk while the line is cut, and swallows what is on it; everything is there once, in the room's order.
pub async fn cuts(peer: &Peer) -> Result<()> {
    let cuts = place("cuts");
    let (alice, dave) = (person(peer, "alice").await?, person(peer, "dave").await?);
    alice.does(Command::CreateRoom { address: cuts.clone(), options: options("Cuts", true), members: Vec::new() }).await?;
    dave.does(Command::JoinRoom { room: cuts.clone(), password: None }).await?;
    for round in 0..12 {
        alice.says(&cuts, &format!("a{round}")).await?;
        dave.says(&cuts, &format!("b{round}")).await?;
        match round % 6 {
            2 => peer.line().swallow(),
            4 => {
                tokio::time::sleep(Duration::from_millis(200)).await;
                peer.cut().await;
            }
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    let mut expected: Vec<String> = (0..12).flat_map(|n| [format!("a{n}"), format!("b{n}")]).collect();
    expected.sort();
    let bodies = |text: &str| -> Vec<String> {
        said(text).into_iter().filter_map(|line| Some(line.split_once(": ")?.1.to_owned())).collect()
    };
    let settled = |text: &str| {
        let mut found = bodies(text);
        found.sort();
        found == expected && !text.contains("[pending]") && !text.contains("~~~")
    };
    for person in [&alice, &dave] {
        person.until("everything once", timeline(&cuts), settled).await?;
    }
    let order = async |actor: &Actor| -> Result<Vec<String>> {
        let (_, mirror) = actor.view(&timeline(&cuts)).await?;
        Ok(bodies(&tests::render::text(&mirror.window())))
    };
    anyhow::ensure!(order(&alice).await? == order(&dave).await?, "not everybody has the room's order");
    end(vec![alice, dave]).await;
    Ok(())
}

/// What others said is taken back where the server can; elsewhere it is not even offered.
pub async fn moderation(peer: &Peer, offered: bool) -> Result<()> {
    let market = place("market");
    let (alice, dave) = (person(peer, "alice").await?, person(peer, "dave").await?);
    alice.does(Command::CreateRoom { address: market.clone(), options: options("Market", true), members: Vec::new() }).await?;
    dave.does(Command::JoinRoom { room: market.clone(), password: None }).await?;
    dave.says(&market, "Watches!").await?;
    alice.until("it", timeline(&market), |text| said(text) == ["Dave Davis: Watches!"]).await?;
    let rows = alice.window(&timeline(&market)).await?.rows;
    let found = rows.into_iter().find_map(|row| match row {
        Row::Timeline(TimelineRow::Message { id, can, .. }) => Some((id, can)),
        _ => None,
    });
    let (message, can) = found.context("nothing was said")?;
    anyhow::ensure!(can.contains(&MessageRight::Moderate) == offered, "offered: {can:?}");
    let wish = Command::Moderate { message, reason: "spam".into() };
    if offered {
        alice.does(wish).await?;
        for person in [&alice, &dave] {
            person.until("it to be gone", timeline(&market), |text| !text.contains("Watches")).await?;
        }
    } else {
        anyhow::ensure!(alice.is_refused(wish).await? == Code::NotAllowed, "was not refused");
    }
    end(vec![alice, dave]).await;
    Ok(())
}

/// Somebody is put out, banned, let in again; then the room ends.
pub async fn the_end(peer: &Peer) -> Result<()> {
    let hall = place("hall");
    let (alice, erin) = (person(peer, "alice").await?, person(peer, "erin").await?);
    alice.does(Command::CreateRoom { address: hall.clone(), options: options("Hall", true), members: Vec::new() }).await?;
    let wish = Command::JoinRoom { room: hall.clone(), password: None };
    erin.does(wish.clone()).await?;
    alice.until("Erin", members(&hall), |text| text.contains("● Erin Evans")).await?;
    let set = |affiliation| Command::SetAffiliation { room: hall.clone(), address: address("erin"), affiliation };
    alice.does(set(Affiliation::Outcast)).await?;
    stands(&erin, &hall, RoomStanding::Refused { code: Code::Banned }).await?;
    anyhow::ensure!(erin.is_refused(wish.clone()).await? == Code::Banned, "the banned came in");
    alice.does(set(Affiliation::None)).await?;
    erin.does(wish.clone()).await?;
    stands(&erin, &hall, RoomStanding::Joined).await?;
    alice.does(Command::DestroyRoom { room: hall.clone(), reason: "Moved".into() }).await?;
    stands(&erin, &hall, RoomStanding::Refused { code: Code::RoomGone }).await?;
    anyhow::ensure!(erin.is_refused(wish).await? == Code::RoomGone, "the room came back");
    end(vec![alice, erin]).await;
    Ok(())
}
