//! What the server no longer has: said where it was, and not asked for again.

use super::*;
use store::{ArchivePage, Scope};

fn said(n: u32) -> Message {
    let Fact::Message(message) = message(n, &n.to_string()) else { panic!() };
    message
}

fn page(scope: Scope, messages: Vec<Message>, complete: bool) -> Fact {
    let id = |message: Option<&Message>| message.and_then(|message| message.archive_id.clone());
    let (first, last) = (id(messages.first()), id(messages.last()));
    Fact::ArchivePage(ArchivePage { archive: None, scope, messages, first, last, complete })
}

impl Desk {
    fn gap(&self) -> i64 {
        self.store.gaps(None).unwrap().iter().rev().find(|gap| !gap.lost).unwrap().id
    }

    /// What was said before is here; the server has forgotten it, and what was said from 5 on is all that it has.
    async fn come_back_after_the_archive_expired(&self) {
        self.write(vec![Fact::Reconnected { archive: None }]).await;
        self.write(vec![page(Scope::Backward { gap: self.gap() }, vec![said(1)], true)]).await;
        self.write(vec![Fact::Reconnected { archive: None }]).await;
        self.write(vec![page(Scope::Lost { gap: self.gap() }, Vec::new(), false)]).await;
        self.write(vec![page(Scope::Backward { gap: self.gap() }, vec![said(5)], true)]).await;
    }
}

fn read(row: &TimelineRow) -> String {
    match row {
        TimelineRow::Gap { lost: true, .. } => "lost".into(),
        row => body(row),
    }
}

#[tokio::test]
async fn what_is_lost_is_said_and_not_asked_for() {
    let desk = Desk::new();
    desk.come_back_after_the_archive_expired().await;
    let timeline = desk.timeline().await;
    let rows = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>();
    timeline.shows(read, rows(&["1", "lost", "5"])).await;
    assert_eq!(*timeline.extent.lock().unwrap(), (0, 0), "it begins where the server's memory begins");
    desk.board.go(timeline.id, Move::Older).await.unwrap();
    desk.write(vec![message(6, "6")]).await;
    timeline.shows(read, rows(&["1", "lost", "5", "6"])).await;
    assert!(!desk.wishes.try_iter().any(|wish| matches!(wish, Wish::Older { .. })));
}

#[tokio::test]
async fn nothing_is_lost_between_people_who_never_wrote() {
    let desk = Desk::new();
    desk.come_back_after_the_archive_expired().await;
    let what = View::Timeline { conversation: "cleo@example.com".into() };
    let empty: Page<TimelineRow> =
        desk.open(3, what, |patches| if let Patches::Timeline(patches) = patches { patches } else { panic!() }).await;
    empty.shows(read, Vec::new()).await;
}
