//! Who may do what in a room (XEP-0045 §5): one pure decision.
//!
//! Invariant: knows no storage and no clock; what is not said to be allowed is denied. The table of
//! `tests/protocol/rooms/matrix.rs` shows what follows from it.

use wire::payload::muc::{Affiliation, AllowPm, Password, Role};

use crate::storage::rooms::Settings;

/// What somebody is to a room: for good, and right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub affiliation: Affiliation,
    /// `None` for who is not in the room with this session.
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Join,
    ReadArchive,
    Write,
    Invite,
    WritePrivately,
    SetSubject,
    Kick,
    GrantVoice,
    GrantModeration,
    /// Bans and memberships.
    ChangeAffiliations,
    /// To see who has this affiliation.
    List(Affiliation),
    /// To see who of those in the room has which role.
    ListRoles,
    Configure,
    Destroy,
    /// All that was said, for everybody.
    DeleteMessages,
    /// Take back what others said (XEP-0425).
    Moderate,
}

/// Whether somebody may do it at all. To whom, see [`outranks`] and [`may_change`].
pub fn may(action: Action, who: Standing, settings: &Settings) -> bool {
    let Standing { affiliation, role } = who;
    if affiliation == Affiliation::Outcast {
        return false;
    }
    let entitled = !settings.members_only || affiliation >= Affiliation::Member;
    match action {
        Action::Join => entitled,
        // Whoever may come in may read; where a password is needed, whoever has shown it or is known here.
        Action::ReadArchive => {
            let knows = settings.password == Password::No || role > Role::None || affiliation >= Affiliation::Member;
            entitled && knows
        }
        Action::Write => role >= Role::Participant,
        Action::Invite => role >= Role::Participant && (settings.allow_invites || affiliation >= Affiliation::Admin),
        Action::WritePrivately => match settings.allow_pm {
            AllowPm::Anyone => role >= Role::Visitor,
            AllowPm::Participants => role >= Role::Participant,
            AllowPm::Moderators => role >= Role::Moderator,
            AllowPm::Nobody => false,
        },
        Action::SetSubject => role >= if settings.change_subject { Role::Participant } else { Role::Moderator },
        Action::Kick | Action::GrantVoice | Action::ListRoles | Action::Moderate => role >= Role::Moderator,
        Action::GrantModeration | Action::ChangeAffiliations | Action::DeleteMessages => affiliation >= Affiliation::Admin,
        Action::List(Affiliation::Outcast) => affiliation >= Affiliation::Admin,
        // Where everybody sees real addresses anyhow, those who belong to the room see who else does.
        Action::List(_) => affiliation >= Affiliation::Admin || (settings.non_anonymous && affiliation >= Affiliation::Member),
        Action::Configure | Action::Destroy => affiliation >= Affiliation::Owner,
    }
}

/// Whether somebody of this affiliation may remove or silence the other (§8.2): never one above, and admins and owners
/// not their equals.
pub fn outranks(own: Affiliation, other: Affiliation) -> bool {
    own >= other && (other < Affiliation::Admin || own > other)
}

/// Whether somebody of this affiliation may change the other's from one to another (§5.2.2).
pub fn may_change(own: Affiliation, from: Affiliation, to: Affiliation) -> bool {
    match own {
        Affiliation::Owner => true,
        Affiliation::Admin => from < Affiliation::Admin && to < Affiliation::Admin,
        _ => false,
    }
}

/// The role that somebody comes in with (§5.1.2).
pub fn role_of(affiliation: Affiliation, settings: &Settings) -> Role {
    match affiliation {
        Affiliation::Owner | Affiliation::Admin => Role::Moderator,
        Affiliation::Member => Role::Participant,
        Affiliation::None if settings.moderated => Role::Visitor,
        Affiliation::None => Role::Participant,
        Affiliation::Outcast => Role::None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const EVERYTHING: &[Action] = &[
        Action::Join,
        Action::ReadArchive,
        Action::Write,
        Action::Invite,
        Action::WritePrivately,
        Action::SetSubject,
        Action::Kick,
        Action::GrantVoice,
        Action::GrantModeration,
        Action::ChangeAffiliations,
        Action::List(Affiliation::Member),
        Action::ListRoles,
        Action::Configure,
        Action::Destroy,
        Action::DeleteMessages,
        Action::Moderate,
    ];

    #[test]
    fn the_banned_may_do_nothing_and_more_is_never_less() {
        let open = Settings::default();
        let closed = Settings {
            members_only: true,
            moderated: true,
            non_anonymous: false,
            allow_invites: false,
            change_subject: false,
            password: Password::Yes("s".into()),
            ..Settings::default()
        };
        for settings in [&open, &closed] {
            for action in EVERYTHING {
                for role in Role::ALL {
                    assert!(!may(*action, Standing { affiliation: Affiliation::Outcast, role }, settings), "{action:?}");
                    // Whoever stands higher may do whatever one below may, and nothing that is closed opens by it.
                    let mut before = false;
                    for affiliation in Affiliation::ALL {
                        let now = may(*action, Standing { affiliation, role }, settings);
                        assert!(now >= before, "{action:?} {role:?} {affiliation:?}");
                        before = now;
                    }
                }
            }
        }
    }

    #[test]
    fn a_password_keeps_the_archive_from_strangers() {
        let settings = Settings { password: Password::Yes("s".into()), ..Settings::default() };
        let reads = |affiliation, role| may(Action::ReadArchive, Standing { affiliation, role }, &settings);
        assert!(!reads(Affiliation::None, Role::None));
        assert!(reads(Affiliation::None, Role::Visitor) && reads(Affiliation::Member, Role::None));
    }

    #[test]
    fn nobody_touches_who_stands_above() {
        use Affiliation::{Admin, Member, None, Outcast, Owner};
        for (own, other, expected) in
            [(None, None, true), (None, Member, false), (Admin, Admin, false), (Admin, Owner, false), (Owner, Admin, true)]
        {
            assert_eq!(outranks(own, other), expected, "{own:?} {other:?}");
        }
        for (own, from, to, expected) in [
            (Admin, None, Outcast, true),
            (Admin, Member, Admin, false),
            (Admin, Owner, Outcast, false),
            (Owner, Owner, None, true),
            (Member, None, Member, false),
            (None, None, None, false),
        ] {
            assert_eq!(may_change(own, from, to), expected, "{own:?} {from:?} {to:?}");
        }
    }
}
