//! Who is in a room and what they may: invited, given and taken voice, put out, kept out; and the room itself.

use crate::rooms::{TEA, group, is_in, joins, makes, members, open, people, room, stands, timeline};
use anyhow::{Context, Result};
use api::{
    Code, Command, View,
    rows::{Affiliation, MemberRow, Role, RoomChanges, RoomOptions, RoomRight, RoomRow, RoomStanding},
};
use tests::{actor::Actor, mirror::Row, world::World};

async fn row(actor: &Actor, address: &str) -> Result<RoomRow> {
    let rows = actor.window(&room(address)).await?.rows;
    let found = rows.into_iter().find_map(|row| if let Row::Room(row) = row { Some(row) } else { None });
    found.ok_or_else(|| anyhow::anyhow!("no such room"))
}

async fn until_row(actor: &Actor, what: &str, is_so: impl Fn(&RoomRow) -> bool) -> Result<()> {
    let (_, mirror) = actor.view(&room(TEA)).await?;
    let so = |_: &str| mirror.window().rows.iter().any(|row| matches!(row, Row::Room(row) if is_so(row)));
    actor.until(what, room(TEA), so).await
}

async fn member(actor: &Actor, name: &str) -> Result<MemberRow> {
    let rows = actor.window(&members(TEA)).await?.rows;
    let found = rows.into_iter().find_map(|row| match row {
        Row::Member(row) if row.name == name => Some(row),
        _ => None,
    });
    found.ok_or_else(|| anyhow::anyhow!("{name} is not there"))
}

#[tokio::test]
async fn who_is_invited_may_come_in_and_may_invite() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob, carol) = (world.person("alice").await?, world.person("bob").await?, world.person("carol").await?);
    makes(&alice, TEA, group("Tea"), &["bob"]).await?;
    joins(&bob, TEA).await?;
    until_row(&bob, "to be let invite", |row| row.can.contains(&RoomRight::Invite)).await?;
    bob.does(Command::Invite { room: TEA.into(), people: people(&["carol"]) }).await?;
    alice.until("Carol to belong", members(TEA), |text| text.contains("○ Carol Clark Member")).await?;
    joins(&carol, TEA).await?;
    alice.until("Carol to be there", members(TEA), |text| text.contains("● Carol Clark Member Participant")).await?;
    alice.until("the notice", timeline(TEA), |text| text.contains("Joined")).await?;
    // Leaving for good is said too.
    carol.does(Command::LeaveRoom { room: TEA.into() }).await?;
    alice.until("Carol to be gone", members(TEA), |text| !text.contains("Carol")).await?;
    alice.until("the notice", timeline(TEA), |text| text.contains("Left")).await?;
    let again = Command::JoinRoom { room: TEA.into(), password: None };
    assert_eq!(carol.is_refused(again).await?, Code::MembersOnly);
    Ok(())
}

#[tokio::test]
async fn voice_is_given_and_taken() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, RoomOptions { moderated: true, ..open("News") }, &[]).await?;
    joins(&bob, TEA).await?;
    until_row(&bob, "to listen only", |row| row.role == Role::Visitor && !row.can.contains(&RoomRight::Write)).await?;
    bob.says(TEA, "may I?").await?;
    bob.sees_timeline(TEA, "me: may I? [failed: NotAllowed]").await?;
    alice.until("Bob", members(TEA), |text| text.contains("Bob Brown None Visitor")).await?;
    let bobs = member(&alice, "Bob Brown").await?.id;
    let mayhem = Command::SetRole { room: TEA.into(), member: bobs.clone(), role: Role::Visitor };
    assert_eq!(bob.is_refused(mayhem).await?, Code::NotAllowed);
    alice.does(Command::SetRole { room: TEA.into(), member: bobs.clone(), role: Role::Participant }).await?;
    until_row(&bob, "a voice", |row| row.role == Role::Participant && row.can.contains(&RoomRight::Write)).await?;
    bob.says(TEA, "thank you").await?;
    alice.until("him", timeline(TEA), |text| text == "Bob Brown: thank you").await?;
    alice.does(Command::SetRole { room: TEA.into(), member: bobs, role: Role::Visitor }).await?;
    until_row(&bob, "no voice", |row| !row.can.contains(&RoomRight::Write)).await
}

#[tokio::test]
async fn who_is_put_out_is_out_and_who_is_banned_stays_so() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    joins(&bob, TEA).await?;
    alice.until("Bob", members(TEA), |text| text.contains("● Bob Brown")).await?;
    let bobs = member(&alice, "Bob Brown").await?.id;
    alice.does(Command::SetRole { room: TEA.into(), member: bobs.clone(), role: Role::None }).await?;
    stands(&bob, TEA, RoomStanding::Refused { code: Code::Refused }).await?;
    bob.until("the notice", timeline(TEA), |text| text.contains("Removed")).await?;
    joins(&bob, TEA).await?;
    is_in(&bob, TEA).await?;
    alice.does(Command::SetAffiliation { room: TEA.into(), address: bobs.clone(), affiliation: Affiliation::Outcast }).await?;
    stands(&bob, TEA, RoomStanding::Refused { code: Code::Banned }).await?;
    let again = Command::JoinRoom { room: TEA.into(), password: None };
    assert_eq!(bob.is_refused(again.clone()).await?, Code::Banned);
    alice.until("him among the banned", members(TEA), |text| text.ends_with("○ Bob Brown Outcast None")).await?;
    alice.does(Command::SetAffiliation { room: TEA.into(), address: bobs, affiliation: Affiliation::None }).await?;
    bob.does(again).await?;
    is_in(&bob, TEA).await
}

#[tokio::test]
async fn topic_and_settings_are_everybodys_at_once() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, RoomOptions { anyone_sets_topic: false, ..open("Tea") }, &[]).await?;
    joins(&bob, TEA).await?;
    until_row(&bob, "to know the rules", |row| !row.options.anyone_sets_topic && row.options.open && row.options.listed).await?;
    let topic = |topic: &str| Command::SetTopic { room: TEA.into(), topic: topic.into() };
    assert_eq!(bob.is_refused(topic("mine")).await?, Code::NotAllowed);
    until_row(&alice, "to be in", |row| row.can.contains(&RoomRight::SetTopic)).await?;
    alice.does(topic("Earl Grey")).await?;
    until_row(&bob, "the topic", |row| row.topic == "Earl Grey").await?;
    bob.until("the notice", timeline(TEA), |text| text.contains("Earl Grey")).await?;
    let changes = RoomChanges {
        name: Some("Coffee".into()),
        description: Some("No tea".into()),
        anyone_sets_topic: Some(true),
        newcomers_see_past: Some(true),
        ..RoomChanges::default()
    };
    let before = row(&bob, TEA).await?;
    assert!(!before.can.contains(&RoomRight::Configure));
    assert_eq!(bob.is_refused(Command::ConfigureRoom { room: TEA.into(), changes: changes.clone() }).await?, Code::NotAllowed);
    alice.does(Command::ConfigureRoom { room: TEA.into(), changes }).await?;
    until_row(&bob, "the new settings", |row| {
        row.options.name == "Coffee"
            && row.options.description == "No tea"
            && row.options.newcomers_see_past == Some(true)
            && row.can.contains(&RoomRight::SetTopic)
    })
    .await
}

/// A room as another program of alice's made it, with bob in it who is not a member.
async fn made_by_another_program(world: &World, fields: &[(&str, &str)]) -> Result<(Actor, Actor)> {
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let mut program = world.raw_client("alice").await?;
    let fields: String =
        fields.iter().map(|(var, value)| format!("<field var='muc#roomconfig_{var}'><value>{value}</value></field>")).collect();
    program
        .send(&format!("<presence xmlns='jabber:client' to='{TEA}/A'><x xmlns='http://jabber.org/protocol/muc'/></presence>"))
        .await?;
    program
        .send(&format!(
            "<iq xmlns='jabber:client' type='set' id='made' to='{TEA}'><query xmlns='http://jabber.org/protocol/muc#owner'>\
             <x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value>\
             </field>{fields}</x></query></iq>"
        ))
        .await?;
    while !program.receive().await?.context("the stream goes on")?.contains("id='made'") {}
    joins(&alice, TEA).await?;
    until_row(&alice, "to own it", |row| row.can.contains(&RoomRight::Configure)).await?;
    Ok((alice, bob))
}

#[tokio::test]
async fn what_nobody_chose_stays_as_another_program_set_it() -> Result<()> {
    let described = RoomChanges { description: Some("No coffee".into()), ..RoomChanges::default() };
    for (open, listed) in [(true, false), (false, true)] {
        let world = World::start().await?;
        let flag = |on: bool| if on { "1" } else { "0" };
        let fields = [("persistentroom", "1"), ("publicroom", flag(listed)), ("membersonly", flag(!open)), ("changesubject", "1")];
        let (alice, bob) = made_by_another_program(&world, &fields).await?;
        if open {
            joins(&bob, TEA).await?;
            is_in(&bob, TEA).await?;
        }
        alice.does(Command::ConfigureRoom { room: TEA.into(), changes: described.clone() }).await?;
        until_row(&alice, "the description and nothing else", |row| {
            row.options.description == "No coffee"
                && (row.options.open, row.options.listed, row.options.anyone_sets_topic) == (open, listed, true)
        })
        .await?;
        if open {
            until_row(&bob, "to be in as before", |row| {
                row.options.description == "No coffee" && row.standing == RoomStanding::Joined
            })
            .await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_topic_that_the_room_does_not_take_is_told() -> Result<()> {
    // Whoever sets a topic again and again is stopped by the room.
    let world = World::with(|config| (config.bounds.room_burst, config.bounds.room_stanzas_per_second) = (12, 0)).await?;
    let alice = world.person("alice").await?;
    makes(&alice, TEA, open("Tea"), &[]).await?;
    until_row(&alice, "to be in", |row| row.can.contains(&RoomRight::SetTopic)).await?;
    let mut taken = String::new();
    for n in 0..20 {
        let topic = format!("Topic {n}");
        match alice.engine.execute(Command::SetTopic { room: TEA.into(), topic: topic.clone() }).await {
            Ok(()) => taken = topic,
            Err(refused) => {
                assert_eq!(refused.code, Code::Refused);
                return until_row(&alice, "the last that was taken", |row| row.topic == taken).await;
            }
        }
    }
    anyhow::bail!("nothing was refused")
}

#[tokio::test]
async fn a_destroyed_room_is_gone_for_everybody() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    makes(&alice, TEA, open("Tea"), &[]).await?;
    joins(&bob, TEA).await?;
    bob.says(TEA, "still here").await?;
    bob.sees_timeline(TEA, "me: still here [sent]").await?;
    let destroy = Command::DestroyRoom { room: TEA.into(), reason: "Moved".into() };
    assert_eq!(bob.is_refused(destroy.clone()).await?, Code::NotAllowed);
    alice.does(destroy).await?;
    stands(&bob, TEA, RoomStanding::Refused { code: Code::RoomGone }).await?;
    bob.until("the notice", timeline(TEA), |text| text.contains("Destroyed") && text.contains("Moved")).await?;
    // Nothing brings it back: neither a sign-in nor a wish.
    let bob = bob.restart().await?;
    bob.until("to be online", View::Session, |text| text.ends_with(", online")).await?;
    let again = Command::JoinRoom { room: TEA.into(), password: None };
    assert_eq!(bob.is_refused(again).await?, Code::RoomGone);
    Ok(())
}
