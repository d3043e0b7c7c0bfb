//! What one may do in a room: by what one is to it, by its settings, and by what it can do at all.
//!
//! Invariant: nothing is offered that the room would refuse for what is known here, and a command is refused by the same
//! answer.

use api::rows::RoomRight;
use store::{Affiliation, Role, RoomRecord, RoomStanding};
use wire::ns;

pub fn of(room: &RoomRecord) -> Vec<RoomRight> {
    if room.standing != RoomStanding::Joined {
        return Vec::new();
    }
    let info = room.info.clone().unwrap_or_default();
    let has = |feature: &str| info.features.iter().any(|known| known == feature);
    let options = info.options;
    let admin = room.affiliation >= Affiliation::Admin;
    let owner = room.affiliation >= Affiliation::Owner;
    let moderator = room.role >= Role::Moderator;
    let writes = room.role >= Role::Participant;
    // A room that does not say asks for the more.
    let topic = if options.change_subject == Some(true) { writes } else { moderator };
    // An open room has nothing against guests of anybody.
    let invites = writes && (admin || options.allow_invites.unwrap_or(!options.members_only));
    let moderates = moderator && (has(ns::MODERATE) || has(ns::MODERATE_0));
    let deletes = admin && has(ns::ROOMS);
    [
        (RoomRight::Write, writes),
        (RoomRight::Invite, invites),
        (RoomRight::SetTopic, topic),
        (RoomRight::Configure, owner),
        (RoomRight::ChangeMembers, admin),
        (RoomRight::Remove, moderator),
        (RoomRight::Moderate, moderates),
        (RoomRight::DeleteMessages, deletes),
        (RoomRight::Destroy, owner),
    ]
    .into_iter()
    .filter_map(|(right, has)| has.then_some(right))
    .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use store::{RoomInfo, RoomOptions};

    fn rights(affiliation: Affiliation, role: Role, options: RoomOptions, features: &[&str]) -> Vec<RoomRight> {
        let features = features.iter().map(|feature| (*feature).to_owned()).collect();
        let info = Some(RoomInfo { options, features, ..RoomInfo::default() });
        of(&RoomRecord { affiliation, role, info, standing: RoomStanding::Joined, ..RoomRecord::default() })
    }

    #[test]
    fn the_more_one_is_the_more_one_may() {
        use RoomRight::{ChangeMembers, Configure, DeleteMessages, Destroy, Invite, Moderate, Remove, SetTopic, Write};
        let open = RoomOptions { change_subject: Some(true), allow_invites: Some(true), ..RoomOptions::default() };
        let all = [ns::MODERATE, ns::ROOMS];
        assert_eq!(rights(Affiliation::None, Role::Visitor, open, &all), []);
        assert_eq!(rights(Affiliation::Member, Role::Participant, open, &all), [Write, Invite, SetTopic]);
        assert_eq!(
            rights(Affiliation::Admin, Role::Moderator, open, &all),
            [Write, Invite, SetTopic, ChangeMembers, Remove, Moderate, DeleteMessages]
        );
        assert_eq!(
            rights(Affiliation::Owner, Role::Moderator, open, &all),
            [Write, Invite, SetTopic, Configure, ChangeMembers, Remove, Moderate, DeleteMessages, Destroy]
        );
    }

    #[test]
    fn what_a_room_cannot_do_or_keeps_to_itself_is_not_offered() {
        use RoomRight::{ChangeMembers, Configure, Destroy, Invite, Remove, SetTopic, Write};
        let closed =
            RoomOptions { members_only: true, change_subject: Some(false), allow_invites: Some(false), ..RoomOptions::default() };
        assert_eq!(rights(Affiliation::Member, Role::Participant, closed, &[]), [Write]);
        assert_eq!(
            rights(Affiliation::Owner, Role::Moderator, closed, &[]),
            [Write, Invite, SetTopic, Configure, ChangeMembers, Remove, Destroy]
        );
        // Nothing is said of it: guests are let in, the topic is for who moderates.
        assert_eq!(rights(Affiliation::Member, Role::Participant, RoomOptions::default(), &[]), [Write, Invite]);
    }

    #[test]
    fn who_is_not_in_the_room_may_nothing() {
        let room = RoomRecord { affiliation: Affiliation::Owner, role: Role::Moderator, ..RoomRecord::default() };
        assert_eq!(of(&room), []);
    }
}
