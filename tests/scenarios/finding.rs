//! Finding what was said, taking it along, and deleting it.

use anyhow::Result;
use api::{Command, ExportFormat, ExportWords, View};
use tests::{actor::Actor, mirror::Row, world::World};

const ALICE: &str = "alice@localhost";
const BOB: &str = "bob@localhost";

#[tokio::test]
async fn everything_is_found_in_any_script_by_words_and_by_whom() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    for (from, to, body) in
        [(&alice, BOB, "Zürich im März"), (&bob, ALICE, "東京で会いましょう"), (&bob, ALICE, "zurich works too")]
    {
        from.says(to, body).await?;
        alice.message(BOB, body).await?;
    }
    let search = |text: &str| View::Search { text: text.into(), conversation: None };
    alice.sees(search("zurich"), "Bob Brown in Bob Brown: zurich works too\nAlice Adams in Bob Brown: Zürich im März").await?;
    alice.sees(search("京"), "Bob Brown in Bob Brown: 東京で会いましょう").await?;
    alice.sees(search("zurich from:me"), "Alice Adams in Bob Brown: Zürich im März").await?;
    alice.sees(search("from:bob zurich"), "Bob Brown in Bob Brown: zurich works too").await?;
    alice.sees(search("in:carol zurich"), "").await?;
    alice.sees(search("\"works too\" after:today"), "Bob Brown in Bob Brown: zurich works too").await?;
    alice
        .until("the person", View::Quick { text: "bob".into(), messages: false }, |text| text.starts_with("person Bob Brown"))
        .await
}

fn export_words() -> ExportWords {
    ExportWords {
        language: "en".into(),
        right_to_left: false,
        exported: "Exported {at}".into(),
        whole: "Complete".into(),
        whole_since: "Complete from {at}".into(),
        partly: "Not complete".into(),
        missing: "missing".into(),
        edited: "edited".into(),
        taken_back: "{who} took it back".into(),
        removed: "removed by {by}".into(),
        removed_because: "removed by {by}: {reason}".into(),
        forwarded: "From {name}, {at}".into(),
        topic: "{by}: {topic}".into(),
        joined: "{who} joined".into(),
        left: "{who} left".into(),
        put_out: "{by} removed {who}".into(),
        destroyed: "deleted".into(),
        destroyed_because: "deleted: {reason}".into(),
        date: "{weekday}, {day}. {month} {year}".into(),
        months: (1..=12).map(|month| format!("M{month}")).collect(),
        weekdays: (1..=7).map(|day| format!("D{day}")).collect(),
    }
}

#[tokio::test]
async fn a_conversation_is_written_into_a_new_file_each_time() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.says(ALICE, "for the record").await?;
    alice.message(BOB, "record").await?;
    for format in [ExportFormat::Text, ExportFormat::Html, ExportFormat::Json, ExportFormat::Text] {
        alice.does(Command::Export { conversation: BOB.into(), format, words: export_words() }).await?;
    }
    alice.until("all four", View::Saved, |text| text.lines().count() == 4 && !text.contains("failed")).await?;
    let mut endings = Vec::new();
    for file in std::fs::read_dir(alice.engine.downloads())? {
        let path = file?.path();
        assert!(std::fs::read_to_string(&path)?.contains("for the record"), "{}", path.display());
        endings.extend(path.extension().map(|ending| ending.to_string_lossy().into_owned()));
    }
    endings.sort();
    assert_eq!(endings, ["html", "json", "txt", "txt"]);
    Ok(())
}

#[tokio::test]
async fn the_whole_past_comes_behind_everything_else_and_is_here_after_a_restart() -> Result<()> {
    const LINES: u64 = 450;
    let mut world = World::start().await?;
    let bob = world.person("bob").await?;
    for n in 1..=LINES {
        bob.says(ALICE, &format!("line {n}")).await?;
    }
    bob.until("all to be sent", World::talk_with("alice"), |text| text.contains("line 450 [") && !text.contains("[pending]"))
        .await?;
    let alice = world.person("alice").await?;
    // Nobody scrolls: it comes by itself.
    alice.until("all of it", View::Archive, |text| text == "archive complete").await?;
    let count = async |who: &Actor| -> Result<Vec<u64>> {
        let rows = who.window(&View::Archive).await?.rows;
        Ok(rows.iter().filter_map(|row| if let Row::Archive(row) = row { Some(row.messages) } else { None }).collect())
    };
    assert_eq!(count(&alice).await?, [LINES]);
    // Without the server, and after a restart, all of it is here and found.
    world.stop_server().await;
    let alice = alice.restart().await?;
    alice.sees(View::Archive, "archive complete").await?;
    assert_eq!(count(&alice).await?, [LINES]);
    let search = View::Search { text: "\"line 7\"".into(), conversation: None };
    alice.until("the old line", search, |text| text.lines().any(|line| line.ends_with(": line 7"))).await
}

#[tokio::test]
async fn a_deleted_history_is_gone_on_all_own_devices_and_stays_with_the_other() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    let away = world.person("alice").await?;
    for n in 1..=3 {
        bob.says(ALICE, &format!("line {n}")).await?;
    }
    for device in [&desk, &laptop, &away] {
        device.message(BOB, "line 3").await?;
    }
    away.engine.shut_down().await;
    desk.does(Command::DeleteHistory { conversation: BOB.into() }).await?;
    for device in [&desk, &laptop] {
        device.sees_timeline(BOB, "").await?;
    }
    bob.says(ALICE, "afterwards").await?;
    let away = away.restart().await?;
    let fresh = world.person("alice").await?;
    for device in [&desk, &laptop, &away, &fresh] {
        device.sees_timeline(BOB, "Bob Brown: afterwards").await?;
    }
    bob.until("all of it", View::Timeline { conversation: ALICE.into() }, |text| text.lines().count() == 4).await
}
