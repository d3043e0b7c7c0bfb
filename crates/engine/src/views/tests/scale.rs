//! What a view reads after a commit does not grow with the list it is a window of. Counted in reads of the store, so that
//! the machine does not matter.

use super::*;
use api::rows::MemberRow;
use store::{Affiliation, Member, Occupant, Role};

const ROOM: &str = "all@rooms.example.com";

fn said(who: u32, n: u32) -> Fact {
    let address = format!("p{who:04}@example.com");
    Fact::Message(Message {
        conversation: address.clone(),
        author: address,
        content: Content::text(format!("{n}")),
        at: 1_000 * i64::from(n),
        archive_id: Some(format!("a{n:06}")),
        ..Message::default()
    })
}

async fn recent(desk: &Desk) -> Page<ConversationRow> {
    desk.open(3, View::Conversations, |patches| if let Patches::Conversations(patches) = patches { patches } else { panic!() })
        .await
}

fn top(page: &Page<ConversationRow>) -> Vec<String> {
    page.rows().iter().map(|row| format!("{} {}", row.id, row.last_text)).collect()
}

/// Reads of one message into one of so many conversations.
async fn reads_of_a_message(conversations: u32) -> u64 {
    let desk = Desk::new();
    desk.write((0..conversations).map(|n| said(n, n)).collect()).await;
    let page = recent(&desk).await;
    let expected = conversations.min(100) as usize;
    assert_eq!((page.rows().len(), *page.extent.lock().unwrap()), (expected, (0, conversations - expected as u32)));
    let before = desk.store.reads();
    desk.write(vec![said(conversations - 10, conversations)]).await;
    let mut rows = top(&page);
    let at = rows.iter().position(|row| row.starts_with(&format!("p{:04}", conversations - 10))).unwrap();
    rows.remove(at);
    rows.insert(0, format!("p{:04}@example.com {conversations}", conversations - 10));
    page.shows(|row| format!("{} {}", row.id, row.last_text), rows).await;
    desk.store.reads() - before
}

#[tokio::test]
async fn a_message_costs_recent_as_much_among_thousands_as_among_few() {
    let (few, many) = (reads_of_a_message(20).await, reads_of_a_message(1_500).await);
    assert_eq!(few, many);
    assert!(many <= 2, "{many} reads");
}

#[tokio::test]
async fn recent_is_the_same_folded_in_as_read_anew() {
    let desk = Desk::new();
    desk.write((0..150).map(|n| said(n, n)).collect()).await;
    let page = recent(&desk).await;
    let pin = |who: u32, pinned| Fact::Preferences {
        conversation: format!("p{who:04}@example.com"),
        preferences: store::Preferences { pinned, ..store::Preferences::default() },
    };
    let steps: Vec<Vec<Fact>> = vec![
        vec![said(3, 200)],
        vec![pin(149, true), said(140, 201)],
        vec![pin(20, true)],
        vec![said(7, 202), said(8, 203), said(200, 204)],
        vec![pin(149, false)],
        vec![pin(20, false)],
        vec![Fact::Draft { conversation: "p0001@example.com".into(), draft: store::Draft::text("half") }],
        vec![Fact::Draft { conversation: "nobody@example.com".into(), draft: store::Draft::text("to be") }],
        (0..80).map(|n| said(n, 300 + n)).collect(),
        vec![said(90, 50)],
    ];
    for (at, step) in steps.into_iter().enumerate() {
        desk.write(step).await;
        let anew = recent_of(&desk).await;
        page.shows(|row| format!("{} {}", row.id, row.last_text), anew).await;
        page.extends((0, desk.store.conversation_count().unwrap() - 100), at).await;
    }
}

impl Page<ConversationRow> {
    /// Waits until so many stand outside of the window.
    async fn extends(&self, expected: (u32, u32), step: usize) {
        let end = Instant::now() + Duration::from_secs(5);
        while *self.extent.lock().unwrap() != expected {
            assert!(Instant::now() < end, "step {step}: {:?}, not {expected:?}", self.extent.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// Recent as a view that was just opened shows it.
async fn recent_of(desk: &Desk) -> Vec<String> {
    let page: Page<ConversationRow> = desk
        .open(33, View::Conversations, |patches| if let Patches::Conversations(patches) = patches { patches } else { panic!() })
        .await;
    let rows = top(&page);
    desk.board.close(page.id);
    rows
}

fn occupant(n: u32, show: Show) -> Fact {
    Fact::Occupant {
        room: ROOM.into(),
        occupant: Occupant {
            nick: format!("Nick {n:04}"),
            address: Some(format!("p{n:04}@example.com")),
            occupant_id: None,
            affiliation: Affiliation::Member,
            role: Role::Participant,
            show,
            status: String::new(),
        },
    }
}

/// Reads of one presence in a room of so many.
async fn reads_of_a_presence(people: u32) -> u64 {
    let desk = Desk::new();
    let member = |n| Member { address: format!("p{n:04}@example.com"), affiliation: Affiliation::Member, nick: None };
    desk.write(vec![Fact::Members { room: ROOM.into(), members: (0..people).map(member).collect() }]).await;
    let page: Page<MemberRow> = desk
        .open(
            9,
            View::Members { room: ROOM.into() },
            |patches| if let Patches::Members(patches) = patches { patches } else { panic!() },
        )
        .await;
    desk.write(vec![occupant(7, Show::Available)]).await;
    let first = |row: &MemberRow| (row.id == "p0007@example.com").then_some(row.availability);
    let rest = (people as usize).min(100) - 1;
    let expected = |there| std::iter::once(Some(there)).chain(std::iter::repeat_n(None, rest)).collect::<Vec<_>>();
    page.shows(first, expected(Availability::Available)).await;
    let before = desk.store.reads();
    desk.write(vec![occupant(7, Show::Away)]).await;
    page.shows(first, expected(Availability::Away)).await;
    desk.store.reads() - before
}

#[tokio::test]
async fn a_presence_in_a_room_of_thousands_asks_the_store_for_nothing() {
    assert_eq!((reads_of_a_presence(20).await, reads_of_a_presence(3_000).await), (0, 0));
}

#[tokio::test]
async fn everybodys_presence_at_once_asks_the_store_for_nothing() {
    let desk = Desk::new();
    let address = |n: u32| format!("p{n:04}@example.com");
    desk.write(vec![roster((0..3_000).map(|n| person(&address(n), &address(n), &["All"])).collect())]).await;
    let page = desk.contacts("").await;
    let before = desk.store.reads();
    desk.write((0..3_000).map(|n| presence(&address(n), Show::Available)).collect()).await;
    let online = |row: &ContactRow| if let ContactRow::Department { online, .. } = row { *online } else { 1 };
    page.shows(online, std::iter::once(3_000).chain(std::iter::repeat_n(1, 199)).collect()).await;
    assert_eq!(desk.store.reads() - before, 0);
}

#[tokio::test]
async fn a_million_messages_are_not_counted_for_each_that_comes() {
    let desk = Desk::new();
    desk.write(vec![said(1, 1)]).await;
    let page: Page<api::rows::ArchiveRow> =
        desk.open(22, View::Archive, |patches| if let Patches::Archive(patches) = patches { patches } else { panic!() }).await;
    page.shows(|row| row.messages, vec![1]).await;
    let before = desk.store.reads();
    for n in 2..40 {
        desk.write(vec![said(n, n)]).await;
        // A frame for itself.
        tokio::time::sleep(Duration::from_millis(17)).await;
    }
    page.shows(|row| row.messages, vec![39]).await;
    let reads = desk.store.reads() - before;
    assert!(reads < 20, "{reads} reads");
}
