//! Everything known of one message: how far it got, who has seen it, what it said before (F: message information).

use super::{Live, Scene, author::Author, conversations::state, diff::Sent, some, timeline::under};
use api::{
    Patches,
    rows::{MessageInfoRow, SeenRow, VersionRow},
};
use store::{Change, MessageInfo, StoreError};

#[derive(Debug)]
pub struct Info {
    message: Option<i64>,
    conversation: Option<String>,
    sent: Sent<MessageInfoRow>,
}

impl Info {
    pub fn new(message: &str) -> Self {
        Self { message: message.parse().ok(), conversation: None, sent: Sent::default() }
    }
}

fn row(info: &MessageInfo, scene: &Scene<'_>) -> MessageInfoRow {
    let record = &info.record;
    let author = Author::of(record, scene);
    let seen = |(who, at): &(String, Option<api::Millis>)| {
        // In a room by nickname, unless the room shows who it is.
        let person = who.contains('@').then(|| Author::named(who, None, scene));
        let (name, avatar) = person.map_or((who.clone(), None), |person| (person.name, person.avatar));
        SeenRow { name, avatar, at: *at }
    };
    MessageInfoRow {
        id: record.id.to_string(),
        author: author.address,
        author_name: author.name,
        at: record.at,
        state: state(record),
        delivered_at: info.delivered_at,
        seen_by: info.seen_by.iter().map(seen).collect(),
        versions: info.versions.iter().map(|(at, body)| VersionRow { body: body.clone(), at: *at }).collect(),
        reactions: record.reactions.iter().map(|reaction| under(reaction, scene)).collect(),
    }
}

impl Live for Info {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Message { message, .. } | Change::MessageGone { message, .. } => Some(*message) == self.message,
            // Who has seen it stands with the conversation.
            Change::Conversation { conversation } => Some(conversation) == self.conversation.as_ref(),
            Change::Contacts | Change::Person { .. } => true,
            _ => false,
        }
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let info = match (scene.store, self.message) {
            (Some(store), Some(message)) => store.message_info(message)?,
            _ => None,
        };
        self.conversation = info.as_ref().map(|info| info.record.conversation.clone());
        let rows = info.iter().map(|info| row(info, scene)).collect();
        Ok(some(self.sent.update(rows, 0, 0)).map(Patches::Message))
    }

    fn forget(&mut self) {
        self.sent.forget();
    }
}
