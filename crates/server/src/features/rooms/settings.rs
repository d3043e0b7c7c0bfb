//! Configuring and ending a room (XEP-0045 §10, `muc#owner`).
//!
//! Invariant: only owners; a form changes what it names and nothing else, and is taken as a whole or not at all. Those
//! who are in the room hear what concerns them.

use minidom::Element;
use wire::ns;
use wire::payload::form::Form;
use wire::payload::muc::{
    Affiliation, Destroy, OwnerRequest, Password, Role, RoomConfig, RoomUser, Whois, configuration_form, status,
};
use wire::stanza::Kind;

use super::access::{self, Action};
use super::presence::{self, Note};
use super::{Visit, leave};
use crate::core::Turn;
use crate::core::rooms::Occupant;
use crate::features::Flow;
use crate::storage::StorageError;
use crate::storage::rooms::{self, Room, Settings};

/// Longest texts, in bytes.
const LONGEST_TITLE: usize = 400;
const LONGEST_DESCRIPTION: usize = 4_096;
const LONGEST_WORD: usize = 200;

pub fn handle(turn: &mut Turn<'_>, visit: &Visit<'_>, payload: &Element) -> Result<Flow, StorageError> {
    if !visit.may(Action::Configure) {
        return Ok(Flow::Refuse("auth", "forbidden"));
    }
    match (visit.incoming.kind, OwnerRequest::from_element(payload)) {
        (Kind::IqGet, _) => {
            let form = shown(&visit.room.settings).to_shown_form();
            Ok(turn.result(visit.incoming, Some(configuration_form(&form))))
        }
        (_, Some(OwnerRequest::Submit(form))) => submit(turn, visit, &form),
        (_, Some(OwnerRequest::Cancel)) => {
            if !visit.room.open {
                leave::destroy(turn, &visit.room, &Destroy::default())?;
            }
            Ok(turn.result(visit.incoming, None))
        }
        (_, Some(OwnerRequest::Destroy(destroy))) => {
            if !visit.may(Action::Destroy) {
                return Ok(Flow::Refuse("auth", "forbidden"));
            }
            leave::destroy(turn, &visit.room, &destroy)?;
            Ok(turn.result(visit.incoming, None))
        }
        _ => Ok(Flow::Refuse("modify", "bad-request")),
    }
}

/// Every field that is offered.
fn shown(settings: &Settings) -> RoomConfig {
    RoomConfig {
        name: Some(settings.title.clone()),
        description: Some(settings.description.clone()),
        language: Some(settings.language.clone()),
        public: Some(settings.public),
        persistent: Some(settings.persistent),
        members_only: Some(settings.members_only),
        moderated: Some(settings.moderated),
        whois: Some(if settings.non_anonymous { Whois::Anyone } else { Whois::Moderators }),
        allow_invites: Some(settings.allow_invites),
        change_subject: Some(settings.change_subject),
        allow_pm: Some(settings.allow_pm),
        max_users: Some(settings.max_users),
        password: Some(settings.password.clone()),
        archived: Some(settings.archived),
        newcomers_see_past: Some(settings.newcomers_see_past),
    }
}

/// The settings with what the form asks for, or nothing for a form that asks for too much.
fn applied(base: &Settings, form: &Form) -> Option<Settings> {
    let wanted = RoomConfig::from_form(form);
    let settings = Settings {
        title: wanted.name.map_or_else(|| base.title.clone(), |title| title.trim().to_owned()),
        description: wanted.description.map_or_else(|| base.description.clone(), |text| text.trim().to_owned()),
        language: wanted.language.unwrap_or_else(|| base.language.clone()),
        public: wanted.public.unwrap_or(base.public),
        persistent: wanted.persistent.unwrap_or(base.persistent),
        members_only: wanted.members_only.unwrap_or(base.members_only),
        moderated: wanted.moderated.unwrap_or(base.moderated),
        non_anonymous: wanted.whois.map_or(base.non_anonymous, |whois| whois == Whois::Anyone),
        allow_invites: wanted.allow_invites.unwrap_or(base.allow_invites),
        change_subject: wanted.change_subject.unwrap_or(base.change_subject),
        allow_pm: wanted.allow_pm.unwrap_or(base.allow_pm),
        max_users: wanted.max_users.unwrap_or(base.max_users),
        password: wanted.password.unwrap_or_else(|| base.password.clone()),
        archived: wanted.archived.unwrap_or(base.archived),
        newcomers_see_past: wanted.newcomers_see_past.unwrap_or(base.newcomers_see_past),
    };
    let secret = match &settings.password {
        Password::No => "",
        Password::Yes(secret) => secret,
    };
    let fits = settings.title.len() <= LONGEST_TITLE
        && settings.description.len() <= LONGEST_DESCRIPTION
        && settings.language.len() <= LONGEST_WORD
        && secret.len() <= LONGEST_WORD;
    fits.then_some(settings)
}

fn submit(turn: &mut Turn<'_>, visit: &Visit<'_>, form: &Form) -> Result<Flow, StorageError> {
    if form.form_type().is_some_and(|kind| kind != ns::MUC_ROOM_CONFIG) {
        return Ok(Flow::Refuse("modify", "bad-request"));
    }
    let before = &visit.room.settings;
    let Some(settings) = applied(before, form) else { return Ok(Flow::Refuse("modify", "not-acceptable")) };
    rooms::configure(turn.db, &visit.room.name, &settings)?;
    rooms::open(turn.db, &visit.room.name)?;
    let room = Room { open: true, settings, ..visit.room.clone() };
    let done = turn.result(visit.incoming, None);
    turn.hall.rooms.drop_shown(&room.name);
    if room.settings != *before {
        tell(turn, before, &room);
    }
    if room.settings.members_only && !before.members_only {
        let strangers = turn.hall.rooms.occupants(&room.name).filter(|occupant| occupant.affiliation < Affiliation::Member);
        let nicks: Vec<String> = strangers.map(|occupant| occupant.nick.clone()).collect();
        leave::remove_all(turn, &room, &nicks, &Note::status(status::MEMBERS_ONLY))?;
    }
    if room.settings.moderated != before.moderated {
        give_or_take_voice(turn, &room);
    }
    Ok(done)
}

/// What changed, as far as it concerns those inside (§10.2.1).
fn tell(turn: &mut Turn<'_>, before: &Settings, room: &Room) {
    let after = &room.settings;
    let choice = |changed: bool, now: bool, yes: u16, no: u16| changed.then_some(if now { yes } else { no });
    let mut statuses: Vec<u16> = [
        choice(before.archived != after.archived, after.archived, status::LOGGED, status::NOT_LOGGED),
        choice(
            before.non_anonymous != after.non_anonymous,
            after.non_anonymous,
            status::NOW_NOT_ANONYMOUS,
            status::NOW_SEMI_ANONYMOUS,
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let privacy = Settings { archived: after.archived, non_anonymous: after.non_anonymous, ..before.clone() };
    if privacy != *after {
        statuses.push(status::CONFIGURATION_CHANGED);
    }
    presence::inform(turn, room, &RoomUser { statuses, ..RoomUser::default() }, false);
}

/// The room has become moderated, or is so no longer: those without affiliation lose voice or get it. Of so many at
/// once only they themselves and the moderators hear.
fn give_or_take_voice(turn: &mut Turn<'_>, room: &Room) {
    let changes = |occupant: &&Occupant| occupant.affiliation == Affiliation::None && occupant.role != Role::Moderator;
    let concerned: Vec<Occupant> = turn.hall.rooms.occupants(&room.name).filter(changes).cloned().collect();
    for mut occupant in concerned {
        occupant.role = access::role_of(occupant.affiliation, &room.settings);
        turn.hall.rooms.put(&room.name, occupant.clone());
        presence::announce_to_moderators(turn, room, &occupant, &Note::default());
        presence::tell_self(turn, room, &occupant, None, &Note::default());
    }
}
