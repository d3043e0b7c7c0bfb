//! The company as a roster, cards and pictures, and what happens when the structure changes.

use server::{NewUser, Office};
use wire::Element;
use wire::ns;
use wire::stanza::{self, element};

use crate::client::{Client, Place, bare, condition};

async fn roster(client: &mut Client) -> Vec<(String, String, Vec<String>)> {
    let answer = client.ask("get", element("query", ns::ROSTER).done()).await;
    let query = answer.get_child("query", ns::ROSTER).unwrap();
    query.children().map(item).collect()
}

fn item(item: &Element) -> (String, String, Vec<String>) {
    let groups = item.children().filter(|child| child.name() == "group").map(Element::text).collect();
    (item.attr("jid").unwrap().into(), item.attr("name").unwrap_or_default().into(), groups)
}

fn pushed(stanza: &Element) -> Option<Element> {
    (stanza.attr("type") == Some("set")).then(|| stanza.get_child("query", ns::ROSTER)?.children().next().cloned()).flatten()
}

async fn push(client: &mut Client, jid: &str) -> Element {
    let stanza = client.expect("a roster push", |stanza| pushed(stanza).is_some_and(|item| item.attr("jid") == Some(jid))).await;
    assert_eq!(stanza.attr("from"), Some(stanza::bare(&client.jid).unwrap().as_str()));
    pushed(&stanza).unwrap()
}

#[tokio::test]
async fn everyone_of_the_company_is_there_by_department() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    assert_eq!(
        roster(&mut alice).await,
        [
            (bare("bob"), "Bob Bauer".to_owned(), vec!["Sales::Field".to_owned()]),
            (bare("carol"), "Carol Čapek".to_owned(), vec!["Board".to_owned()]),
        ]
    );
    let delimiter = element("query", ns::PRIVATE).child(element("roster", ns::ROSTER_DELIMITER)).done();
    assert_eq!(alice.ask("get", delimiter).await.get_child("query", ns::PRIVATE).unwrap().text(), "");
    let delimiter = element("query", ns::PRIVATE).child(element("roster", ns::ROSTER_DELIMITER)).done();
    let answer = alice.ask("get", delimiter).await;
    let told = answer.get_child("query", ns::PRIVATE).unwrap().get_child("roster", ns::ROSTER_DELIMITER).unwrap();
    assert_eq!(told.text(), "::");
    // Outside the company the list is empty.
    let mut dora = place.online("dora").await;
    assert!(roster(&mut dora).await.is_empty());
    place.server.stop().await;
}

#[tokio::test]
async fn a_roster_already_known_is_not_sent_again() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    let answer = alice.ask("get", element("query", ns::ROSTER).attr("ver", "").done()).await;
    let version = answer.get_child("query", ns::ROSTER).unwrap().attr("ver").unwrap().to_owned();
    let answer = alice.ask("get", element("query", ns::ROSTER).attr("ver", version).done()).await;
    assert!(answer.get_child("query", ns::ROSTER).is_none());
    place.server.stop().await;
}

#[tokio::test]
async fn changes_of_the_structure_are_pushed() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    roster(&mut alice).await;
    place.server.users().add(NewUser::new("emil", "pw").named("Émil").in_department("Sales::Inside")).await.unwrap();
    assert_eq!(item(&push(&mut alice, &bare("emil")).await).2, ["Sales::Inside"]);
    let moved = NewUser::new("bob", crate::client::PASSWORD).named("Bob Bauer").in_department("Board");
    place.server.users().put_all(vec![moved]).await.unwrap();
    assert_eq!(item(&push(&mut alice, &bare("bob")).await).2, ["Board"]);
    place.server.users().remove("carol").await.unwrap();
    assert_eq!(push(&mut alice, &bare("carol")).await.attr("subscription"), Some("remove"));
    // Someone joins who is online already: both see each other at once.
    let mut dora = place.online("dora").await;
    roster(&mut dora).await;
    let joined = NewUser::new("dora", crate::client::PASSWORD).named("Dora Dahl").in_department("Board");
    place.server.users().put_all(vec![joined]).await.unwrap();
    push(&mut alice, &bare("dora")).await;
    push(&mut dora, &bare("alice")).await;
    let from = |user: &str| {
        let full = format!("{}/desk", bare(user));
        move |stanza: &Element| stanza.name() == "presence" && stanza.attr("from") == Some(full.as_str())
    };
    alice.expect("dora's presence", from("dora")).await;
    dora.expect("alice's presence", from("alice")).await;
    place.server.stop().await;
}

#[tokio::test]
async fn an_office_beside_the_server_is_noticed() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    roster(&mut alice).await;
    let data = place.directory.path().to_owned();
    tokio::task::spawn_blocking(move || {
        let office = Office::open(&data).unwrap();
        office.add(NewUser::new("fritz", "pw").named("Fritz").in_department("Board")).unwrap();
        assert_eq!(office.list().unwrap().len(), 5);
        office.remove("bob").unwrap();
        assert!(office.remove("bob").is_err());
    })
    .await
    .unwrap();
    push(&mut alice, &bare("fritz")).await;
    assert_eq!(push(&mut alice, &bare("bob")).await.attr("subscription"), Some("remove"));
    place.server.stop().await;
}

#[tokio::test]
async fn an_import_counts_as_a_whole_or_not_at_all() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    roster(&mut alice).await;
    let file = place.directory.path().join("company.csv");
    std::fs::write(&file, "department,name,email,title\nBoard,Gerda,gerda@example.com,Chair\n,Hugo,hugo@example.com,\n").unwrap();
    let failed = place.server.users().import(&file).await.unwrap_err().to_string();
    assert!(failed.contains("line 3: the department is missing"), "{failed}");
    assert_eq!(place.server.users().list().await.unwrap().len(), 4);
    std::fs::write(&file, "department,name,email,title,phone\nBoard / Office,Gerda,gerda@example.com,Chair,+49 1\n").unwrap();
    let passwords = place.server.users().import(&file).await.unwrap();
    assert_eq!(item(&push(&mut alice, &bare("gerda")).await).2, ["Board::Office"]);
    let mut gerda = Client::connect(place.server.addr()).await;
    gerda.sign_in("gerda", passwords[0].1.reveal(), "desk", None).await.unwrap();
    // Her card says what the company knows.
    let answer = alice.ask_of(Some(&bare("gerda")), "get", element("vCard", ns::VCARD).done()).await;
    let card = answer.get_child("vCard", ns::VCARD).unwrap();
    let text = |name: &str| stanza::child_text(card, name, ns::VCARD).unwrap_or_default();
    assert_eq!((text("FN").as_str(), text("TITLE").as_str()), ("Gerda", "Chair"));
    assert!(card.get_child("EMAIL", ns::VCARD).unwrap().has_child("USERID", ns::VCARD));
    let units: Vec<String> =
        card.get_child("ORG", ns::VCARD).unwrap().children().filter(|child| child.name() == "ORGUNIT").map(Element::text).collect();
    assert_eq!(units, ["Board", "Office"]);
    let answer = alice.ask_of(Some(&bare("nobody")), "get", element("vCard", ns::VCARD).done()).await;
    assert_eq!(condition(&answer), "item-not-found");
    place.server.stop().await;
}

#[tokio::test]
async fn own_names_for_colleagues_stay_beside_the_structure() {
    let place = Place::open().await;
    let mut alice = place.online("alice").await;
    roster(&mut alice).await;
    let favourite = element("item", ns::ROSTER).attr("jid", bare("bob")).attr("name", "Bobby").field("group", "Favourites");
    let answer = alice.ask("set", element("query", ns::ROSTER).child(favourite).done()).await;
    assert_eq!(answer.attr("type"), Some("result"));
    let shown = item(&push(&mut alice, &bare("bob")).await);
    assert_eq!((shown.1.as_str(), shown.2), ("Bobby", vec!["Favourites".to_owned(), "Sales::Field".to_owned()]));
    let remove = element("item", ns::ROSTER).attr("jid", bare("bob")).attr("subscription", "remove");
    alice.ask("set", element("query", ns::ROSTER).child(remove).done()).await;
    let shown = item(&push(&mut alice, &bare("bob")).await);
    assert_eq!((shown.1.as_str(), shown.2), ("Bob Bauer", vec!["Sales::Field".to_owned()]));
    place.server.stop().await;
}
