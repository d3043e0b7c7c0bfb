//! Silence, sleep and waits, over a connection in memory with the clock paused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod peer;

use std::sync::atomic::Ordering;
use std::time::Duration;

use peer::*;
use session::{Event, ProblemKind};
use tokio::time::{Instant, advance, sleep};
use wire::sm;

async fn on_stage() -> (Stage, Peer) {
    let mut stage = stage();
    let mut peer = stage.arrivals.recv().await.unwrap();
    peer.welcome("s1").await;
    assert!(!online(&mut stage.events).await);
    (stage, peer)
}

fn seconds(since: Instant) -> u64 {
    since.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn silence_is_asked_about_and_then_taken_for_an_end() {
    let (mut stage, mut peer) = on_stage().await;
    let start = Instant::now();
    peer.expect("r").await;
    assert_eq!(seconds(start), 30);
    peer.say(sm::a(0)).await;
    peer.expect("r").await;
    assert_eq!(seconds(start), 60);
    assert_eq!(offline(&mut stage.events).await.kind, ProblemKind::HostUnreachable);
    assert_eq!(seconds(start), 75);
    // And it comes back by itself, to the same stream.
    let mut peer = stage.arrivals.recv().await.unwrap();
    peer.welcome_back("s1", 0).await;
    assert!(online(&mut stage.events).await);
}

#[tokio::test(start_paused = true)]
async fn any_sign_of_life_answers() {
    let (mut stage, mut peer) = on_stage().await;
    let start = Instant::now();
    for number in 0..10 {
        sleep(Duration::from_secs(20)).await;
        peer.tell(&format!("n{number}")).await;
        heard(&mut stage.events).await;
    }
    peer.expect("r").await;
    assert_eq!(seconds(start), 230);
}

#[tokio::test(start_paused = true)]
async fn a_message_into_a_dead_connection_is_noticed_sooner() {
    let (mut stage, mut peer) = on_stage().await;
    let start = Instant::now();
    stage.session.send(message("m1")).await.unwrap();
    peer.expect("message").await;
    peer.expect("r").await;
    offline(&mut stage.events).await;
    assert_eq!(seconds(start), 15);
}

#[tokio::test(start_paused = true)]
async fn after_a_sleep_a_dead_connection_is_noticed_within_seconds() {
    let (mut stage, mut peer) = on_stage().await;
    sleep(Duration::from_secs(12)).await;
    // The wall clock went on for an hour, the monotonic one did not: the computer slept.
    stage.clock.0.fetch_add(3_600_000, Ordering::SeqCst);
    let woken = Instant::now();
    peer.expect("r").await;
    assert!(seconds(woken) <= 5);
    // What had arrived before the sleep proves nothing.
    peer.tell("old").await;
    heard(&mut stage.events).await;
    offline(&mut stage.events).await;
    assert!(seconds(woken) <= 10, "{} s", seconds(woken));
}

#[tokio::test(start_paused = true)]
async fn a_sleep_on_a_system_whose_clocks_both_go_on_is_noticed_too() {
    let (_stage, mut peer) = on_stage().await;
    sleep(Duration::from_secs(6)).await;
    advance(Duration::from_secs(25)).await;
    let woken = Instant::now();
    peer.expect("r").await;
    assert!(seconds(woken) <= 5);
}

#[tokio::test(start_paused = true)]
async fn a_click_asks_a_standing_connection_and_its_answer_keeps_it() {
    let (mut stage, mut peer) = on_stage().await;
    let start = Instant::now();
    stage.session.reconnect_now();
    peer.expect("r").await;
    assert_eq!(seconds(start), 0);
    peer.say(sm::a(0)).await;
    sleep(Duration::from_secs(10)).await;
    peer.tell("a").await;
    heard(&mut stage.events).await;
}

#[tokio::test(start_paused = true)]
async fn the_first_try_after_a_loss_is_at_once_and_the_next_ones_wait() {
    let (mut stage, peer) = on_stage().await;
    let start = Instant::now();
    drop(peer);
    offline(&mut stage.events).await;
    let mut waits = Vec::new();
    for _ in 0..12 {
        let peer = stage.arrivals.recv().await.unwrap();
        waits.push(start.elapsed());
        drop(peer);
        offline(&mut stage.events).await;
    }
    assert_eq!(waits[0], Duration::ZERO);
    for (place, pair) in waits.windows(2).enumerate() {
        let most = Duration::from_secs(60.min(1 << place)) + Duration::from_millis(5);
        assert!(pair[1] - pair[0] <= most, "wait {place} was {:?}", pair[1] - pair[0]);
    }
    assert!(waits[11] > Duration::from_secs(20), "{waits:?}");
    // A click ends the wait.
    let asked = Instant::now();
    stage.session.reconnect_now();
    stage.arrivals.recv().await.unwrap().welcome_back("s1", 0).await;
    assert_eq!(asked.elapsed(), Duration::ZERO);
    assert!(online(&mut stage.events).await);
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_when_the_computer_wakes() {
    let (mut stage, peer) = on_stage().await;
    drop(peer);
    for _ in 0..9 {
        offline(&mut stage.events).await;
        drop(stage.arrivals.recv().await.unwrap());
    }
    let Event::Offline { retry_at: Some(retry_at), .. } = news(&mut stage.events).await else { panic!("on line") };
    assert!(retry_at > stage.clock.0.load(Ordering::SeqCst) + 8_000, "the seed gives a short wait: {retry_at}");
    stage.clock.0.fetch_add(3_600_000, Ordering::SeqCst);
    let woken = Instant::now();
    stage.arrivals.recv().await.unwrap();
    assert!(seconds(woken) <= 5);
}

#[tokio::test(start_paused = true)]
async fn a_mute_server_does_not_hold_up_signing_in_for_ever() {
    let mut stage = stage();
    let start = Instant::now();
    let _peer = stage.arrivals.recv().await.unwrap();
    assert_eq!(offline(&mut stage.events).await.kind, ProblemKind::HostUnreachable);
    assert_eq!(seconds(start), 30);
}

#[tokio::test(start_paused = true)]
async fn too_many_attempts_are_eased_off() {
    let mut stage = stage();
    let mut peer = stage.arrivals.recv().await.unwrap();
    peer.open(vec![wire::sasl::mechanisms(&[session::Mechanism::ScramSha256])]).await;
    peer.expect("auth").await;
    peer.say(wire::sasl::failure("temporary-auth-failure", None)).await;
    let Event::Offline { problem, retry_at: Some(retry_at) } = news(&mut stage.events).await else { panic!("no wait") };
    assert_eq!(problem.kind, ProblemKind::TooManyAttempts);
    assert!((0..=60_000).contains(&retry_at));
}
