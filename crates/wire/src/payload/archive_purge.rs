//! Deleting what was said in a conversation from the own archive, for good (docs/protocol.md): a command (XEP-0050) of
//! the own account, and the word to all of its devices that it was done.
//!
//! The word counts only from the own account: see [`crate::stanza::from_own_account`].

use minidom::Element;

use crate::ns;
use crate::payload::command::Command;
use crate::payload::form::Form;
use crate::payload::stanza_id::sane;
use crate::stanza::{bare, element};

/// The command's node, which the account lists among its features.
pub const NODE: &str = ns::ARCHIVE_PURGE;

/// What is to go, or is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// Bare address of the other side.
    pub with: String,
    /// Up to and including this entry of the archive; `None`: everything.
    pub up_to: Option<String>,
}

impl Purge {
    /// The command; payload of an iq set to the own bare address.
    pub fn to_command(&self) -> Command {
        let form = Form::new("submit", NODE).with("with", &self.with).with_opt("up-to", self.up_to.as_deref());
        Command::run(NODE, Some(form))
    }

    /// Reads the command.
    pub fn from_command(command: &Command) -> Option<Purge> {
        let form = command.form.as_ref().filter(|_| command.node == NODE)?;
        let up_to = match form.value("up-to") {
            Some(id) => Some(sane(id)?),
            None => None,
        };
        Some(Purge { with: bare(form.value("with")?)?, up_to })
    }

    /// `<purged/>`, in a headline to every device.
    pub fn to_element(&self) -> Element {
        element("purged", NODE).attr("with", &self.with).attr_opt("up-to", self.up_to.as_deref()).done()
    }

    /// The `<purged/>` in a message.
    pub fn from_message(message: &Element) -> Option<Purge> {
        let purged = message.get_child("purged", NODE)?;
        let up_to = match purged.attr("up-to") {
            Some(id) => Some(sane(id)?),
            None => None,
        };
        Some(Purge { with: bare(purged.attr("with")?)?, up_to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::message;

    #[test]
    fn purges_come_back() {
        for up_to in [None, Some("a7".to_owned())] {
            let purge = Purge { with: "bob@b".into(), up_to };
            let command = Command::from_element(&purge.to_command().to_element());
            assert_eq!(command.as_ref().and_then(Purge::from_command).as_ref(), Some(&purge));
            let headline = message("anna@b", "headline", "1").child(purge.to_element()).done();
            assert_eq!(Purge::from_message(&headline), Some(purge));
        }
    }

    #[test]
    fn an_odd_wish_deletes_nothing() {
        let with =
            |with: &str, up_to: &str| Command::run(NODE, Some(Form::new("submit", NODE).with("with", with).with("up-to", up_to)));
        assert_eq!(Purge::from_command(&with("@@", "a7")), None);
        // An empty id is not "everything".
        assert_eq!(Purge::from_command(&with("bob@b", "")), None);
        assert_eq!(Purge::from_command(&Command::run(NODE, None)), None);
        assert_eq!(Purge::from_command(&Command::run("other", with("bob@b", "a7").form)), None);
    }
}
