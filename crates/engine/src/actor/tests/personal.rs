//! What own devices are to hear, over the refusals of a server.

use super::*;

#[tokio::test]
async fn a_bookmark_that_is_taken_back_waits_out_what_passes() {
    for (condition, is_due) in [("remote-server-timeout", true), ("service-unavailable", true), ("item-not-found", false)] {
        let mut account = Account::online().await;
        account.actor.unbookmark(TEA.into()).await;
        account.actor.task(Task::Personal).await;
        let ask = account.said_with("<retract").expect("it is taken back");
        account.actor.agenda.remove(&Task::Personal);
        account.refuses(&ask, condition).await;
        assert_eq!(
            (account.actor.told.has_bookmark(TEA), account.actor.agenda.has(&Task::Personal)),
            (is_due, is_due),
            "{condition}"
        );
        if is_due {
            account.actor.task(Task::Personal).await;
            let ask = account.said_with("<retract").expect("once more");
            account.answers(&ask, "").await;
            assert!(!account.actor.told.has_bookmark(TEA));
        }
    }
}
