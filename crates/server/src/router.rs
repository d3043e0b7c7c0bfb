//! Who gets a message (RFC 6121 §8.5, XEP-0280): a pure decision over the sessions of one account.
//!
//! Invariant: knows no storage, no clock and no network; the same question has the same answer.

use crate::core::SessionId;

/// The type of a message; anything unknown is `Normal` (RFC 6121 §5.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageType {
    Chat,
    Normal,
    Headline,
    GroupChat,
    Error,
}

impl MessageType {
    pub fn of(name: Option<&str>) -> Self {
        match name {
            Some("chat") => Self::Chat,
            Some("headline") => Self::Headline,
            Some("groupchat") => Self::GroupChat,
            Some("error") => Self::Error,
            _ => Self::Normal,
        }
    }
}

/// A session of the recipient.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    pub id: SessionId,
    pub resource: &'a str,
    /// The priority of its presence; `None` when it has sent none.
    pub priority: Option<i8>,
    pub carbons: bool,
}

/// What is to be done with a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// These get the message itself.
    pub direct: Vec<SessionId>,
    /// These get a copy (XEP-0280 `<received/>`).
    pub copies: Vec<SessionId>,
    /// Nobody can take it now: keep it.
    pub keep: bool,
    /// Tell the sender that it cannot be delivered.
    pub refuse: bool,
}

/// Decides for one message. `resource` is that of a full JID; `copied` whether carbons may be made of it; `kept`
/// whether it is worth keeping for later.
pub fn plan(kind: MessageType, resource: Option<&str>, copied: bool, kept: bool, sessions: &[Candidate<'_>]) -> Plan {
    if kind == MessageType::GroupChat {
        return Plan { refuse: true, ..Plan::default() };
    }
    if let Some(session) = resource.and_then(|resource| sessions.iter().find(|session| session.resource == resource)) {
        return Plan { direct: vec![session.id], copies: copies(copied, &[session.id], sessions), ..Plan::default() };
    }
    if kind == MessageType::Error || (resource.is_some() && kind == MessageType::Headline) {
        return Plan::default();
    }
    let direct: Vec<SessionId> = sessions
        .iter()
        .filter(|session| session.priority.is_some_and(|priority| priority >= 0))
        .map(|session| session.id)
        .collect();
    let keep = direct.is_empty() && kept && kind != MessageType::Headline;
    Plan { copies: copies(copied, &direct, sessions), direct, keep, refuse: false }
}

fn copies(copied: bool, direct: &[SessionId], sessions: &[Candidate<'_>]) -> Vec<SessionId> {
    let wants = |session: &&Candidate<'_>| copied && session.carbons && !direct.contains(&session.id);
    sessions.iter().filter(wants).map(|session| session.id).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const DESK: SessionId = SessionId(1);
    const PHONE: SessionId = SessionId(2);
    const ROBOT: SessionId = SessionId(3);
    const SILENT: SessionId = SessionId(4);

    fn sessions() -> Vec<Candidate<'static>> {
        vec![
            Candidate { id: DESK, resource: "desk", priority: Some(5), carbons: true },
            Candidate { id: PHONE, resource: "phone", priority: Some(0), carbons: false },
            Candidate { id: ROBOT, resource: "robot", priority: Some(-1), carbons: true },
            Candidate { id: SILENT, resource: "silent", priority: None, carbons: false },
        ]
    }

    #[test]
    fn a_bare_address_reaches_everyone_who_wants_messages() {
        let plan = plan(MessageType::Chat, None, true, true, &sessions());
        assert_eq!(plan.direct, [DESK, PHONE]);
        assert_eq!(plan.copies, [ROBOT]);
        assert!(!plan.keep && !plan.refuse);
    }

    #[test]
    fn a_full_address_reaches_one_and_the_others_get_copies() {
        let plan = plan(MessageType::Chat, Some("phone"), true, true, &sessions());
        assert_eq!(plan.direct, [PHONE]);
        assert_eq!(plan.copies, [DESK, ROBOT]);
    }

    #[test]
    fn a_gone_resource_is_treated_like_the_bare_address() {
        assert_eq!(plan(MessageType::Chat, Some("gone"), true, true, &sessions()).direct, [DESK, PHONE]);
        assert_eq!(plan(MessageType::Headline, Some("gone"), true, true, &sessions()), Plan::default());
        assert_eq!(plan(MessageType::Error, Some("gone"), true, true, &sessions()), Plan::default());
    }

    #[test]
    fn with_nobody_there_only_what_is_worth_it_is_kept() {
        let silent = [Candidate { id: SILENT, resource: "silent", priority: None, carbons: false }];
        assert!(plan(MessageType::Chat, None, true, true, &silent).keep);
        assert!(!plan(MessageType::Chat, None, true, false, &silent).keep);
        assert!(!plan(MessageType::Headline, None, true, true, &[]).keep);
        assert!(plan(MessageType::GroupChat, None, true, true, &[]).refuse);
    }

    #[test]
    fn private_messages_are_not_copied() {
        assert!(plan(MessageType::Chat, Some("phone"), false, true, &sessions()).copies.is_empty());
    }
}
