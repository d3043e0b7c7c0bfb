//! What a stream is called: as the one before it, so that what that one left behind ends; but not where somebody else has the
//! name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod peer;

use peer::*;
use session::Options;
use wire::{frame, stanza};

/// Signs in without stream management: each stream is a new one. Answers with the name that was asked for.
async fn new_stream(host: &mut Host) -> (Peer, Option<String>) {
    let mut peer = host.arrival().await;
    peer.sign_in(false).await;
    let asked = peer.bind().await;
    (peer, asked)
}

#[tokio::test]
async fn it_is_that_of_the_last_stream() {
    let mut host = Host::start().await;
    let options = Options { resource: Some("of the last run".into()), ..Options::default() };
    let (_session, mut events) = host.session(options);
    let (peer, asked) = new_stream(&mut host).await;
    assert_eq!(asked.as_deref(), Some("of the last run"));
    online(&mut events).await;
    drop(peer);
    offline(&mut events).await;
    let (_peer, asked) = new_stream(&mut host).await;
    assert_eq!(asked, stanza::resource(FULL_JID));
}

#[tokio::test]
async fn one_that_was_taken_away_is_left_to_whoever_has_it() {
    let mut host = Host::start().await;
    let (_session, mut events) = host.session(Options::default());
    let (mut peer, asked) = new_stream(&mut host).await;
    assert_eq!(asked, None);
    online(&mut events).await;
    peer.say(frame::stream_error("conflict", None)).await;
    offline(&mut events).await;
    let (_peer, asked) = new_stream(&mut host).await;
    assert_eq!(asked, None);
}
