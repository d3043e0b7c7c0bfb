//! Chat state notifications (XEP-0085).

use minidom::Element;

use crate::ns;
use crate::stanza::element;

/// What somebody does in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatState {
    Active,
    Composing,
    Paused,
    Inactive,
    Gone,
}

impl ChatState {
    /// The element to put into a message.
    pub fn to_element(self) -> Element {
        let name = match self {
            ChatState::Active => "active",
            ChatState::Composing => "composing",
            ChatState::Paused => "paused",
            ChatState::Inactive => "inactive",
            ChatState::Gone => "gone",
        };
        element(name, ns::CHAT_STATES).done()
    }
}

/// The state a message tells, if any.
pub fn read(message: &Element) -> Option<ChatState> {
    message.children().filter(|child| child.has_ns(ns::CHAT_STATES)).find_map(|child| {
        Some(match child.name() {
            "active" => ChatState::Active,
            "composing" => ChatState::Composing,
            "paused" => ChatState::Paused,
            "inactive" => ChatState::Inactive,
            "gone" => ChatState::Gone,
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn states_come_back_and_unknown_ones_are_none() {
        for state in [ChatState::Active, ChatState::Composing, ChatState::Paused, ChatState::Inactive, ChatState::Gone] {
            assert_eq!(read(&message("a@b", "chat", "1").child(state.to_element()).done()), Some(state));
        }
        assert_eq!(read(&message("a@b", "chat", "1").child(element("dancing", ns::CHAT_STATES)).done()), None);
    }
}
