//! A disk that is full: nothing half done, nothing taken that cannot be kept, and everything well again by itself as
//! soon as there is room.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use wire::Element;
use wire::ns;
use wire::payload::mam::{self, Query};
use wire::stanza::{self, element};

use server::LocalClient;
use server::core::Input;

use crate::client::{Client, Place, bare, condition};
use crate::http;
use crate::uploads::{Stopped, files_in, put, slot};

/// A file system of its own, a few megabytes large.
struct SmallDisk {
    directory: tempfile::TempDir,
}

impl SmallDisk {
    /// Mounting is for administrators: without being one there is no such disk.
    fn mount(megabytes: u32) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(directory.path()).output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self { directory }),
            _ => {
                eprintln!("no small disk: only an administrator can mount one");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Takes all the room that is left but for so many bytes.
    fn fill(&self, spare: u64) -> Ballast {
        let path = self.path().join("ballast");
        let mut file = File::create(&path).unwrap();
        for size in [64 * 1024, 4096, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        let length = file.metadata().unwrap().len();
        file.set_len(length.saturating_sub(spare)).unwrap();
        Ballast(path)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

/// What fills the disk; away when dropped.
struct Ballast(PathBuf);

impl Drop for Ballast {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn a_file_for_which_there_is_no_room_is_refused_and_leaves_nothing() {
    let Some(disk) = SmallDisk::mount(8) else { return };
    let place = Place::with(|config| config.data = disk.path().join("data")).await;
    let mut alice = place.online("alice").await;
    let body = vec![7; 300_000];
    let given = slot(&mut alice, "a.png", body.len(), "image/png").await;
    // Room for what the database writes, but not for the file; and room for nothing at all.
    for spare in [150_000, 0] {
        let ballast = disk.fill(spare);
        let refused = put(&place, &given, "image/png", &body).await;
        assert_eq!(refused.status, 507, "{}", refused.text());
        assert_eq!(files_in(&disk.path().join("data/uploads")), 0);
        drop(ballast);
    }
    assert_eq!(put(&place, &given, "image/png", &body).await.status, 201);
    assert_eq!(http::get(place.server.addr(), &given.path).await.body, body);
    place.server.stop().await;
}

/// A place whose data can run out of room, and get it back.
struct Tight {
    place: Place,
    disk: Option<SmallDisk>,
    ballast: Option<Ballast>,
}

impl Tight {
    /// On a disk of its own if there may be one; otherwise with a database that may not grow.
    async fn open(change: impl FnOnce(&mut server::ServerConfig)) -> Self {
        let disk = SmallDisk::mount(16);
        let data = disk.as_ref().map(|disk| disk.path().join("data"));
        let place = Place::with(|config| {
            config.data = data.unwrap_or_else(|| config.data.clone());
            change(config);
        });
        Self { place: place.await, disk, ballast: None }
    }

    async fn limit_pages(&self, most: &'static str) {
        let limit = move |turn: &mut server::core::Turn<'_>| {
            turn.db.query_row(&format!("PRAGMA max_page_count = {most}"), [], |row| row.get::<_, i64>(0))?;
            Ok(())
        };
        self.place.server.handle().ask(limit).await.unwrap();
    }

    async fn fill(&mut self) {
        self.ballast = self.disk.as_ref().map(|disk| disk.fill(0));
        if self.disk.is_none() {
            // Less than there are: it is set to what there is.
            self.limit_pages("1").await;
        }
    }

    async fn free(&mut self) {
        self.ballast = None;
        if self.disk.is_none() {
            self.limit_pages("1000000").await;
        }
    }
}

/// Longer than what is left in a page of the database.
fn long(text: &str) -> String {
    format!("{text}{}", ".".repeat(50_000))
}

/// A message with this text. Its length is left out of what a failure shows.
fn is(text: &str) -> impl Fn(&Element) -> bool + use<> {
    let text = text.to_owned();
    move |stanza| stanza::body(stanza).as_ref() == Some(&text)
}

async fn archived(client: &mut Client) -> Vec<String> {
    client.drain().await;
    assert_eq!(client.ask("set", Query::default().to_element()).await.attr("type"), Some("result"));
    let entries: Vec<mam::Entry> = client.drain().await.iter().filter_map(mam::read_result).collect();
    let texts = entries.iter().filter_map(|entry| stanza::body(&entry.forwarded.stanza));
    texts.map(|text| text.trim_end_matches('.').to_owned()).collect()
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_the_rest_goes_on() {
    let mut tight = Tight::open(|_| {}).await;
    let (mut alice, mut bob) = (tight.place.online("alice").await, tight.place.online("bob").await);
    alice.say(&bare("bob"), &long("before")).await;
    bob.expect("the first", is(&long("before"))).await;
    tight.fill().await;
    for n in 0..3 {
        alice.say(&bare("bob"), &long(&format!("lost {n}"))).await;
        let refused = alice.expect("a refusal", |stanza| stanza.attr("type") == Some("error")).await;
        let (kind, condition, _) = stanza::error_condition(&refused).unwrap();
        assert_eq!((kind.as_str(), condition.as_str()), ("wait", "resource-constraint"));
    }
    let item = element("item", ns::PUBSUB).attr("id", "1").child(element("x", "urn:x").text(long("x")));
    let publish = element("pubsub", ns::PUBSUB).child(element("publish", ns::PUBSUB).attr("node", "urn:x").child(item)).done();
    assert_eq!(condition(&alice.ask("set", publish).await), "resource-constraint");
    // Reading goes on, and so does coming in.
    assert_eq!(archived(&mut alice).await, ["before"]);
    let mut carol = tight.place.online("carol").await;
    let presence = stanza::element("presence", ns::CLIENT).field("status", "still here").done();
    carol.send(presence).await;
    alice.expect("presence", |stanza| stanza.get_child("status", ns::CLIENT).is_some()).await;
    // It is well again by itself, on the same streams, and what was refused was not delivered.
    tight.free().await;
    alice.say(&bare("bob"), &long("after")).await;
    bob.expect("the last", is(&long("after"))).await;
    assert_eq!(archived(&mut alice).await, ["before", "after"]);
    assert_eq!(archived(&mut bob).await, ["before", "after"]);
    assert!(!bob.drain().await.iter().any(|stanza| stanza::body(stanza).is_some_and(|body| body.starts_with("lost"))));
    tight.place.server.stop().await;
}

#[tokio::test]
async fn an_interrupted_session_is_not_given_up_before_what_it_had_is_kept() {
    let clock = Stopped::new();
    let given = clock.clone();
    let mut tight = Tight::open(|config| config.clock = std::sync::Arc::new(given)).await;
    let core = tight.place.server.handle();
    let bob = tight.place.online("bob").await;
    let (alice, _inbox) = LocalClient::bind(&core, "alice", "inside").await.unwrap();
    // He does not read any more: the message waits in his stream, unacknowledged.
    alice.send(stanza::message(&bare("bob"), "chat", "1").field("body", long("waiting")).done()).await.unwrap();
    core.ask(|_| Ok(())).await.unwrap();
    tight.place.server.cut_all().await;
    drop(bob);
    tight.fill().await;
    clock.advance(601_000);
    for _ in 0..3 {
        core.give(Input::Tick).await.unwrap();
    }
    core.ask(|_| Ok(())).await.unwrap();
    tight.free().await;
    let mut bob = tight.place.online("bob").await;
    bob.expect("what waited", is(&long("waiting"))).await;
    tight.place.server.stop().await;
}

#[tokio::test]
async fn what_waited_is_handed_over_although_others_fail() {
    let mut tight = Tight::open(|_| {}).await;
    let core = tight.place.server.handle();
    let (alice, _inbox) = LocalClient::bind(&core, "alice", "inside").await.unwrap();
    let say = |to: &str, text: &str| stanza::message(&bare(to), "chat", "1").field("body", long(text)).done();
    alice.send(element("presence", ns::CLIENT).done()).await.unwrap();
    alice.send(say("bob", "waiting")).await.unwrap();
    let mut bob = tight.place.bound("bob", "desk").await;
    tight.fill().await;
    // While the server is busy, two things come: one that cannot be written, and one that need not be.
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    let busy = tokio::spawn({
        let core = core.clone();
        async move { core.ask(move |_| Ok(wait.recv().is_ok())).await }
    });
    tokio::task::yield_now().await;
    alice.send(say("carol", "lost")).await.unwrap();
    bob.send(element("presence", ns::CLIENT).done()).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    go_on.send(()).unwrap();
    assert!(busy.await.unwrap().unwrap());
    // He is greeted as if it were the first time, which it is.
    bob.expect("who is there", |stanza| stanza.attr("from") == Some("alice@hall.example/inside")).await;
    bob.expect("what waited", is(&long("waiting"))).await;
    tight.free().await;
    tight.place.server.stop().await;
}

/// Without stream management a message leaves those that wait when it is sent. Where that cannot be written, the session
/// ends; it is never left without a word and without the message.
#[tokio::test]
async fn a_session_that_cannot_get_what_waited_ends_and_the_next_one_gets_it() {
    let mut tight = Tight::open(|_| {}).await;
    let core = tight.place.server.handle();
    let mut alice = tight.place.online("alice").await;
    alice.say(&bare("bob"), &long("waiting")).await;
    alice.settle().await;
    tight.fill().await;
    let mut got = 0;
    for resource in ["old", "new"] {
        let (bob, mut inbox) = LocalClient::bind(&core, "bob", resource).await.unwrap();
        bob.send(element("presence", ns::CLIENT).done()).await.unwrap();
        while let Some(stanza) = inbox.next().await {
            if stanza::body(&stanza) == Some(long("waiting")) {
                got += 1;
                break;
            }
        }
        tight.free().await;
        if got > 0 {
            break;
        }
    }
    assert_eq!(got, 1);
    tight.place.server.stop().await;
}
