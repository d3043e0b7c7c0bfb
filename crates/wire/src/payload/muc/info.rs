//! What a room tells everybody about itself (XEP-0045 §6.4): features and the `muc#roominfo` form.

use super::NEWCOMERS_SEE_PAST;
use crate::ns;
use crate::payload::disco::{Identity, Info};
use crate::payload::form::Form;

/// A room as service discovery shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomInfo {
    pub name: String,
    pub description: Option<String>,
    pub subject: Option<String>,
    pub occupants: Option<u32>,
    pub members_only: bool,
    /// Only those write who were given voice.
    pub moderated: bool,
    pub hidden: bool,
    pub temporary: bool,
    pub password_protected: bool,
    /// Everybody in the room sees the real addresses.
    pub non_anonymous: bool,
    /// The room answers archive queries.
    pub archived: bool,
    /// The room gives stanza ids that can be trusted.
    pub stable_ids: bool,
    /// The room gives occupant ids (XEP-0421).
    pub occupant_ids: bool,
    /// The room moderates messages (XEP-0425): in today's form, or in the older one.
    pub moderation: bool,
    pub moderation_0: bool,
    /// The room answers self-pings itself (XEP-0410).
    pub self_ping: bool,
    /// Every participant may set the topic, where the room says so.
    pub change_subject: Option<bool>,
    /// Every participant may invite, where the room says so.
    pub allow_invites: Option<bool>,
    /// See [`NEWCOMERS_SEE_PAST`], where the room says so.
    pub newcomers_see_past: Option<bool>,
}

impl RoomInfo {
    /// Reads an answer; `None` if it is not that of a room.
    pub fn from_info(info: &Info) -> Option<RoomInfo> {
        let identity = info.identities.iter().find(|identity| identity.category == "conference")?;
        if !info.has(ns::MUC) {
            return None;
        }
        let form = info.forms.iter().find(|form| form.form_type() == Some(ns::MUC_ROOM_INFO));
        let text = |var: &str| form.and_then(|form| form.value(var)).filter(|text| !text.is_empty()).map(str::to_owned);
        let flag = |var: &str| form.and_then(|form| form.flag(var));
        Some(RoomInfo {
            name: identity.name.clone().unwrap_or_default(),
            description: text("muc#roominfo_description"),
            subject: text("muc#roominfo_subject"),
            occupants: text("muc#roominfo_occupants").and_then(|number| number.trim().parse().ok()),
            members_only: info.has("muc_membersonly"),
            moderated: info.has("muc_moderated"),
            hidden: info.has("muc_hidden"),
            temporary: info.has("muc_temporary"),
            password_protected: info.has("muc_passwordprotected"),
            non_anonymous: info.has("muc_nonanonymous"),
            archived: info.has(ns::MAM),
            stable_ids: info.has(ns::STANZA_ID) || info.has(ns::MUC_STABLE_ID),
            occupant_ids: info.has(ns::OCCUPANT_ID),
            moderation: info.has(ns::MODERATE),
            moderation_0: info.has(ns::MODERATE_0),
            self_ping: info.has(ns::SELF_PING_OPTIMIZATION),
            change_subject: flag("muc#roominfo_subjectmod").or_else(|| flag("muc#roomconfig_changesubject")),
            allow_invites: flag("muc#roomconfig_allowinvites"),
            newcomers_see_past: flag(NEWCOMERS_SEE_PAST),
        })
    }

    /// The answer of a room; what the service can do beside is added by the caller.
    pub fn to_info(&self) -> Info {
        let choice = |yes: bool, then: &str, or: &str| if yes { then.to_owned() } else { or.to_owned() };
        let mut features = vec![
            ns::DISCO_INFO.to_owned(),
            ns::DISCO_ITEMS.to_owned(),
            ns::MUC.to_owned(),
            choice(self.members_only, "muc_membersonly", "muc_open"),
            choice(self.moderated, "muc_moderated", "muc_unmoderated"),
            choice(self.hidden, "muc_hidden", "muc_public"),
            choice(self.temporary, "muc_temporary", "muc_persistent"),
            choice(self.password_protected, "muc_passwordprotected", "muc_unsecured"),
            choice(self.non_anonymous, "muc_nonanonymous", "muc_semianonymous"),
        ];
        let optional: [(bool, &[&str]); 6] = [
            (self.archived, &[ns::MAM, ns::MAM_EXTENDED]),
            (self.stable_ids, &[ns::STANZA_ID, ns::MUC_STABLE_ID]),
            (self.occupant_ids, &[ns::OCCUPANT_ID]),
            (self.moderation, &[ns::MODERATE]),
            (self.moderation_0, &[ns::MODERATE_0]),
            (self.self_ping, &[ns::SELF_PING_OPTIMIZATION]),
        ];
        for (_, names) in optional.iter().filter(|(has, _)| *has) {
            features.extend(names.iter().map(|name| (*name).to_owned()));
        }
        let flag = |flag: Option<bool>| flag.map(|flag| if flag { "1" } else { "0" });
        let form = Form::new("result", ns::MUC_ROOM_INFO)
            .with_opt("muc#roominfo_description", self.description.as_deref())
            .with_opt("muc#roominfo_subject", self.subject.as_deref())
            .with_opt("muc#roominfo_occupants", self.occupants.map(|number| number.to_string()))
            .with_opt("muc#roominfo_subjectmod", flag(self.change_subject))
            .with_opt("muc#roomconfig_allowinvites", flag(self.allow_invites))
            .with_opt(NEWCOMERS_SEE_PAST, flag(self.newcomers_see_past));
        Info { node: None, identities: vec![Identity::new("conference", "text", &self.name)], features, forms: vec![form] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_come_back() {
        let room = RoomInfo {
            name: "Tea".into(),
            description: Some("Not coffee".into()),
            subject: Some("Assam".into()),
            occupants: Some(7),
            members_only: true,
            moderated: true,
            hidden: true,
            temporary: true,
            password_protected: true,
            non_anonymous: true,
            archived: true,
            stable_ids: true,
            occupant_ids: true,
            moderation: true,
            moderation_0: false,
            self_ping: true,
            change_subject: Some(true),
            allow_invites: Some(false),
            newcomers_see_past: Some(true),
        };
        assert_eq!(RoomInfo::from_info(&room.to_info()), Some(room));
        let plain = RoomInfo { name: "Plain".into(), ..RoomInfo::default() };
        assert_eq!(RoomInfo::from_info(&plain.to_info()), Some(plain));
        assert_eq!(RoomInfo::from_info(&Info::default()), None);
    }
}
