//! A file whose way here is cut goes on where it stopped, over reconnections and restarts.

use anyhow::Result;
use api::{Code, Command, View};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tests::{actor::Actor, world::World};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

const SIZE: usize = 3_000_000;
/// More than all heads of answers there are.
const HEADS: u64 = 20_000;

/// The way to where files are: of each answer it carries so many bytes and then ends.
struct Way {
    address: SocketAddr,
    most: Arc<AtomicU64>,
    /// All that it carried from there to here.
    carried: Arc<watch::Sender<u64>>,
}

impl Way {
    async fn new() -> Result<(Self, TcpListener)> {
        let way = TcpListener::bind("127.0.0.1:0").await?;
        let address = way.local_addr()?;
        Ok((Self { address, most: Arc::new(AtomicU64::new(u64::MAX)), carried: Arc::default() }, way))
    }

    fn leads_to(&self, server: SocketAddr, way: TcpListener) {
        let (most, carried) = (Arc::clone(&self.most), Arc::clone(&self.carried));
        tokio::spawn(async move {
            while let Ok((here, _)) = way.accept().await {
                tokio::spawn(carry(here, server, most.load(Ordering::SeqCst), Arc::clone(&carried)));
            }
        });
    }

    fn carries(&self, most: u64) {
        self.most.store(most, Ordering::SeqCst);
    }

    fn carried(&self) -> u64 {
        *self.carried.borrow()
    }

    /// Waits until it has carried so many more.
    async fn has_carried(&self, more: u64, since: u64) -> Result<()> {
        self.carried.subscribe().wait_for(|carried| *carried >= since + more).await?;
        Ok(())
    }
}

async fn carry(mut here: TcpStream, server: SocketAddr, most: u64, carried: Arc<watch::Sender<u64>>) -> std::io::Result<()> {
    let mut there = TcpStream::connect(server).await?;
    let ((mut from_here, mut to_here), (mut from_there, mut to_there)) = (here.split(), there.split());
    let answers = async {
        let (mut left, mut bytes) = (most, vec![0; 16 * 1024]);
        while left > 0 {
            let length = from_there.read(&mut bytes).await?.min(usize::try_from(left).unwrap_or(usize::MAX));
            if length == 0 {
                break;
            }
            to_here.write_all(bytes.get(..length).unwrap_or_default()).await?;
            carried.send_modify(|carried| *carried += length as u64);
            left -= length as u64;
        }
        Ok(())
    };
    tokio::select! {
        ended = answers => ended,
        ended = async { tokio::io::copy(&mut from_here, &mut to_there).await?; std::future::pending().await } => ended,
    }
}

/// Alice has sent Bob a large file, over a way that is good yet.
async fn sent() -> Result<(World, Way, Actor, Vec<u8>)> {
    let (way, listener) = Way::new().await?;
    let world = World::with(|config| config.uploads.url = Some(format!("http://{}", way.address))).await?;
    way.leads_to(world.server()?.addr(), listener);
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let film: Vec<u8> = (0..SIZE).map(|n| (n % 239) as u8).collect();
    alice.hands("bob@localhost", "figures.csv", "text/csv", &film).await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: [other figures.csv remote]").await?;
    Ok((world, way, bob, film))
}

async fn saved(bob: &Actor, film: &[u8]) -> Result<()> {
    bob.sees_timeline("alice@localhost", "Alice Adams: [other figures.csv local]").await?;
    bob.does(Command::SaveFile { message: bob.newest("alice@localhost").await? }).await?;
    assert!(std::fs::read(bob.engine.downloads().join("figures.csv"))? == film, "not what was sent");
    Ok(())
}

#[tokio::test]
async fn a_download_that_is_cut_goes_on_by_itself_and_brings_no_byte_twice() -> Result<()> {
    let (_world, way, bob, film) = sent().await?;
    let before = way.carried();
    way.carries(1_000_000);
    bob.does(Command::Download { message: bob.newest("alice@localhost").await? }).await?;
    saved(&bob, &film).await?;
    let carried = way.carried() - before;
    assert!(carried < SIZE as u64 + HEADS, "{carried} bytes were carried");
    Ok(())
}

#[tokio::test]
async fn a_download_that_the_last_run_began_is_brought_to_its_end() -> Result<()> {
    let (mut world, way, bob, film) = sent().await?;
    way.carries(1_000_000);
    let begun = way.carried();
    bob.does(Command::Download { message: bob.newest("alice@localhost").await? }).await?;
    bob.until("it to come", World::talk_with("alice"), |text| text.contains("downloading")).await?;
    way.has_carried(1_000_000, begun).await?;
    world.stop_server().await;
    let bob = bob.restart().await?;
    bob.until("it to wait", World::talk_with("alice"), |text| text.contains("downloading")).await?;
    way.carries(u64::MAX);
    let before = way.carried();
    world.start_server().await?;
    bob.does(Command::Reconnect).await?;
    saved(&bob, &film).await?;
    let carried = way.carried() - before;
    assert!(carried < SIZE as u64 - 500_000, "{carried} bytes were carried");
    Ok(())
}

#[tokio::test]
async fn a_way_that_carries_nothing_is_said_and_trying_again_goes_on() -> Result<()> {
    let (_world, way, bob, film) = sent().await?;
    let message = bob.newest("alice@localhost").await?;
    way.carries(1_000_000);
    let begun = way.carried();
    bob.does(Command::Download { message: message.clone() }).await?;
    way.has_carried(1_000_000, begun).await?;
    way.carries(0);
    let unreachable = format!("failed: {:?}", Code::HostUnreachable);
    bob.until("it to be given up", World::talk_with("alice"), |text| text.contains(&unreachable)).await?;
    way.carries(u64::MAX);
    let before = way.carried();
    bob.does(Command::Download { message }).await?;
    saved(&bob, &film).await?;
    assert!(way.carried() - before < SIZE as u64 - 500_000);
    bob.until("it saved", View::Saved, |text| text.starts_with("saved figures.csv")).await
}

#[tokio::test]
async fn what_nobody_wants_any_more_leaves_nothing() -> Result<()> {
    let (_world, way, bob, film) = sent().await?;
    let message = bob.newest("alice@localhost").await?;
    way.carries(1_000_000);
    let begun = way.carried();
    bob.does(Command::Download { message: message.clone() }).await?;
    way.has_carried(1_000_000, begun).await?;
    bob.does(Command::CancelDownload { message: message.clone() }).await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: [other figures.csv remote]").await?;
    way.carries(u64::MAX);
    let before = way.carried();
    bob.does(Command::Download { message }).await?;
    saved(&bob, &film).await?;
    assert!(way.carried() - before >= SIZE as u64, "it begins anew");
    Ok(())
}
