//! Entries of the notification center that come from outside.

use crate::Millis;

/// An entry as a service publishes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notification {
    /// The same on all devices.
    pub id: String,
    /// The service's word for it, e.g. `task`.
    pub kind: String,
    pub title: String,
    pub text: String,
    /// Bare JID of who caused it.
    pub actor: Option<String>,
    pub link: Option<String>,
    pub conversation: Option<String>,
    /// Archive id or sender's id of the message it is about.
    pub target: Option<String>,
    /// What can be done about it: ids, and the words for those that are not known to everybody.
    pub actions: Vec<(String, Option<String>)>,
    pub at: Millis,
}
