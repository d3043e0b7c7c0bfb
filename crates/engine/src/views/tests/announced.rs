//! What is announced, and until when.

use super::*;

/// However much came in behind it.
#[tokio::test]
async fn an_entry_is_announced_until_it_is_viewed() {
    let desk = Desk::new();
    let alerts = desk
        .open(7, View::Alerts, |patches: Patches| if let Patches::Alerts(patches) = patches { patches } else { panic!() })
        .await;
    let request = |n: i64| Fact::ContactRequest { address: format!("eve{n}@example.com"), name: format!("Eve {n}"), at: n };
    desk.write(vec![request(0)]).await;
    let id = "request:eve0@example.com".to_owned();
    desk.board.arrived(vec![Arrival::Entry { id: id.clone() }]);
    alerts.shows(|row| row.title.clone(), vec!["Eve 0".into()]).await;
    desk.write((1..150).map(request).collect()).await;
    desk.board.arrived(vec![Arrival::Entry { id: "request:eve1@example.com".into() }]);
    alerts.shows(|row| row.title.clone(), vec!["Eve 0".into(), "Eve 1".into()]).await;
    desk.write(vec![Fact::NotificationViewed { id }]).await;
    alerts.shows(|row| row.title.clone(), vec!["Eve 1".into()]).await;
}

#[tokio::test]
async fn what_one_does_not_want_to_hear_of_is_not_announced() {
    let desk = Desk::new();
    let alerts = desk
        .open(7, View::Alerts, |patches: Patches| if let Patches::Alerts(patches) = patches { patches } else { panic!() })
        .await;
    let arrive = |mentions_me: bool| desk.board.arrived(vec![Arrival::Message { conversation: BEN.into(), mentions_me }]);
    desk.write(vec![message(1, "one")]).await;
    arrive(false);
    alerts.shows(|row: &AlertRow| (row.text.clone(), row.kind), vec![("one".into(), AlertKind::Message)]).await;
    desk.write(vec![Fact::SeenHere { conversation: BEN.into(), message: 1 }]).await;
    alerts.shows(|row| row.text.clone(), vec![]).await;
    let mut app = desk.app.clone();
    app.front = Some(BEN.into());
    desk.board.app(Arc::new(app.clone()));
    desk.write(vec![message(2, "two")]).await;
    arrive(true);
    app.front = None;
    desk.board.app(Arc::new(app));
    alerts.shows(|row| row.text.clone(), vec![]).await;
}

#[tokio::test]
async fn what_was_missed_is_told_apart_from_what_comes_live() {
    let desk = Desk::new();
    let alerts = desk
        .open(7, View::Alerts, |patches: Patches| if let Patches::Alerts(patches) = patches { patches } else { panic!() })
        .await;
    let read = |row: &AlertRow| (row.text.clone(), row.count, row.missed);
    desk.write(vec![message(1, "one"), message(2, "two")]).await;
    desk.board.arrived(vec![Arrival::CaughtUp { conversation: BEN.into() }]);
    alerts.shows(read, vec![("two".into(), 2, true)]).await;
    desk.write(vec![message(3, "three")]).await;
    desk.board.arrived(vec![Arrival::Message { conversation: BEN.into(), mentions_me: false }]);
    alerts.shows(read, vec![("three".into(), 3, false)]).await;
}
