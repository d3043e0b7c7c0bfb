//! Rooms (XEP-0045 and what belongs to it) as clients see them. Here: what all of these tests need.

mod archive;
mod joining;
mod matrix;
mod moderation;
mod people;
mod settings;
mod size;
mod talking;

use wire::Element;
use wire::ns;
use wire::payload::form::Form;
use wire::payload::muc::{Affiliation, History, Item, Join, Role, RoomConfig, RoomUser, change, configure, instant_room};
use wire::stanza::{self, element};

use crate::client::{Client, DOMAIN, bare, condition};

pub fn room(name: &str) -> String {
    format!("{name}@rooms.{DOMAIN}")
}

/// What a room says of its occupants in a stanza.
pub fn user(stanza: &Element) -> RoomUser {
    RoomUser::from_stanza(stanza).unwrap_or_default()
}

/// Presence that wants to be in the room.
pub fn wish(room: &str, nick: &str, join: &Join) -> Element {
    element("presence", ns::CLIENT).attr("to", format!("{room}/{nick}")).child(join.to_element()).done()
}

/// Asks to be let in and gives the answer: one's own presence, or an error.
pub async fn ask_in(client: &mut Client, room: &str, nick: &str, join: &Join) -> Element {
    client.send(wish(room, nick, join)).await;
    let at = room.to_owned();
    client
        .expect("one's own presence", move |stanza| {
            let from_room = stanza.attr("from").and_then(stanza::bare).as_deref() == Some(at.as_str());
            let answer = stanza.attr("type") == Some("error") || user(stanza).is_self();
            stanza.name() == "presence" && from_room && answer
        })
        .await
}

/// Goes in without history; the topic, which comes last, is waited for.
pub async fn enter(client: &mut Client, room: &str, nick: &str) -> Element {
    let join = Join { history: History::NONE, ..Join::default() };
    let own = ask_in(client, room, nick, &join).await;
    assert_eq!(own.attr("type"), None, "{own:?}");
    subject(client, room).await;
    own
}

/// The topic that is sent at the end of joining.
pub async fn subject(client: &mut Client, room: &str) -> Element {
    let at = room.to_owned();
    let fits = move |stanza: &Element| {
        stanza.has_child("subject", ns::CLIENT) && stanza.attr("from").is_some_and(|from| stanza::same_bare(from, &at))
    };
    client.expect("the topic", fits).await
}

/// Makes a room, open to others at once.
pub async fn create(client: &mut Client, room: &str, nick: &str) {
    let own = enter(client, room, nick).await;
    assert!(user(&own).has(201), "{own:?}");
    let answer = client.ask_of(Some(room), "set", instant_room()).await;
    assert_eq!(answer.attr("type"), Some("result"));
}

/// Makes a room with these settings.
pub async fn create_with(client: &mut Client, room: &str, nick: &str, config: &RoomConfig) {
    enter(client, room, nick).await;
    set(client, room, config).await;
}

pub async fn set(client: &mut Client, room: &str, config: &RoomConfig) {
    let answer = client.ask_of(Some(room), "set", configure(&config.to_form(None))).await;
    assert_eq!(answer.attr("type"), Some("result"), "{answer:?}");
}

pub async fn affiliate(client: &mut Client, room: &str, who: &str, affiliation: Affiliation) -> Element {
    let item = Item { affiliation: Some(affiliation), jid: Some(bare(who)), ..Item::default() };
    client.ask_of(Some(room), "set", change(item)).await
}

pub async fn set_role(client: &mut Client, room: &str, nick: &str, role: Role) -> Element {
    let item = Item { role: Some(role), nick: Some(nick.into()), ..Item::default() };
    client.ask_of(Some(room), "set", change(item)).await
}

pub fn groupchat(room: &str, id: &str) -> stanza::Draft {
    stanza::message(room, "groupchat", id)
}

/// Says something and waits until the room says it back.
pub async fn say(client: &mut Client, room: &str, text: &str) -> Element {
    let id = format!("id-{text}");
    client.send(groupchat(room, &id).field("body", text).done()).await;
    let answer = client.expect(text, move |stanza| stanza.name() == "message" && stanza.attr("id") == Some(id.as_str())).await;
    assert_ne!(answer.attr("type"), Some("error"), "{answer:?}");
    answer
}

/// The presence of this occupant as it comes next.
pub async fn presence_of(client: &mut Client, room: &str, nick: &str) -> Element {
    let from = format!("{room}/{nick}");
    client.expect(&from, |stanza| stanza.name() == "presence" && stanza.attr("from") == Some(from.as_str())).await
}

/// A page of the room's archive; the error otherwise.
pub async fn archive(client: &mut Client, room: &str, query: Element) -> Result<Vec<Element>, Element> {
    client.drain().await;
    let answer = client.ask_of(Some(room), "set", query).await;
    if answer.attr("type") == Some("error") {
        return Err(answer);
    }
    assert!(answer.has_child("fin", ns::MAM));
    let results = client.drain().await.into_iter().filter(|stanza| stanza.has_child("result", ns::MAM));
    let inner = |stanza: Element| {
        assert_eq!(stanza.attr("from"), Some(room));
        wire::payload::mam::read_result(&stanza).unwrap().forwarded.stanza
    };
    Ok(results.map(inner).collect())
}

/// Everything in the archive.
pub fn everything() -> Element {
    wire::payload::mam::Query::default().to_element()
}

/// Whether a request was answered with a result; the condition of the error otherwise.
pub fn outcome(answer: &Element) -> Result<(), String> {
    if answer.attr("type") == Some("error") { Err(condition(answer)) } else { Ok(()) }
}

/// The form that an owner is shown.
pub async fn form(client: &mut Client, room: &str) -> Form {
    let answer = client.ask_of(Some(room), "get", wire::payload::muc::configuration_request()).await;
    Form::from_parent(answer.get_child("query", ns::MUC_OWNER).unwrap()).unwrap()
}
