//! What a room is like: its settings (XEP-0045 §10.2), its topic (§8.1), its end (§10.9).
//!
//! Invariant: only what the room's own form offers is submitted, and what a person did not choose stays as it is.

use super::Visit;
use crate::{actor::Order, shared::Shared};
use api::{
    Code, Error,
    rows::{RoomChanges, RoomRight},
};
use tokio::{sync::oneshot, time::Duration};
use wire::{
    ns,
    payload::{
        form::Form,
        muc::{self, AllowPm, Destroy, RoomConfig, Whois},
    },
};

/// Characters of a name, a description and a topic.
const MOST_NAME: usize = 100;
const MOST_TEXT: usize = 1_000;
/// A room that has not answered after so long does not.
const PATIENCE: Duration = Duration::from_secs(30);

pub fn check(changes: &RoomChanges) -> Result<(), Error> {
    let longer = |text: &Option<String>, most| text.as_ref().is_some_and(|text| text.chars().count() > most);
    if longer(&changes.name, MOST_NAME) || longer(&changes.description, MOST_TEXT) {
        return Err(Error::new(Code::TooLarge, "a room's name or description"));
    }
    Ok(())
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asks for the room's form and gives it back filled in. A `new` room also gets what it is to stay like.
pub async fn submit(visit: &Visit, changes: RoomChanges, new: bool) -> Result<(), Error> {
    let answer = visit.get(muc::configuration_request()).await?;
    let query = Visit::payload(&answer, "query", ns::MUC_OWNER)?;
    let offered = Form::from_parent(query).ok_or_else(|| Error::new(Code::Protocol, "a room shows no settings"))?;
    let wanted = RoomConfig {
        name: changes.name.map(|name| line(&name)),
        description: changes.description.map(|text| text.trim().to_owned()),
        public: changes.listed,
        members_only: changes.open.map(|open| !open),
        moderated: changes.moderated,
        allow_invites: changes.anyone_invites,
        change_subject: changes.anyone_sets_topic,
        newcomers_see_past: changes.newcomers_see_past,
        persistent: new.then_some(true),
        archived: new.then_some(true),
        whois: new.then_some(Whois::Anyone),
        allow_pm: new.then_some(AllowPm::Anyone),
        ..RoomConfig::default()
    };
    visit.set(muc::configure(&wanted.to_form(Some(&offered)))).await.map(|_| ())
}

pub async fn configure(shared: &Shared, room: &str, changes: RoomChanges) -> Result<(), Error> {
    let visit = Visit::entitled(shared, room, RoomRight::Configure)?;
    check(&changes)?;
    submit(&visit, changes, false).await
}

pub async fn set_topic(shared: &Shared, room: &str, topic: &str) -> Result<(), Error> {
    let visit = Visit::entitled(shared, room, RoomRight::SetTopic)?;
    if topic.chars().count() > MOST_TEXT {
        return Err(Error::new(Code::TooLarge, "topic"));
    }
    let topic: String = topic.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let (done, answered) = oneshot::channel();
    visit.desk.hand_in(Order::SetTopic { room: visit.room.clone(), topic, done });
    let answer = tokio::time::timeout(PATIENCE, answered).await;
    let refused = match answer {
        Ok(Ok(Ok(()))) => return Ok(()),
        Ok(Ok(Err(code))) => code,
        // One is in the room no longer, or it says nothing: nobody knows whether it has the topic.
        Ok(Err(_)) => Code::Offline,
        Err(_) => Code::RecipientUnavailable,
    };
    Err(Error::new(refused, "topic"))
}

pub async fn destroy(shared: &Shared, room: &str, reason: &str) -> Result<(), Error> {
    let visit = Visit::entitled(shared, room, RoomRight::Destroy)?;
    let reason: String = reason.trim().chars().take(MOST_TEXT).collect();
    let destroy = Destroy { alternative: None, reason: Some(reason).filter(|reason| !reason.is_empty()) };
    visit.set(muc::destroy_room(&destroy)).await.map(|_| ())
}
