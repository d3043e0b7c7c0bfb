//! The server's side: archives that never change but by tombstones, and what they make of each message.

use crate::{Content, Message};
use std::collections::{BTreeMap, HashMap};

pub(super) const ME: &str = "me@x";
pub(super) const PEOPLE: [&str; 3] = ["ann@x", "bob@x", "cid@x"];
/// The first gives occupant ids, the second does not.
pub(super) const ROOMS: [&str; 2] = ["tea@r", "den@r"];

/// Every conversation with the archive it is in: 0 is the account's.
pub(super) fn conversations() -> impl Iterator<Item = (&'static str, usize)> {
    PEOPLE.into_iter().map(|person| (person, 0)).chain(ROOMS.into_iter().zip(1..))
}

/// The room an archive belongs to.
pub(super) fn room(archive: usize) -> Option<String> {
    archive.checked_sub(1).map(|index| ROOMS[index].to_owned())
}

/// An item of a true archive; those without a message are receipts and the like.
#[derive(Clone)]
pub(super) struct Item {
    pub id: String,
    pub message: Option<Message>,
}

#[derive(Default)]
pub(super) struct Archive {
    pub items: Vec<Item>,
}

/// What a message is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Look {
    pub archive_id: String,
    pub body: String,
    pub edited: bool,
    pub retracted: bool,
    /// Who chose what, sorted.
    pub reactions: Vec<(String, String)>,
}

/// A look while it is made: with the message, and what each chose last.
type Looked<'m> = (Look, &'m Message, BTreeMap<String, Vec<String>>);

impl Archive {
    pub fn index_of(&self, id: &str) -> usize {
        self.items.iter().position(|item| item.id == id).unwrap()
    }

    pub fn add(&mut self, message: Option<Message>) -> Option<Message> {
        // The same ids in different archives name different messages.
        let id = format!("a{}", self.items.len());
        let message = message.map(|m| Message { archive_id: Some(id.clone()), ..m });
        self.items.push(Item { id, message: message.clone() });
        message
    }

    pub fn messages(&self, conversation: &str) -> Vec<&Message> {
        self.items.iter().filter_map(|item| item.message.as_ref()).filter(|m| m.conversation == conversation).collect()
    }

    /// What is left of a message that was taken back.
    pub fn bury(&mut self, archive_id: &str) {
        let index = self.index_of(archive_id);
        if let Some(message) = &mut self.items[index].message
            && matches!(message.content, Content::Text(_))
        {
            message.content = Content::Tombstone { by: None, reason: String::new() };
        }
    }

    /// What the conversation's messages show, by the rules of the specifications, one after the other.
    pub fn looks(&self, conversation: &str) -> Vec<Look> {
        let messages = self.messages(conversation);
        let mut roots: HashMap<(bool, &str), usize> = HashMap::new();
        let mut looks: Vec<Looked<'_>> = Vec::new();
        for message in messages {
            let archive_id = message.archive_id.as_deref().unwrap();
            let mut root = None;
            match target(message) {
                None => {
                    root = Some(looks.len());
                    let retracted = matches!(message.content, Content::Tombstone { .. });
                    let body = if retracted { String::new() } else { message.content.body().to_owned() };
                    let look = Look { archive_id: archive_id.to_owned(), body, edited: false, retracted, reactions: Vec::new() };
                    looks.push((look, message, BTreeMap::new()));
                }
                Some((by_archive, name)) => {
                    if let Some(&index) = roots.get(&(by_archive, name)) {
                        amend(&mut looks[index], message);
                        root = matches!(message.content, Content::Correction { .. }).then_some(index);
                        // A correction by somebody else is one of nothing.
                        root = root.filter(|&index| same_author(looks[index].1, message));
                    }
                }
            }
            if let Some(root) = root {
                roots.insert((true, archive_id), root);
                if let Some(origin_id) = message.origin_id.as_deref().filter(|id| *id != "same") {
                    roots.insert((false, origin_id), root);
                }
            }
        }
        looks
            .into_iter()
            .map(|(mut look, _, reactions)| {
                if !look.retracted {
                    let each = reactions.into_iter().flat_map(|(who, what)| what.into_iter().map(move |what| (who.clone(), what)));
                    look.reactions = each.collect();
                    look.reactions.sort();
                }
                look
            })
            .collect()
    }
}

fn target(message: &Message) -> Option<(bool, &str)> {
    match &message.content {
        Content::Correction { target, .. } => Some((false, target)),
        Content::Retraction { target } | Content::Moderation { target, .. } | Content::Reactions { target, .. } => {
            Some((message.room, target))
        }
        _ => None,
    }
}

fn same_author(one: &Message, other: &Message) -> bool {
    one.author == other.author
}

fn amend((look, root, reactions): &mut Looked<'_>, by: &Message) {
    match &by.content {
        Content::Correction { text, .. } if same_author(root, by) && !look.retracted => {
            look.body.clone_from(&text.body);
            look.edited = true;
        }
        Content::Retraction { .. } if !same_author(root, by) => {}
        Content::Retraction { .. } | Content::Moderation { .. } => {
            (look.retracted, look.edited) = (true, false);
            look.body.clear();
        }
        Content::Reactions { emojis, .. } => {
            let who = if by.mine { String::new() } else { by.author.clone() };
            reactions.insert(who, emojis.clone());
        }
        _ => {}
    }
}
