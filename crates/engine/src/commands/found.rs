//! A message that a command names: looked up, and asked what may be done with it. The same answers make the `can` of a
//! row in the timeline ([`rights`]).

use super::message as parsed;
use crate::{codes, shared::SignedIn};
use api::{Code, Error, MessageId};
use store::{MessageRecord, MessageState, Reply, Store};

/// A message, with where it was said.
pub struct Found {
    pub record: MessageRecord,
    /// In a room, to everybody.
    pub room: bool,
    own: String,
    reply: Option<Reply>,
}

/// The message of this id.
pub fn message(account: &SignedIn, id: &MessageId) -> Result<Found, Error> {
    let store = &account.store;
    let read = |error| codes::store(&error);
    let not_found = || Error::new(Code::NotFound, "message");
    let record = store.message(parsed(id)?).map_err(read)?.ok_or_else(not_found)?;
    let room = store.conversation(&record.conversation).map_err(read)?.is_some_and(|conversation| conversation.room);
    let reply = reply(store, &record, room)?;
    Ok(Found { record, room, own: account.jid.clone(), reply })
}

/// What a message answers, in the words of the wire.
fn reply(store: &Store, record: &MessageRecord, room: bool) -> Result<Option<Reply>, Error> {
    let Some(reply) = &record.reply else { return Ok(None) };
    let answered = match reply.message {
        Some(message) => store.message(message).map_err(|error| codes::store(&error))?,
        None => None,
    };
    // Of what is not here, and never was, the id that the answer named.
    let id = match answered {
        Some(answered) => target(&answered, room).map(str::to_owned),
        None => Some(reply.id.clone()).filter(|id| !id.is_empty()),
    };
    Ok(id.map(|id| Reply { id, author: reply.author.clone(), quote: reply.body.clone() }))
}

/// By which id others know it: in a room the one that the room gave, else its sender's.
pub fn target(record: &MessageRecord, room: bool) -> Option<&str> {
    if room { record.archive_id.as_deref() } else { record.origin_id.as_deref() }
}

impl Found {
    /// The same, if it is of this conversation.
    pub fn within(self, conversation: &str) -> Result<Self, Error> {
        if self.record.conversation == conversation { Ok(self) } else { Err(Error::new(Code::NotFound, "message")) }
    }

    /// The same, if it is one's own.
    pub fn own(self) -> Result<Self, Error> {
        if self.record.mine { Ok(self) } else { Err(Error::new(Code::NotAllowed, "somebody else's message")) }
    }

    /// The same, if it still says something.
    pub fn said(self) -> Result<Self, Error> {
        let record = &self.record;
        if record.retracted.is_none() && record.notice.is_none() {
            Ok(self)
        } else {
            Err(Error::new(Code::NotFound, "nothing said"))
        }
    }

    pub fn target(&self) -> Result<&str, Error> {
        target(&self.record, self.room).ok_or_else(|| Error::new(Code::NotAllowed, "nobody else has it yet"))
    }

    /// Whom an answer is to: somebody in a room by nickname, everybody else by bare address.
    pub fn author(&self) -> String {
        let record = &self.record;
        match &record.nick {
            Some(nick) if self.room => format!("{}/{nick}", record.conversation),
            _ if record.mine => self.own.clone(),
            _ => record.author.clone(),
        }
    }

    pub fn reply(&self) -> Option<Reply> {
        self.reply.clone()
    }

    /// It never reached the server.
    pub fn is_failed(&self) -> bool {
        self.record.state == Some(MessageState::Failed)
    }
}
