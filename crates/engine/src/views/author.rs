//! Who said something, as it is shown: by the name in the company; in a room that hides who they are, or of who is not
//! known, by the name there.

use super::Scene;
use store::MessageRecord;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Bare JID, `room/nick` where a room hides it.
    pub address: String,
    pub name: String,
    pub avatar: Option<String>,
}

impl Author {
    pub fn of(record: &MessageRecord, scene: &Scene<'_>) -> Self {
        // What was written here carries no author until the archive names one.
        let own = scene.app.address.as_deref().filter(|_| record.mine && record.nick.is_none());
        Self::named(own.unwrap_or(&record.author), record.nick.as_deref(), scene)
    }

    /// Somebody of this address, who is called so in a room.
    pub fn named(address: &str, nick: Option<&str>, scene: &Scene<'_>) -> Self {
        let hidden = address.split_once('/').map(|(_, nick)| nick);
        let face = scene.face(address);
        // Whoever is known by address goes by the name one knows, whatever they call themselves there.
        let known = hidden.is_none() && face.name != super::faces::local_part(address);
        let name = nick.or(hidden).filter(|name| !known && !name.trim().is_empty());
        Self {
            address: address.to_owned(),
            name: name.map_or_else(|| face.name.clone(), str::to_owned),
            avatar: face.avatar.clone().filter(|_| hidden.is_none()),
        }
    }
}
