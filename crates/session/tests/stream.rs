//! One account's stream over a real WebSocket, against a scripted server: sign-in, counts, resumption, refusal, end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod peer;

use std::time::{Duration, Instant};

use peer::*;
use session::{Closed, Event, Options, ProblemKind};
use wire::{frame, ns, sasl, sm, stanza};

fn h(element: &minidom::Element) -> u32 {
    element.attr("h").unwrap().parse().unwrap()
}

#[tokio::test]
async fn only_committed_stanzas_are_acknowledged() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    assert!(!online(&mut events).await);
    for id in ["a", "b", "c"] {
        peer.tell(id).await;
    }
    for (place, id) in ["a", "b", "c"].into_iter().enumerate() {
        assert_eq!(heard(&mut events).await, (id.to_owned(), place as u32 + 1));
    }
    peer.say(sm::r()).await;
    assert_eq!(h(&peer.expect("a").await), 0);
    session.handled(2);
    session.handled(1);
    // Given before it was asked for again, and never more than was received.
    assert!(peer.is_quiet(Duration::from_millis(100)).await);
    peer.say(sm::r()).await;
    assert_eq!(h(&peer.expect("a").await), 2);
    session.handled(9);
    peer.say(sm::r()).await;
    assert_eq!(h(&peer.expect("a").await), 2);
}

#[tokio::test]
async fn a_server_that_asked_hears_of_the_commit() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    peer.tell("a").await;
    peer.say(sm::r()).await;
    assert_eq!(h(&peer.expect("a").await), 0);
    let (_, seq) = heard(&mut events).await;
    session.handled(seq);
    assert_eq!(h(&peer.expect("a").await), 1);
}

#[tokio::test]
async fn a_burst_is_followed_by_a_question_and_what_was_taken_over_is_told() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    session.send(message("m1")).await.unwrap();
    assert_eq!(peer.expect("message").await.attr("id"), Some("m1"));
    peer.expect("r").await;
    peer.say(sm::a(1)).await;
    assert_eq!(acked(&mut events).await, ["m1"]);
    for number in 0..12 {
        session.send(message(&format!("n{number}"))).await.unwrap();
    }
    let mut questions = 0;
    for _ in 0..14 {
        questions += u32::from(peer.hear().await.name() == "r");
    }
    assert!(questions >= 2, "{questions} questions in a burst of twelve");
    peer.say(sm::a(13)).await;
    assert_eq!(acked(&mut events).await.len(), 12);
}

/// However many are sent at once: each is taken, and goes out.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_large_burst_nothing_is_left_behind() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    let mut sends = tokio::task::JoinSet::new();
    for number in 0..900 {
        let session = session.clone();
        sends.spawn(async move { session.send(message(&format!("n{number}"))).await });
    }
    assert!(sends.join_all().await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_cut_stream_is_resumed_and_nothing_is_lost_or_doubled() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    peer.tell("a").await;
    peer.tell("b").await;
    assert_eq!(heard(&mut events).await.1, 1);
    session.handled(1);
    for id in ["m1", "m2", "m3"] {
        session.send(message(id)).await.unwrap();
        assert_eq!(peer.expect_stanza().await.attr("id"), Some(id));
    }
    let cut = Instant::now();
    drop(peer);
    // The engine is still busy with the second stanza, and commits it while the session is connecting.
    assert_eq!(heard(&mut events).await, ("b".into(), 2));
    assert_eq!(offline(&mut events).await.kind, ProblemKind::HostUnreachable);
    assert_eq!(session.send(message("m4")).await, Err(Closed));
    session.handled(2);
    let mut peer = host.arrival().await;
    assert_eq!(peer.welcome_back("s1", 1).await, 2);
    assert!(online(&mut events).await);
    assert!(cut.elapsed() < Duration::from_secs(2), "back after {:?}", cut.elapsed());
    assert_eq!(acked(&mut events).await, ["m1"]);
    assert_eq!(peer.expect_stanza().await.attr("id"), Some("m2"));
    assert_eq!(peer.expect_stanza().await.attr("id"), Some("m3"));
    peer.expect("r").await;
    peer.say(sm::a(3)).await;
    assert_eq!(acked(&mut events).await, ["m2", "m3"]);
    peer.tell("c").await;
    assert_eq!(heard(&mut events).await, ("c".into(), 3));
}

#[tokio::test]
async fn what_was_not_committed_comes_again_under_the_same_number() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    peer.tell("a").await;
    peer.tell("b").await;
    heard(&mut events).await;
    heard(&mut events).await;
    session.handled(1);
    drop(peer);
    offline(&mut events).await;
    let mut peer = host.arrival().await;
    assert_eq!(peer.welcome_back("s1", 0).await, 1);
    assert!(online(&mut events).await);
    peer.tell("b").await;
    assert_eq!(heard(&mut events).await, ("b".into(), 2));
    session.handled(2);
    peer.say(sm::r()).await;
    // Never more than the server has sent on the resumed stream.
    let mut count = h(&peer.expect("a").await);
    if count == 1 {
        count = h(&peer.expect("a").await);
    }
    assert_eq!(count, 2);
}

#[tokio::test]
async fn a_stream_that_is_gone_is_replaced_and_its_numbers_mean_nothing() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    for id in ["a", "b"] {
        peer.tell(id).await;
        heard(&mut events).await;
    }
    for id in ["m1", "m2"] {
        session.send(message(id)).await.unwrap();
        peer.expect_stanza().await;
    }
    drop(peer);
    offline(&mut events).await;
    let mut peer = host.arrival().await;
    peer.sign_in(true).await;
    peer.expect("resume").await;
    peer.say(sm::failed("item-not-found", Some(1))).await;
    peer.bind().await;
    peer.enable("s2").await;
    assert_eq!(acked(&mut events).await, ["m1"]);
    assert!(!online(&mut events).await);
    // The queue of the old stream is not sent again: that is decided by whoever owns it.
    assert!(peer.is_quiet(Duration::from_millis(200)).await);
    peer.tell("c").await;
    let (_, seq) = heard(&mut events).await;
    assert_eq!(seq, 3);
    // A late commit of the old stream is none of the new one.
    session.handled(2);
    peer.say(sm::r()).await;
    assert_eq!(h(&peer.expect("a").await), 0);
    session.handled(3);
    assert_eq!(h(&peer.expect("a").await), 1);
    session.send(message("m3")).await.unwrap();
    peer.expect("message").await;
    peer.expect("r").await;
    peer.say(sm::a(1)).await;
    assert_eq!(acked(&mut events).await, ["m3"]);
}

#[tokio::test]
async fn an_impossible_count_ends_the_stream_for_good() {
    for wrong in [7, 0] {
        let mut host = Host::start().await;
        let (session, mut events) = host.session(Options::default());
        let mut peer = host.arrival().await;
        peer.welcome("s1").await;
        online(&mut events).await;
        for id in ["m1", "m2"] {
            session.send(message(id)).await.unwrap();
            peer.expect_stanza().await;
        }
        peer.say(sm::a(1)).await;
        assert_eq!(acked(&mut events).await, ["m1"]);
        // More than was sent, or less than before.
        peer.say(sm::a(wrong)).await;
        let error = loop {
            let element = peer.hear().await;
            if element.name() == "error" {
                break element;
            }
        };
        assert!(error.has_child("handled-count-too-high", ns::SM));
        peer.expect("close").await;
        peer.expect_end().await;
        assert_eq!(offline(&mut events).await.kind, ProblemKind::Protocol);
        let mut peer = host.arrival().await;
        peer.welcome("s2").await;
        assert!(!online(&mut events).await);
    }
}

#[tokio::test]
async fn refused_credentials_end_the_tries_until_somebody_asks() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.open(vec![sasl::mechanisms(&[session::Mechanism::ScramSha256])]).await;
    peer.expect("auth").await;
    peer.say(sasl::failure("not-authorized", None)).await;
    assert!(matches!(news(&mut events).await, Event::Refused { problem } if problem.kind == ProblemKind::CredentialsRefused));
    assert!(host.is_quiet(Duration::from_secs(3)).await);
    session.reconnect_now();
    host.arrival().await.welcome("s1").await;
    assert!(!online(&mut events).await);
}

#[tokio::test]
async fn once_scram_was_seen_plain_is_never_used() {
    let mut host = Host::start().await;
    let (_session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    drop(peer);
    offline(&mut events).await;
    let mut peer = host.arrival().await;
    peer.open(vec![sasl::mechanisms(&[session::Mechanism::Plain])]).await;
    assert!(matches!(news(&mut events).await, Event::Refused { problem } if problem.kind == ProblemKind::SignInUnsafe));
    assert!(peer.hear_text().await.is_none());
}

#[tokio::test]
async fn a_server_that_cannot_prove_itself_is_refused() {
    let mut host = Host::start().await;
    let (_session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.open(vec![sasl::mechanisms(&[session::Mechanism::ScramSha256])]).await;
    peer.expect("auth").await;
    peer.say(sasl::success(b"v=AAAA")).await;
    assert!(matches!(news(&mut events).await, Event::Refused { problem } if problem.kind == ProblemKind::ServerNotGenuine));
}

#[tokio::test]
async fn a_hostile_stanza_costs_itself_only_and_is_counted() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    let deep = format!("<message xmlns='jabber:client' id='deep'>{}{}</message>", "<a>".repeat(5_000), "</a>".repeat(5_000));
    peer.tell("a").await;
    peer.say_text(deep).await;
    peer.say_text(format!("<x>{}{}</x>", "<a>".repeat(5_000), "</a>".repeat(5_000))).await;
    peer.tell("b").await;
    assert_eq!(heard(&mut events).await, ("a".into(), 1));
    assert_eq!(heard(&mut events).await, ("b".into(), 3));
    session.handled(1);
    peer.say(sm::r()).await;
    let first = h(&peer.expect("a").await);
    assert!(first == 0 || first == 2, "{first}");
    session.handled(3);
    peer.say(sm::r()).await;
    let mut last = h(&peer.expect("a").await);
    while last != 3 {
        last = h(&peer.expect("a").await);
    }
}

#[tokio::test]
async fn what_is_no_xml_ends_the_stream() {
    for nonsense in ["<message", "<!DOCTYPE x><message xmlns='jabber:client'/>", "<a/><b/>", "text"] {
        let mut host = Host::start().await;
        let (_session, mut events) = host.session(Options::default());
        let mut peer = host.arrival().await;
        peer.welcome("s1").await;
        online(&mut events).await;
        peer.say_text(nonsense).await;
        assert_eq!(offline(&mut events).await.kind, ProblemKind::Protocol, "{nonsense}");
        peer.expect("close").await;
        host.arrival().await.welcome("s2").await;
        assert!(!online(&mut events).await);
    }
}

#[tokio::test]
async fn the_server_may_send_us_elsewhere_only_on_its_own_host() {
    let mut host = Host::start().await;
    let (_session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    peer.say(frame::close_see_other("ws://attacker.example/ws")).await;
    assert_eq!(offline(&mut events).await.kind, ProblemKind::UrlInsecure);
    let mut peer = host.arrival().await;
    peer.welcome_back("s1", 0).await;
    assert!(online(&mut events).await);
    let mut other = Host::start().await;
    peer.say(frame::close_see_other(other.url.as_str())).await;
    assert_eq!(offline(&mut events).await.kind, ProblemKind::HostUnreachable);
    other.arrival().await.welcome_back("s1", 0).await;
    assert!(online(&mut events).await);
    // The detour is for one connection.
    drop(other);
    offline(&mut events).await;
    assert!(timeout_arrival(&mut host).await);
}

async fn timeout_arrival(host: &mut Host) -> bool {
    !host.is_quiet(Duration::from_secs(10)).await
}

#[tokio::test]
async fn a_clean_end_acknowledges_and_closes() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    peer.tell("a").await;
    let (_, seq) = heard(&mut events).await;
    session.send(message("last")).await.unwrap();
    session.handled(seq);
    let closing = tokio::spawn(session.close());
    assert_eq!(peer.expect_stanza().await.attr("id"), Some("last"));
    peer.say(sm::a(1)).await;
    let acknowledged = loop {
        let element = peer.hear().await;
        if element.name() == "a" {
            break element;
        }
        assert_eq!(element.name(), "r");
    };
    assert_eq!(h(&acknowledged), 1);
    peer.expect("close").await;
    peer.say(frame::close()).await;
    closing.await.unwrap();
    assert_eq!(acked(&mut events).await, ["last"]);
    assert!(matches!(news(&mut events).await, Event::Closed));
    assert!(events.recv().await.is_none());
    assert!(host.is_quiet(Duration::from_millis(300)).await);
}

#[tokio::test]
async fn a_mute_server_cannot_hold_up_the_end() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    session.send(message("m1")).await.unwrap();
    let start = Instant::now();
    session.close().await;
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    drop(peer);
}

#[tokio::test]
async fn a_slow_engine_holds_the_network_and_nothing_is_lost() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options { events: 1, ..Options::default() });
    let mut peer = host.arrival().await;
    let welcome = tokio::spawn(async move {
        peer.welcome("s1").await;
        for number in 0..2_000 {
            peer.tell(&format!("n{number}")).await;
        }
        peer
    });
    assert!(!online(&mut events).await);
    let mut peer = welcome.await.unwrap();
    // While its events wait, the engine can still send.
    session.send(message("m1")).await.unwrap();
    assert_eq!(peer.expect_stanza().await.attr("id"), Some("m1"));
    for number in 0..2_000 {
        assert_eq!(heard(&mut events).await, (format!("n{number}"), number + 1));
    }
}

#[tokio::test]
async fn an_engine_that_sends_before_it_listens_is_not_stuck() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options { events: 1, ..Options::default() });
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    assert!(!online(&mut events).await);
    for id in ["a", "b", "c"] {
        peer.tell(id).await;
    }
    // More than may be unacknowledged, from the task that takes the events.
    for number in 0..1_500 {
        session.send(message(&format!("m{number}"))).await.unwrap();
    }
    for (place, id) in ["a", "b", "c"].into_iter().enumerate() {
        assert_eq!(heard(&mut events).await, (id.to_owned(), place as u32 + 1));
    }
}

#[tokio::test]
async fn without_stream_management_a_ping_tells_what_arrived() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.sign_in(false).await;
    peer.bind().await;
    assert!(!online(&mut events).await);
    session.send(message("m1")).await.unwrap();
    peer.expect("message").await;
    let ping = peer.expect("iq").await;
    assert!(ping.has_child("ping", ns::PING));
    peer.say(stanza::iq_result(&ping, None)).await;
    assert_eq!(acked(&mut events).await, ["m1"]);
    peer.tell("a").await;
    heard(&mut events).await;
    drop(peer);
    offline(&mut events).await;
    let mut peer = host.arrival().await;
    peer.sign_in(false).await;
    peer.bind().await;
    assert!(!online(&mut events).await);
}

#[tokio::test]
async fn a_session_without_a_listener_ends() {
    let mut host = Host::start().await;
    let (session, mut events) = host.session(Options::default());
    let mut peer = host.arrival().await;
    peer.welcome("s1").await;
    online(&mut events).await;
    drop(events);
    loop {
        if peer.hear().await.name() == "close" {
            break;
        }
    }
    peer.say(frame::close()).await;
    peer.expect_end().await;
    assert_eq!(session.send(message("m1")).await, Err(Closed));
    session.close().await;
}
