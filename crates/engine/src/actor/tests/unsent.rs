//! What could not go, because the connection or the disk is gone.

use super::*;

/// A disk that refuses holds up the events of the connection, also the one that says that it is gone.
#[tokio::test]
async fn what_cannot_go_is_not_tried_again_while_the_disk_refuses() {
    let mut account = Account::online().await;
    account.actor.ask(None, Question::Carbons, crate::outbound::compose::carbons);
    let ask = account.said_with("carbons").unwrap();
    account.actor.stuck = Some((Batch::default(), 1));
    account.actor.not_sent(ask.attr("id").unwrap());
    assert_eq!(account.said(), []);
    account.actor.commit_again().await;
    assert!(account.said_with("carbons").is_some(), "the disk is well, and nobody said that the connection is gone");
}
