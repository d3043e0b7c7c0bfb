//! Views against a real store: what a page sees after each commit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod announced;
mod company;
mod found;
mod lost;
mod scale;

use super::{
    Arrival, Board, Move, Wish,
    diff::{Keyed, tests::apply},
    directory::{Directory, Employee, Line},
    names::Query,
};
use crate::state::AppState;
use api::{
    Anchor, Patches, Update, View, ViewId,
    rows::{AlertKind, AlertRow, Availability, ContactRow, ConversationRow, NotificationRow, TimelineRow, UnreadRow},
};
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
    time::{Duration, Instant},
};
use store::{Content, Fact, Message, Person, Presence, Show, Store, Subscription};

const BEN: &str = "ben@example.com";

struct Desk {
    board: Board,
    store: Store,
    wishes: Receiver<Wish>,
    app: AppState,
    _dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("account.db")).unwrap();
        let (wish, wishes) = channel();
        let mut app = AppState::new("1".into(), 0);
        app.address = Some("anna@example.com".into());
        let ground = crate::stage::Ground::real(session::NetConfig::default());
        let board = Board::start(&ground, app.clone(), Arc::new(wire::time::SystemClock), move |wished| drop(wish.send(wished)));
        board.account(1, Some(store.clone()), None);
        Self { board, store, wishes, app, _dir: dir }
    }

    async fn write(&self, facts: Vec<Fact>) {
        let changes = self.store.apply(facts).await.unwrap();
        self.board.changes(1, changes.into());
    }

    async fn open<R: Keyed + Send + 'static>(&self, id: u32, what: View, take: fn(Patches) -> Vec<api::Patch<R>>) -> Page<R> {
        let page = Page { id: ViewId(id), rows: Arc::default(), batches: Arc::default(), extent: Arc::default() };
        let (rows, batches, extent) = (Arc::clone(&page.rows), Arc::clone(&page.batches), Arc::clone(&page.extent));
        let sink = move |update: Update| {
            let patches = take(update.patches);
            for patch in &patches {
                if let api::Patch::Reset { before, after, .. } | api::Patch::Extent { before, after } = patch {
                    *extent.lock().unwrap() = (*before, *after);
                }
            }
            apply(&mut rows.lock().unwrap(), &patches);
            *batches.lock().unwrap() += 1;
        };
        self.board.open(page.id, what, sink).await.unwrap();
        page
    }

    async fn contacts(&self, filter: &str) -> Page<ContactRow> {
        let what = View::Contacts { filter: filter.into() };
        self.open(1, what, |patches| if let Patches::Contacts(patches) = patches { patches } else { panic!() }).await
    }

    async fn timeline(&self) -> Page<TimelineRow> {
        let what = View::Timeline { conversation: BEN.into() };
        self.open(2, what, |patches| if let Patches::Timeline(patches) = patches { patches } else { panic!() }).await
    }
}

struct Page<R> {
    id: ViewId,
    rows: Arc<Mutex<Vec<R>>>,
    batches: Arc<Mutex<u32>>,
    extent: Arc<Mutex<(u32, u32)>>,
}

impl<R: Clone> Page<R> {
    /// Waits until the rows read like this.
    async fn shows<T: PartialEq + std::fmt::Debug>(&self, read: impl Fn(&R) -> T, expected: Vec<T>) {
        let read = |rows: &[R]| rows.iter().map(&read).collect::<Vec<T>>();
        if !self.becomes(|rows| read(rows) == expected).await {
            panic!("shows {:?}\nnot {expected:?}", read(&self.rows()));
        }
    }

    async fn until(&self, is_so: impl Fn(&[R]) -> bool) {
        assert!(self.becomes(is_so).await, "waited in vain");
    }

    async fn becomes(&self, is_so: impl Fn(&[R]) -> bool) -> bool {
        let end = Instant::now() + Duration::from_secs(20);
        while !is_so(&self.rows()) {
            if Instant::now() > end {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        true
    }

    fn rows(&self) -> Vec<R> {
        self.rows.lock().unwrap().clone()
    }
}

fn person(address: &str, name: &str, groups: &[&str]) -> Person {
    Person {
        address: address.into(),
        name: name.into(),
        groups: groups.iter().map(|group| (*group).into()).collect(),
        subscription: Subscription::Both,
        asked: false,
    }
}

fn roster(people: Vec<Person>) -> Fact {
    Fact::Roster { people, version: None }
}

fn presence(address: &str, show: Show) -> Fact {
    Fact::Presence(Presence {
        address: address.into(),
        resource: "x".into(),
        show,
        status: "here".into(),
        priority: 0,
        idle_since: None,
    })
}

fn message(n: u32, body: &str) -> Fact {
    Fact::Message(Message {
        conversation: BEN.into(),
        mine: false,
        author: BEN.into(),
        content: Content::text(body),
        at: 1_000 * i64::from(n),
        archive_id: Some(format!("a{n:05}")),
        origin_id: Some(format!("o{n}")),
        wants_marker: true,
        ..Message::default()
    })
}

fn body(row: &TimelineRow) -> String {
    match row {
        TimelineRow::Message { body, .. } => body.clone(),
        TimelineRow::Notice { .. } | TimelineRow::Gap { .. } => "~".into(),
    }
}

fn numbers(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|n| n.to_string()).collect()
}

#[tokio::test]
async fn a_timeline_follows_the_newest_and_grows_upwards() {
    let desk = Desk::new();
    desk.write((0..450).map(|n| message(n, &n.to_string())).collect()).await;
    let page = desk.timeline().await;
    page.shows(body, numbers(350..450)).await;
    assert_eq!(page.extent.lock().unwrap().1, 0);
    desk.write(vec![message(450, "450")]).await;
    page.shows(body, numbers(350..451)).await;
    desk.board.go(page.id, Move::Older).await.unwrap();
    page.shows(body, numbers(250..451)).await;
    desk.board.go(page.id, Move::Older).await.unwrap();
    // As large as it gets: from here on it slides, and no longer follows.
    desk.board.go(page.id, Move::Older).await.unwrap();
    let first: u32 = body(&page.rows()[0]).parse().unwrap();
    let last: u32 = body(page.rows().last().unwrap()).parse().unwrap();
    assert!(first < 200 && last < 450 && last - first < 300, "{first}..{last}");
    assert!(page.extent.lock().unwrap().1 > 0);
    desk.write(vec![message(451, "451")]).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(body(page.rows().last().unwrap()), last.to_string(), "nothing moves under the reader");
    desk.board.go(page.id, Move::Newer).await.unwrap();
    desk.board.go(page.id, Move::Newer).await.unwrap();
    assert_eq!(body(page.rows().last().unwrap()), "451");
    desk.write(vec![message(452, "452")]).await;
    // It follows again, and may let go of lines at its upper end.
    page.until(|rows| rows.last().is_some_and(|row| body(row) == "452")).await;
    let shown: Vec<u32> = page.rows().iter().map(|row| body(row).parse().unwrap()).collect();
    assert!(shown.is_sorted_by(|a, b| a + 1 == *b), "{shown:?}");
}

#[tokio::test]
async fn a_timeline_jumps_to_a_message_and_to_the_first_unread() {
    let desk = Desk::new();
    desk.write((0..400).map(|n| message(n, &n.to_string())).collect()).await;
    let page = desk.timeline().await;
    let id = |wanted: &str| page.rows().iter().find(|row| body(row) == wanted).map(|row| row.id().to_owned());
    let some = id("350").unwrap();
    desk.board.go(page.id, Move::Jump(Anchor::Time { at_ms: 100_000 })).await.unwrap();
    let shown: Vec<String> = page.rows().iter().map(body).collect();
    assert!(shown.contains(&"100".to_owned()) && shown.len() <= 101, "{shown:?}");
    desk.board.go(page.id, Move::Jump(Anchor::Message { id: some })).await.unwrap();
    assert_eq!(body(&page.rows()[50]), "350");
    let read = id("330").unwrap().parse().unwrap();
    desk.write(vec![Fact::SeenHere { conversation: BEN.into(), message: read }]).await;
    desk.board.go(page.id, Move::Jump(Anchor::FirstUnread)).await.unwrap();
    assert!(page.rows().iter().any(|row| body(row) == "331"));
    desk.board.go(page.id, Move::Jump(Anchor::Newest)).await.unwrap();
    assert_eq!(body(page.rows().last().unwrap()), "399");
    desk.board.go(page.id, Move::Jump(Anchor::Message { id: "nonsense".into() })).await.unwrap();
}

#[tokio::test]
async fn the_top_of_what_is_known_asks_the_archive_once() {
    let desk = Desk::new();
    desk.write(vec![Fact::Reconnected { archive: None }, message(1, "1")]).await;
    let page = desk.timeline().await;
    assert_eq!(page.extent.lock().unwrap().0, 1, "there may be more");
    while desk.wishes.try_recv().is_ok() {}
    desk.board.go(page.id, Move::Older).await.unwrap();
    assert_eq!(desk.wishes.recv_timeout(Duration::from_secs(1)).unwrap(), Wish::Older { conversation: BEN.into() });
    desk.write(vec![message(2, "2")]).await;
    assert!(desk.wishes.recv_timeout(Duration::from_millis(60)).is_err());
}

#[tokio::test]
async fn many_commits_at_once_are_few_batches() {
    let desk = Desk::new();
    desk.write(vec![message(0, "0")]).await;
    let page = desk.timeline().await;
    for n in 1..60 {
        desk.write(vec![message(n, &n.to_string())]).await;
    }
    page.shows(body, numbers(0..60)).await;
    assert!(*page.batches.lock().unwrap() < 55, "{} batches", page.batches.lock().unwrap());
}

#[tokio::test]
async fn recent_unread_and_alerts_tell_the_same() {
    let desk = Desk::new();
    desk.write(vec![roster(vec![person(BEN, "Ben Arndt", &[])])]).await;
    let recent: Page<ConversationRow> = desk
        .open(3, View::Conversations, |patches| if let Patches::Conversations(patches) = patches { patches } else { panic!() })
        .await;
    let unread: Page<UnreadRow> =
        desk.open(4, View::Unread, |patches| if let Patches::Unread(patches) = patches { patches } else { panic!() }).await;
    let alerts: Page<AlertRow> =
        desk.open(5, View::Alerts, |patches| if let Patches::Alerts(patches) = patches { patches } else { panic!() }).await;
    let arrive = || desk.board.arrived(vec![Arrival::Message { conversation: BEN.into(), mentions_me: false }]);
    desk.write(vec![message(1, "one"), message(2, "two\nlines")]).await;
    arrive();
    arrive();
    recent
        .shows(|row| (row.name.clone(), row.last_text.clone(), row.unread), vec![("Ben Arndt".into(), "two lines".into(), 2)])
        .await;
    unread.shows(|row| row.messages, vec![2]).await;
    alerts.shows(|row| (row.title.clone(), row.text.clone(), row.count), vec![("Ben Arndt".into(), "two lines".into(), 2)]).await;
    let newest = alerts.rows()[0].message.clone().unwrap().parse().unwrap();
    desk.write(vec![Fact::SeenHere { conversation: BEN.into(), message: newest }]).await;
    unread.shows(|row| row.messages, vec![0]).await;
    alerts.shows(|row| row.count, Vec::new()).await;
    recent.shows(|row| row.unread, vec![0]).await;

    // In front, and not to be disturbed: nothing is announced, then or later.
    let mut app = desk.app.clone();
    app.front = Some(BEN.into());
    desk.board.app(Arc::new(app.clone()));
    desk.write(vec![message(3, "three")]).await;
    arrive();
    unread.shows(|row| row.messages, vec![1]).await;
    app.front = None;
    app.availability = Availability::DoNotDisturb;
    desk.board.app(Arc::new(app.clone()));
    desk.write(vec![message(4, "four")]).await;
    arrive();
    unread.shows(|row| row.messages, vec![2]).await;
    app.availability = Availability::Available;
    desk.board.app(Arc::new(app.clone()));
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(alerts.rows().is_empty());
    app.settings.notification_preview = false;
    desk.board.app(Arc::new(app));
    desk.write(vec![message(5, "five")]).await;
    arrive();
    alerts.shows(|row| (row.text.clone(), row.count), vec![(String::new(), 1)]).await;
}

#[tokio::test]
async fn the_notification_center_shows_what_can_be_done_and_what_was_viewed() {
    use api::rows::{NotificationFilter, NotificationKind};
    let desk = Desk::new();
    let mention = Fact::Message(Message {
        conversation: BEN.into(),
        author: BEN.into(),
        content: Content::text("Anna, *look*"),
        mentions_me: true,
        at: 9,
        archive_id: Some("a1".into()),
        ..Message::default()
    });
    let request = Fact::ContactRequest { address: "eve@example.com".into(), name: "Eve".into(), at: 5 };
    desk.write(vec![roster(vec![person(BEN, "Ben Arndt", &[])]), request, mention]).await;
    let all = |id, filter| {
        desk.open::<NotificationRow>(id, View::Notifications { filter }, |patches| {
            if let Patches::Notifications(patches) = patches { patches } else { panic!() }
        })
    };
    let (center, unviewed) = (all(6, NotificationFilter::All).await, all(7, NotificationFilter::Unviewed).await);
    let requests = all(8, NotificationFilter::Kind { kind: NotificationKind::ContactRequest }).await;
    let published = all(9, NotificationFilter::Kind { kind: NotificationKind::Intranet }).await;
    let read = |row: &NotificationRow| {
        let actions: Vec<&str> = row.actions.iter().map(|action| action.id.as_str()).collect();
        format!("{} {} [{}]", row.title, row.text, actions.join(" "))
    };
    center.shows(read, vec!["Ben Arndt Anna, look []".into(), "Eve  [accept decline]".into()]).await;
    let click = center.rows()[0].clone();
    assert_eq!((click.conversation.as_deref(), click.message.is_some()), (Some(BEN), true));
    requests.shows(read, vec!["Eve  [accept decline]".into()]).await;
    published.shows(read, vec![]).await;
    // Being shown, and closed, is not being viewed.
    desk.board.close(requests.id);
    desk.write(vec![Fact::NotificationViewed { id: click.id }]).await;
    unviewed.shows(read, vec!["Eve  [accept decline]".into()]).await;
    center.shows(|row| row.viewed, vec![true, false]).await;
    desk.write(vec![Fact::AllNotificationsViewed]).await;
    unviewed.shows(read, vec![]).await;
}

#[tokio::test]
async fn another_account_is_a_reset_and_the_old_ones_changes_are_not_heard() {
    let desk = Desk::new();
    desk.write(vec![message(1, "one")]).await;
    let page = desk.timeline().await;
    desk.board.account(2, None, None);
    page.shows(body, Vec::new()).await;
    desk.write(vec![message(2, "two")]).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(page.rows().is_empty());
}

#[tokio::test]
async fn a_jump_to_a_date_before_all_that_is_known_arrives_there_once_the_archive_has_answered() {
    let desk = Desk::new();
    desk.write(vec![Fact::Reconnected { archive: None }, message(50, "50"), message(51, "51")]).await;
    let page = desk.timeline().await;
    desk.board.go(page.id, Move::Jump(Anchor::Time { at_ms: 20_500 })).await.unwrap();
    let older = |from: u32| {
        let messages =
            (from..from + 10).map(|n| if let Fact::Message(message) = message(n, &n.to_string()) { message } else { panic!() });
        Fact::ArchivePage(store::ArchivePage {
            archive: None,
            scope: store::Scope::Conversation { conversation: BEN.into() },
            messages: messages.collect(),
            first: Some(format!("a{from:05}")),
            last: Some(format!("a{:05}", from + 9)),
            complete: false,
        })
    };
    while desk.wishes.try_recv().is_ok() {}
    for from in [40, 30] {
        desk.write(vec![older(from)]).await;
        let wished = desk.wishes.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(wished, Wish::Older { conversation: BEN.into() }, "still not there");
    }
    desk.write(vec![older(20), older(10)]).await;
    let middle = |rows: &[TimelineRow]| rows.iter().any(|row| matches!(row, TimelineRow::Message { body, .. } if body == "21"));
    let end = Instant::now() + Duration::from_secs(5);
    while !middle(&page.rows()) {
        assert!(Instant::now() < end, "{:?}", page.rows());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
