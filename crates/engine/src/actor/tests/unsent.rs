//! What could not go, because the connection or the disk is gone.

use super::*;

impl Account {
    /// The connection is gone before this could go; or seems to be.
    fn cannot_send(&mut self, element: &Element) {
        let id = element.attr("id").unwrap_or_default().to_owned();
        let answer = line::is_answer(element).then(|| element.clone());
        self.actor.not_sent(Unsent { stream: 1, id, answer });
    }
}

/// A disk that refuses holds up the events of the connection, also the one that says that it is gone.
#[tokio::test]
async fn what_cannot_go_is_not_tried_again_while_the_disk_refuses() {
    let mut account = Account::online().await;
    account.actor.ask(None, Question::Carbons, crate::outbound::compose::carbons);
    let ask = account.said_with("carbons").unwrap();
    account.actor.stuck = Some((Batch::default(), 1));
    account.cannot_send(&ask);
    assert_eq!(account.said(), []);
    account.actor.commit_again().await;
    assert!(account.said_with("carbons").is_some(), "the disk is well, and nobody said that the connection is gone");
}

/// The server counts its question as heard, and does not put it again: to what one listens, say (XEP-0115).
#[tokio::test]
async fn an_answer_that_could_not_go_goes_when_the_same_stream_is_online() {
    let mut account = Account::online().await;
    account.hears("<iq xmlns='jabber:client' type='get' id='v' from='example.com'><query xmlns='jabber:iq:version'/></iq>").await;
    let answer = account.said_with("jabber:iq:version").unwrap();
    account
        .actor
        .event(Some(Event::Offline {
            problem: session::Problem { kind: session::ProblemKind::HostUnreachable, detail: String::new() },
            retry_at: None,
        }))
        .await;
    account.cannot_send(&answer);
    assert_eq!(account.said(), []);
    account.is_online(true).await;
    assert_eq!(account.said_with("jabber:iq:version"), Some(answer.clone()));
    account.cannot_send(&answer);
    account.said();
    account.is_online(false).await;
    assert_eq!(account.said_with("jabber:iq:version"), None, "another stream, of which nobody asked");
}
