//! What is being written and is not sent: it is there after a restart with all that belongs to it, and nothing of it stays
//! that nobody wants.

use anyhow::Result;
use api::{
    Command, Mention, View,
    rows::{DraftOf, Words},
};
use tests::{
    actor::{Actor, offer},
    world::World,
};

const BOB: &str = "bob@localhost";

fn words(text: &str) -> Words {
    Words { text: text.into(), mentions: Vec::new() }
}

fn head() -> View {
    View::Conversation { conversation: BOB.into() }
}

async fn hands_over(who: &Actor, name: &str, bytes: &[u8]) -> Result<String> {
    let id = who.engine.stage(&offer(name, "text/plain", bytes.len() as u64))?;
    who.engine.stage_append(id.clone(), 0, bytes.to_vec()).await?;
    Ok(id)
}

async fn writes(who: &Actor, words: Words, of: Option<DraftOf>, files: &[String], aside: Option<Words>) -> Result<()> {
    who.does(Command::SaveDraft { conversation: BOB.into(), words, of, files: files.to_vec(), aside }).await
}

/// Files in the folder where what was handed over lies.
fn copies(who: &Actor) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for account in std::fs::read_dir(who.data_dir().join("accounts"))? {
        let staged = account?.path().join("staged");
        names.extend(std::fs::read_dir(staged).into_iter().flatten().flatten().map(|entry| entry.file_name()));
    }
    Ok(names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect())
}

#[tokio::test]
async fn a_draft_is_whole_after_a_restart() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.says(BOB, "hello").await?;
    alice.upload_terms().await?;
    let kept = hands_over(&alice, "figures.txt", b"1;2;3").await?;
    let lost = hands_over(&alice, "lost.txt", b"4;5").await?;
    let never = hands_over(&alice, "never.txt", b"6").await?;
    let mention = Mention { begin: 3, end: 7, address: BOB.into() };
    let named = Words { text: "👍 @Bob half ".into(), mentions: vec![mention] };
    writes(&alice, named, None, &[kept.clone(), lost.clone()], None).await?;
    let there = "[draft: 👍 @Bob half , names bob@localhost + figures.txt 5 + lost.txt 3]";
    alice.until("the draft", head(), |text| text.contains(there)).await?;
    for account in std::fs::read_dir(alice.data_dir().join("accounts"))? {
        std::fs::remove_file(account?.path().join("staged").join(&lost)).ok();
    }
    let alice = alice.restart().await?;
    let there = "[draft: 👍 @Bob half , names bob@localhost + figures.txt 5 + lost.txt 3, gone]";
    alice.until("the draft again, and which file is gone", head(), |text| text.contains(there)).await?;
    assert!(!copies(&alice)?.contains(&never), "what no draft has is removed");
    // A voice message goes by itself, a file and words together; only what went is no draft any more.
    alice.upload_terms().await?;
    let send = |body: &str, files: &[&String]| Command::SendText {
        conversation: BOB.into(),
        body: body.into(),
        reply_to: None,
        mentions: Vec::new(),
        files: files.iter().map(|id| (*id).clone()).collect(),
    };
    let voice = hands_over(&alice, "voice.txt", b"la").await?;
    alice.does(send("", &[&voice])).await?;
    bob.message_with_file("alice@localhost", "voice.txt").await?;
    alice.until("the draft untouched", head(), |text| text.contains(there)).await?;
    assert!(alice.engine.execute(send("with it", &[&lost])).await.is_err(), "a file that is gone is not sent");
    alice.does(send("with it", &[&kept])).await?;
    bob.message_with_file("alice@localhost", "figures.txt").await?;
    alice.until("only the lost file left", head(), |text| text.ends_with("[draft:  + lost.txt 3, gone]")).await?;
    writes(&alice, words(""), None, &[], None).await?;
    alice.until("no draft", head(), |text| !text.contains("[draft")).await?;
    assert_eq!(copies(&alice)?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn what_a_correction_sets_aside_is_back_after_it() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    alice.says(BOB, "helo").await?;
    alice.until("it sent", World::talk_with("bob"), |text| text.contains("[sent]") || text.contains("[delivered]")).await?;
    let message = alice.newest(BOB).await?;
    let of = Some(DraftOf::Correction { of: message.clone() });
    writes(&alice, words("hello"), of, &[], Some(words("half a thought"))).await?;
    let alice = alice.restart().await?;
    alice.until("both", head(), |text| text.contains("[draft: hello, aside: half a thought]")).await?;
    alice.sees(View::Conversations, "Bob Brown: You: helo [draft: hello]").await?;
    alice.does(Command::CorrectText { message, body: "hello".into(), mentions: Vec::new() }).await?;
    alice.until("what was set aside", head(), |text| text.contains("[draft: half a thought]")).await
}

#[tokio::test]
async fn what_is_sent_on_into_a_conversation_leaves_its_draft_alone() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    alice.says("carol@localhost", "news").await?;
    let message = alice.newest("carol@localhost").await?;
    writes(&alice, words("half a thought"), None, &[], None).await?;
    alice.does(Command::Forward { message, to: vec![BOB.into()] }).await?;
    alice.until("the draft", head(), |text| text.contains("[draft: half a thought]")).await
}

#[tokio::test]
async fn files_that_nobody_wants_are_removed() -> Result<()> {
    let mut world = World::start().await?;
    let alice = world.person("alice").await?;
    alice.upload_terms().await?;
    let kept = hands_over(&alice, "kept.txt", b"123").await?;
    let dropped = hands_over(&alice, "dropped.txt", b"45").await?;
    writes(&alice, words(""), None, &[kept.clone(), dropped.clone()], None).await?;
    alice.sees(View::Conversations, "Bob Brown:  [draft: kept.txt]").await?;
    alice.does(Command::DropStaged { file: dropped }).await?;
    assert_eq!(copies(&alice)?, std::slice::from_ref(&kept));
    world.stop_server().await;
    alice.until("offline", View::Session, |text| text.ends_with("offline")).await?;
    let files = vec![kept];
    alice
        .does(Command::SendText { conversation: BOB.into(), body: String::new(), reply_to: None, mentions: Vec::new(), files })
        .await?;
    let message = alice.newest(BOB).await?;
    alice.does(Command::Discard { message }).await?;
    assert_eq!(copies(&alice)?, Vec::<String>::new());
    let again = hands_over(&alice, "again.txt", b"6").await?;
    writes(&alice, words(""), None, &[again], None).await?;
    alice.does(Command::SignOut).await?;
    assert_eq!(copies(&alice).unwrap_or_default(), Vec::<String>::new(), "nothing stays of an account that is signed out");
    Ok(())
}
