//! A room's settings (XEP-0045 §15.5.3, `muc#roomconfig`): the fields that we know, each of them optional, so that
//! what a server does not offer stays unset and what is not meant to change is not sent.

use crate::ns;
use crate::payload::form::{Field, Form};

/// Newcomers see what was said before they joined: our own servers' addition.
pub const NEWCOMERS_SEE_PAST: &str = "{urn:hallway:rooms:0}newcomers_see_past";

const NAME: &str = "muc#roomconfig_roomname";
const DESCRIPTION: &str = "muc#roomconfig_roomdesc";
const LANGUAGE: &str = "muc#roomconfig_lang";
const PUBLIC: &str = "muc#roomconfig_publicroom";
const PERSISTENT: &str = "muc#roomconfig_persistentroom";
const MEMBERS_ONLY: &str = "muc#roomconfig_membersonly";
const MODERATED: &str = "muc#roomconfig_moderatedroom";
const WHOIS: &str = "muc#roomconfig_whois";
const ALLOW_INVITES: &str = "muc#roomconfig_allowinvites";
/// The same of the members of a room that is theirs only, as Prosody calls it.
const MEMBERS_INVITE: &str = "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites";
const CHANGE_SUBJECT: &str = "muc#roomconfig_changesubject";
const ALLOW_PM: &str = "muc#roomconfig_allowpm";
const MAX_USERS: &str = "muc#roomconfig_maxusers";
const PROTECTED: &str = "muc#roomconfig_passwordprotectedroom";
const SECRET: &str = "muc#roomconfig_roomsecret";
/// Two names for one thing: the registered one, and the one that ejabberd and Prosody use.
const LOGGING: &str = "muc#roomconfig_enablelogging";
const ARCHIVING: &[&str] = &["muc#roomconfig_enablearchiving", "mam"];

/// Who sees the real addresses of the occupants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whois {
    Anyone,
    Moderators,
}

impl Whois {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Whois::Anyone => "anyone",
            Whois::Moderators => "moderators",
        }
    }
}

/// Who may write to an occupant in private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowPm {
    Anyone,
    Participants,
    Moderators,
    Nobody,
}

impl AllowPm {
    pub const ALL: [AllowPm; 4] = [AllowPm::Anyone, AllowPm::Participants, AllowPm::Moderators, AllowPm::Nobody];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            AllowPm::Anyone => "anyone",
            AllowPm::Participants => "participants",
            AllowPm::Moderators => "moderators",
            AllowPm::Nobody => "none",
        }
    }

    /// `None` if it is not known.
    pub fn from_name(name: &str) -> Option<AllowPm> {
        AllowPm::ALL.into_iter().find(|allow| allow.name() == name.trim())
    }
}

/// Whether a password is needed. Its `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub enum Password {
    No,
    Yes(String),
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if *self == Password::No { "No" } else { "Yes" })
    }
}

/// Settings; `None` is not offered, or not to be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomConfig {
    pub name: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    /// Whether it is in the list of rooms.
    pub public: Option<bool>,
    /// Whether it outlives its last occupant.
    pub persistent: Option<bool>,
    pub members_only: Option<bool>,
    /// Whether only those write who were given voice.
    pub moderated: Option<bool>,
    pub whois: Option<Whois>,
    /// Whether every participant may invite.
    pub allow_invites: Option<bool>,
    /// Whether every participant may set the topic.
    pub change_subject: Option<bool>,
    pub allow_pm: Option<AllowPm>,
    /// Most occupants; 0 is no limit.
    pub max_users: Option<u32>,
    pub password: Option<Password>,
    /// Whether what is said is kept.
    pub archived: Option<bool>,
    /// See [`NEWCOMERS_SEE_PAST`].
    pub newcomers_see_past: Option<bool>,
}

impl RoomConfig {
    /// Reads a form, whether it is shown or submitted. A value that makes no sense is left out.
    pub fn from_form(form: &Form) -> RoomConfig {
        let text = |var: &str| form.value(var).map(str::to_owned);
        let password = match (form.flag(PROTECTED), form.value(SECRET)) {
            (Some(false), _) => Some(Password::No),
            (_, Some(secret)) if !secret.is_empty() => Some(Password::Yes(secret.to_owned())),
            _ => None,
        };
        RoomConfig {
            name: text(NAME),
            description: text(DESCRIPTION),
            language: text(LANGUAGE),
            public: form.flag(PUBLIC),
            persistent: form.flag(PERSISTENT),
            members_only: form.flag(MEMBERS_ONLY),
            moderated: form.flag(MODERATED),
            whois: form.value(WHOIS).and_then(|name| match name {
                "anyone" => Some(Whois::Anyone),
                "moderators" => Some(Whois::Moderators),
                _ => None,
            }),
            allow_invites: form.flag(ALLOW_INVITES).or_else(|| form.flag(MEMBERS_INVITE)),
            change_subject: form.flag(CHANGE_SUBJECT),
            allow_pm: form.value(ALLOW_PM).and_then(AllowPm::from_name),
            max_users: form.value(MAX_USERS).and_then(|most| match most.trim() {
                "none" | "" => Some(0),
                number => number.parse().ok(),
            }),
            password,
            archived: form.flag(LOGGING).or_else(|| ARCHIVING.iter().find_map(|var| form.flag(var))),
            newcomers_see_past: form.flag(NEWCOMERS_SEE_PAST),
        }
    }

    /// The form to submit, with only those fields that are set and that `offered` (the form the room showed) has:
    /// servers refuse what they do not know. Without `offered`, all that are set.
    pub fn to_form(&self, offered: Option<&Form>) -> Form {
        let flag = |flag: Option<bool>| flag.map(|flag| if flag { "1" } else { "0" });
        let max_users = self.max_users.map(|most| if most == 0 { "none".to_owned() } else { most.to_string() });
        let protected = self.password.as_ref().map(|password| *password != Password::No);
        let secret = self.password.as_ref().map(|password| match password {
            Password::No => "",
            Password::Yes(secret) => secret,
        });
        let mut form = Form::new("submit", ns::MUC_ROOM_CONFIG)
            .with_opt(NAME, self.name.as_deref())
            .with_opt(DESCRIPTION, self.description.as_deref())
            .with_opt(LANGUAGE, self.language.as_deref())
            .with_opt(PUBLIC, flag(self.public))
            .with_opt(PERSISTENT, flag(self.persistent))
            .with_opt(MEMBERS_ONLY, flag(self.members_only))
            .with_opt(MODERATED, flag(self.moderated))
            .with_opt(WHOIS, self.whois.map(Whois::name))
            .with_opt(ALLOW_INVITES, flag(self.allow_invites))
            .with_opt(CHANGE_SUBJECT, flag(self.change_subject))
            .with_opt(ALLOW_PM, self.allow_pm.map(AllowPm::name))
            .with_opt(MAX_USERS, max_users)
            .with_opt(PROTECTED, flag(protected))
            .with_opt(SECRET, secret)
            .with_opt(LOGGING, flag(self.archived))
            .with_opt(NEWCOMERS_SEE_PAST, flag(self.newcomers_see_past));
        if let Some(offered) = offered {
            for other in ARCHIVING {
                form = form.with_opt(other, flag(self.archived));
            }
            form = form.with_opt(MEMBERS_INVITE, flag(self.allow_invites));
            form.fields.retain(|field| field.var == "FORM_TYPE" || offered.field(&field.var).is_some());
        }
        form
    }

    /// The form with types, words and choices, as a room shows it to its owner: every field that is set.
    pub fn to_shown_form(&self) -> Form {
        let mut form = self.to_form(None);
        form.kind = "form".into();
        for field in &mut form.fields {
            describe(field);
        }
        form
    }
}

fn describe(field: &mut Field) {
    let (kind, label, options): (&str, &str, &[(&str, &str)]) = match field.var.as_str() {
        NAME => ("text-single", "Name", &[]),
        DESCRIPTION => ("text-single", "Description", &[]),
        LANGUAGE => ("text-single", "Language", &[]),
        PUBLIC => ("boolean", "In the list of rooms", &[]),
        PERSISTENT => ("boolean", "Stays when the last one leaves", &[]),
        MEMBERS_ONLY => ("boolean", "For members only", &[]),
        MODERATED => ("boolean", "Only members write; others read", &[]),
        WHOIS => ("list-single", "Who sees real addresses", &[("anyone", "Everybody"), ("moderators", "Moderators only")]),
        ALLOW_INVITES => ("boolean", "Every participant may invite", &[]),
        CHANGE_SUBJECT => ("boolean", "Every participant may set the topic", &[]),
        ALLOW_PM => (
            "list-single",
            "Who may write private messages",
            &[
                ("anyone", "Everybody"),
                ("participants", "Who may write in the room"),
                ("moderators", "Moderators only"),
                ("none", "Nobody"),
            ],
        ),
        MAX_USERS => {
            ("list-single", "Most occupants", &[("none", "No limit"), ("10", "10"), ("50", "50"), ("200", "200"), ("1000", "1000")])
        }
        PROTECTED => ("boolean", "Needs a password", &[]),
        SECRET => ("text-private", "Password", &[]),
        LOGGING => ("boolean", "What is said is kept", &[]),
        NEWCOMERS_SEE_PAST => ("boolean", "Newcomers see what was said before", &[]),
        _ => return,
    };
    field.kind = kind.into();
    field.label = label.into();
    field.options = options.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect();
    if let Some(value) = field.values.first()
        && kind == "list-single"
        && !field.options.iter().any(|(option, _)| option == value)
    {
        field.options.push((value.clone(), value.clone()));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn full() -> RoomConfig {
        RoomConfig {
            name: Some("Tea".into()),
            description: Some("Not coffee".into()),
            language: Some("en".into()),
            public: Some(true),
            persistent: Some(true),
            members_only: Some(false),
            moderated: Some(true),
            whois: Some(Whois::Moderators),
            allow_invites: Some(true),
            change_subject: Some(false),
            allow_pm: Some(AllowPm::Participants),
            max_users: Some(30),
            password: Some(Password::Yes("s3cret".into())),
            archived: Some(true),
            newcomers_see_past: Some(false),
        }
    }

    #[test]
    fn settings_come_back() {
        let config = full();
        assert_eq!(RoomConfig::from_form(&config.to_form(None)), config);
        let shown = config.to_shown_form();
        assert_eq!(RoomConfig::from_form(&shown), config);
        assert!(shown.fields.iter().all(|field| !field.kind.is_empty()));
        assert!(shown.field(MAX_USERS).unwrap().options.iter().any(|(value, _)| value == "30"));
        let open = RoomConfig { password: Some(Password::No), max_users: Some(0), ..RoomConfig::default() };
        assert_eq!(RoomConfig::from_form(&open.to_form(None)), open);
        assert!(!format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn only_what_is_offered_is_sent() {
        let offered = Form::new("form", ns::MUC_ROOM_CONFIG).with(NAME, "").with("muc#roomconfig_enablearchiving", "0");
        let offered = offered.with(MEMBERS_INVITE, "0");
        let sent = full().to_form(Some(&offered));
        let vars: Vec<&str> = sent.fields.iter().map(|field| field.var.as_str()).collect();
        assert_eq!(vars, ["FORM_TYPE", NAME, "muc#roomconfig_enablearchiving", MEMBERS_INVITE]);
        assert_eq!(RoomConfig::from_form(&sent).allow_invites, Some(true));
        assert_eq!(RoomConfig::from_form(&sent).archived, Some(true));
    }

    #[test]
    fn nonsense_is_unset() {
        let odd = Form::new("form", "x").with(WHOIS, "nobody").with(MAX_USERS, "many").with(ALLOW_PM, "").with(SECRET, "");
        assert_eq!(RoomConfig::from_form(&odd), RoomConfig::default());
    }
}
