//! What stanzas carry between people and in rooms: readers keep what they understood through writing and reading again.

use wire::{
    Element,
    payload::{
        avatar, blocking, bookmarks, caps, carbons, characters, chat_state, command, conversation, correction, delay,
        direct_invite, disco, entity_time, fallback, files, form, idle, moderate, muc, notify_settings, occupant_id, oob, presence,
        reactions, references, register, reply, retract, roster, self_ping, styling_hint, vcard, vcard_update, version,
    },
    sm,
};

pub fn run(data: &[u8]) {
    let Some(element) = super::element(data) else { return };
    super::each(&element, &mut |part| {
        people(part);
        words(part);
        rooms(part);
        machines(part);
    });
}

fn in_message(payload: Element) -> Element {
    wire::stanza::message("bob@example.com", "chat", "1").child(payload).done()
}

fn people(part: &Element) {
    super::comes_back(roster::Roster::from_element(part), roster::Roster::to_element, roster::Roster::from_element);
    super::comes_back(roster::Item::from_element(part), roster::Item::to_element, roster::Item::from_element);
    super::comes_back(vcard::Card::from_element(part), vcard::Card::to_element, vcard::Card::from_element);
    super::comes_back(blocking::Change::from_element(part), blocking::Change::to_element, blocking::Change::from_element);
    super::comes_back(blocking::read_list(part), |list| blocking::list(list), blocking::read_list);
    super::comes_back(avatar::read_data(part), |picture| avatar::data(picture), avatar::read_data);
    let _ =
        (avatar::read_metadata(part), vcard_update::read(part), presence::Kind::of(part), presence::read(part), idle::read(part));
}

fn words(part: &Element) {
    super::comes_back(chat_state::read(part), |state| in_message(state.to_element()), chat_state::read);
    super::comes_back(correction::replaced_id(part), |id| in_message(correction::replace(id)), correction::replaced_id);
    super::comes_back(reply::Reply::from_message(part), |it| in_message(it.to_element()), reply::Reply::from_message);
    super::comes_back(
        reactions::Reactions::from_message(part),
        |it| in_message(it.to_element()),
        reactions::Reactions::from_message,
    );
    super::comes_back(
        references::Reference::from_element(part),
        references::Reference::to_element,
        references::Reference::from_element,
    );
    super::comes_back(files::Metadata::from_element(part), files::Metadata::to_element, files::Metadata::from_element);
    super::comes_back(files::Shared::from_element(part), files::Shared::to_element, files::Shared::from_element);
    super::comes_back(oob::read(part), |url| in_message(oob::url(url)), oob::read);
    super::comes_back(delay::Delay::from_element(part), delay::Delay::to_element, delay::Delay::from_element);
    let _ = (retract::Retraction::from_message(part), retract::Tombstone::from_message(part), styling_hint::is_unstyled(part));
    let _ = (carbons::unwrap(part), delay::all(part), files::read(part));
    cut(part);
}

/// Places stay on borders of characters, whatever the fallbacks say (XEP-0428 §3).
fn cut(message: &Element) {
    let body = wire::stanza::body(message).unwrap_or_default();
    let cut = fallback::Cut::of(message, &["urn:xmpp:reply:0"], &body);
    assert!(fallback::without(message, "urn:xmpp:reply:0", &body).len() <= body.len());
    for reference in references::read(message) {
        let Some(range) = reference.range else { continue };
        let _ = cut.place(&range);
        if let Some(bytes) = characters::bytes(&body, &range) {
            assert!(body.get(bytes.clone()).is_some(), "a place inside a character");
            assert_eq!(characters::code_points(&body, bytes), Some(range));
        }
    }
}

fn rooms(part: &Element) {
    super::comes_back(muc::RoomUser::from_stanza(part), |it| in_message(it.to_element()), muc::RoomUser::from_stanza);
    super::comes_back(
        direct_invite::DirectInvite::from_message(part),
        |it| in_message(it.to_element()),
        direct_invite::DirectInvite::from_message,
    );
    super::comes_back(occupant_id::read(part), |id| in_message(occupant_id::occupant_id(id)), occupant_id::read);
    super::comes_back(
        moderate::Moderation::from_element(part),
        moderate::Moderation::to_element,
        moderate::Moderation::from_element,
    );
    super::comes_back(
        conversation::Chosen::from_element(part),
        conversation::Chosen::to_element,
        conversation::Chosen::from_element,
    );
    let _ = (muc::Join::from_presence(part), muc::AdminQuery::from_element(part), muc::OwnerRequest::from_element(part));
    let _ = (notify_settings::Setting::from_parent(part), register::Registration::from_element(part), self_ping::read(part));
    if let Some(form) = form::Form::from_element(part) {
        let config = muc::RoomConfig::from_form(&form);
        assert_eq!(muc::RoomConfig::from_form(&config.to_form(None)), config, "a room's settings");
    }
    let _ = bookmarks::options();
}

fn machines(part: &Element) {
    super::comes_back(form::Form::from_element(part), form::Form::to_element, form::Form::from_element);
    super::comes_back(disco::Info::from_element(part), disco::Info::to_element, disco::Info::from_element);
    super::comes_back(command::Command::from_element(part), command::Command::to_element, command::Command::from_element);
    super::comes_back(command::Answer::from_element(part), command::Answer::to_element, command::Answer::from_element);
    super::comes_back(version::Version::from_element(part), version::Version::to_element, version::Version::from_element);
    super::comes_back(entity_time::EntityTime::from_element(part), |time| time.to_element(), entity_time::EntityTime::from_element);
    if let Some(info) = disco::Info::from_element(part) {
        let _ = (caps::verification(&info), muc::RoomInfo::from_info(&info));
    }
    let _ = (caps::Caps::from_presence(part), disco::read_items(part), sm::read(part));
}
