//! Rooms: made, joined, left, settled; who is in them and what they may.
//!
//! Invariant: all of it needs a connection, and is answered once the server has. What a person may not do is refused here
//! already, by the very answers that the views show ([`crate::room_rights`]).

mod door;
mod making;
mod moderation;
mod people;
mod settings;

pub use door::{decline, join};
pub use moderation::moderate;

use super::{address, elsewhere, invalid, online};
use crate::{
    actor::Desk,
    codes, room_rights,
    shared::{Shared, SignedIn},
};
use api::{Code, Command, Error, rows::RoomRight};
use minidom::Element;
use std::sync::Arc;
use store::RoomRecord;
use wire::stanza;

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::CreateRoom { address, options, members } => making::create(shared, &address, &options, &members).await,
        Command::JoinRoom { room, password } => {
            let password = password.map(|password| password.reveal().to_owned());
            join(shared, &room, password).await
        }
        Command::LeaveRoom { room } => door::leave(shared, &room).await,
        Command::Invite { room, people } => people::invite(shared, &room, &people).await,
        Command::SetTopic { room, topic } => settings::set_topic(shared, &room, &topic).await,
        Command::ConfigureRoom { room, changes } => settings::configure(shared, &room, changes).await,
        Command::SetAffiliation { room, address, affiliation } => {
            people::set_affiliation(shared, &room, &address, affiliation).await
        }
        Command::SetRole { room, member, role } => people::set_role(shared, &room, &member, role).await,
        Command::DestroyRoom { room, reason } => settings::destroy(shared, &room, &reason).await,
        Command::DeleteRoomMessages { room } => moderation::delete_messages(shared, &room).await,
        _ => Err(elsewhere()),
    }
}

/// What a command about a room works with.
struct Visit {
    account: Arc<SignedIn>,
    desk: Desk,
    room: String,
}

impl Visit {
    /// Needs a connection, and the address of a room.
    fn begin(shared: &Shared, room: &str) -> Result<Self, Error> {
        let room = address(room)?;
        if !room.contains('@') {
            return Err(invalid("not a room's address"));
        }
        let account = online(shared)?;
        Ok(Self { desk: Desk::new(account.orders.clone()), account, room })
    }

    /// The same for who may do this.
    fn entitled(shared: &Shared, room: &str, right: RoomRight) -> Result<Self, Error> {
        let visit = Self::begin(shared, room)?;
        if room_rights::of(&visit.record()?).contains(&right) {
            Ok(visit)
        } else {
            Err(Error::new(Code::NotAllowed, format!("{right:?}")))
        }
    }

    fn record(&self) -> Result<RoomRecord, Error> {
        let record = self.account.store.room(&self.room).map_err(|error| codes::store(&error))?;
        record.ok_or_else(|| Error::new(Code::NotFound, "room"))
    }

    async fn get(&self, payload: Element) -> Result<Element, Error> {
        Ok(self.desk.get(Some(&self.room), payload).await?)
    }

    async fn set(&self, payload: Element) -> Result<Element, Error> {
        Ok(self.desk.set(Some(&self.room), payload).await?)
    }

    fn say(&self, stanza: Element) {
        self.desk.say(stanza);
    }

    /// The payload of this name in an answer.
    fn payload<'a>(answer: &'a Element, name: &str, namespace: &'a str) -> Result<&'a Element, Error> {
        stanza::child(answer, name, namespace).ok_or_else(|| Error::new(Code::Protocol, "an answer says nothing"))
    }
}
