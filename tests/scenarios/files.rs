//! Files between people: handed over, carried, shown, fetched, saved; and what is refused.

use anyhow::{Context, Result};
use api::{Code, Command, View};
use image::{ImageFormat, Rgb, RgbImage};
use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tests::{
    actor::{Actor, offer},
    world::World,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::Duration,
};

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, |x, y| Rgb([(x % 251) as u8, (y % 241) as u8, 90]))
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .expect("a picture is drawn");
    bytes.into_inner()
}

async fn hands_over(who: &Actor, name: &str, mime: &str, bytes: &[u8]) -> Result<String> {
    let id = who.engine.stage(&offer(name, mime, bytes.len() as u64))?;
    for (piece, at) in bytes.chunks(100_000).zip((0..).step_by(100_000)) {
        who.engine.stage_append(id.clone(), at, piece.to_vec()).await?;
    }
    Ok(id)
}

async fn sends(who: &Actor, to: &str, name: &str, mime: &str, bytes: &[u8]) -> Result<()> {
    let files = vec![hands_over(who, name, mime, bytes).await?];
    let nothing = String::new();
    who.does(Command::SendText { conversation: to.into(), body: nothing, reply_to: None, mentions: Vec::new(), files }).await
}

#[tokio::test]
async fn a_picture_is_shown_on_both_sides_and_saved_under_a_free_name() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    sends(&alice, "bob@localhost", "plan of the house.jpg", "image/jpeg", &picture(1600, 900)).await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: [image plan of the house.jpg 1600x900 local, shown small]").await?;
    alice.sees_timeline("bob@localhost", "me: [image plan of the house.jpg 1600x900 local, shown small] [delivered]").await?;
    let message = bob.newest("alice@localhost").await?;
    for name in ["plan of the house.jpg", "plan of the house (2).jpg"] {
        bob.does(Command::SaveFile { message: message.clone() }).await?;
        bob.until("it saved", View::Saved, |text| text.starts_with(&format!("saved {name}"))).await?;
        assert!(bob.engine.downloads().join(name).exists());
    }
    Ok(())
}

#[tokio::test]
async fn other_files_come_only_on_a_click() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let text = b"quarterly figures".repeat(1000);
    sends(&alice, "bob@localhost", "../../figures.txt", "text/plain", &text).await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: [other _.._figures.txt remote]").await?;
    let message = bob.newest("alice@localhost").await?;
    bob.does(Command::Download { message: message.clone() }).await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: [other _.._figures.txt local]").await?;
    bob.does(Command::SaveFile { message }).await?;
    assert_eq!(std::fs::read(bob.engine.downloads().join("_.._figures.txt"))?, text);
    Ok(())
}

#[tokio::test]
async fn what_the_server_would_not_take_is_said_before_it_is_sent() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let terms = alice.upload_terms().await?;
    let most = terms.max_size.context("a size")?;
    assert_eq!(alice.engine.stage(&offer("a.iso", "image/png", most + 1)).map_err(|error| error.code), Err(Code::FileTooLarge));
    assert_eq!(
        alice.engine.stage(&offer("a.exe", "application/x-msdownload", 10)).map_err(|error| error.code),
        Err(Code::FileTypeRefused)
    );
    for (name, mime) in [("a.zip", "application/x-zip-compressed"), ("plan.dwg", ""), ("server.log", "")] {
        let file = alice.engine.stage(&offer(name, mime, 10)).with_context(|| name.to_owned())?;
        alice.does(Command::DropStaged { file }).await?;
    }
    assert_eq!(alice.engine.stage(&offer("a.png", "image/png", 0)).map_err(|error| error.code), Err(Code::InvalidArgument));
    let id = alice.engine.stage(&offer("a.png", "image/png", 10))?;
    let early = alice.engine.stage_append(id.clone(), 5, vec![0; 5]).await;
    assert_eq!(early.map_err(|error| error.code), Err(Code::InvalidArgument));
    alice.does(Command::DropStaged { file: id.clone() }).await?;
    let gone = alice.engine.stage_append(id, 0, vec![0; 10]).await;
    assert_eq!(gone.map_err(|error| error.code), Err(Code::NotFound));
    Ok(())
}

#[tokio::test]
async fn a_server_without_space_for_it_says_so() -> Result<()> {
    let world = World::with(|config| config.uploads.person = 10_000).await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    sends(&alice, "bob@localhost", "first.txt", "text/plain", &[b'a'; 8_000]).await?;
    bob.message_with_file("alice@localhost", "first.txt").await?;
    sends(&alice, "bob@localhost", "second.txt", "text/plain", &[b'b'; 8_000]).await?;
    alice.until("it refused", World::talk_with("bob"), |text| text.ends_with("[failed: QuotaReached, later]")).await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: [other first.txt remote]").await
}

#[tokio::test]
async fn a_file_written_offline_goes_after_a_restart_and_before_what_was_said_after_it() -> Result<()> {
    let mut world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.upload_terms().await?;
    world.stop_server().await;
    alice.until("offline", View::Session, |text| text.ends_with("offline")).await?;
    sends(&alice, "bob@localhost", "a.jpg", "image/jpeg", &picture(64, 64)).await?;
    alice.says("bob@localhost", "that was the picture").await?;
    let alice = alice.restart().await?;
    alice
        .sees_timeline(
            "bob@localhost",
            "
            me: [image a.jpg 64x64 uploading, shown small] [pending]
            me: that was the picture [pending]",
        )
        .await?;
    world.start_server().await?;
    for person in [&alice, &bob] {
        person.does(Command::Reconnect).await?;
    }
    bob.sees_timeline(
        "alice@localhost",
        "
        Alice Adams: [image a.jpg 64x64 local, shown small]
        Alice Adams: that was the picture",
    )
    .await
}

/// Where files are put, on a way that breaks once before it holds.
async fn breaking_way() -> Result<(World, Arc<AtomicUsize>)> {
    let way = TcpListener::bind("127.0.0.1:0").await?;
    let address = way.local_addr()?;
    let world = World::with(|config| config.uploads.url = Some(format!("http://{address}"))).await?;
    let server = world.server()?.addr();
    let tried = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&tried);
    tokio::spawn(async move {
        while let Ok((mut here, _)) = way.accept().await {
            if count.fetch_add(1, Ordering::SeqCst) == 0 {
                continue;
            }
            let Ok(mut there) = TcpStream::connect(server).await else { return };
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut here, &mut there).await });
        }
    });
    Ok((world, tried))
}

#[tokio::test]
async fn an_upload_that_was_cut_goes_on_by_itself_however_much_is_said_meanwhile() -> Result<()> {
    let (world, tried) = breaking_way().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.upload_terms().await?;
    sends(&alice, "bob@localhost", "plan.txt", "text/plain", b"the plan").await?;
    let chatter = async {
        loop {
            bob.says("alice@localhost", "and?").await?;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::select! {
        stopped = chatter => stopped,
        sent = alice.until("it is sent", World::talk_with("bob"), |text| text.contains("plan.txt local]")) => sent,
    }?;
    assert!(tried.load(Ordering::SeqCst) > 1, "the way broke");
    Ok(())
}

#[tokio::test]
async fn a_file_of_a_foreign_host_is_not_fetched_unasked_and_never_from_the_own_network() -> Result<()> {
    let world = World::start().await?;
    let bob = world.person("bob").await?;
    let mut mallory = world.raw_client("mallory").await?;
    let own = World::start().await?;
    let service = format!("{}/job/x/build/picture.png", world.url());
    let port = format!("{}/upload/Zk3_9fQw-77aLpX0bbTe1g/x.png", own.url());
    for url in [
        "https://files.example.org/cat.png",
        "https://10.0.0.7/cat.png",
        &service,
        &port,
        "http://169.254.169.254/latest/meta-data",
    ] {
        mallory
            .send(&format!(
                "<message xmlns='jabber:client' to='bob@localhost' type='chat'><body>{url}</body>\
                 <x xmlns='jabber:x:oob'><url>{url}</url></x></message>"
            ))
            .await?;
    }
    bob.until("five files", World::talk_with("mallory"), |text| text.matches("remote, on ").count() == 5).await?;
    let message = bob.newest("mallory@localhost").await?;
    bob.does(Command::Download { message }).await?;
    bob.until("it refused", World::talk_with("mallory"), |text| text.contains("failed: UrlInsecure")).await
}
