//! The configuration form, what everybody hears of a change, and the end of a room.

use wire::payload::muc::{self, Affiliation, AllowPm, Destroy, Password, Role, RoomConfig, Whois, destroy_room, status};
use wire::stanza::element;
use wire::{Element, ns};

use super::{affiliate, create, create_with, enter, form, outcome, presence_of, room, set, user};
use crate::client::{Place, condition};

#[tokio::test]
async fn the_form_shows_what_is_and_takes_what_is_said() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    let before = RoomConfig::from_form(&form(&mut alice, &tea).await);
    assert_eq!((before.persistent, before.public, before.allow_invites), (Some(true), Some(false), Some(true)));
    assert_eq!((before.newcomers_see_past, before.whois), (Some(false), Some(Whois::Anyone)));
    let wanted = RoomConfig {
        name: Some("Tea".into()),
        description: Some("Not coffee".into()),
        language: Some("en".into()),
        public: Some(true),
        persistent: Some(true),
        members_only: Some(false),
        moderated: Some(true),
        whois: Some(Whois::Moderators),
        allow_invites: Some(false),
        change_subject: Some(false),
        allow_pm: Some(AllowPm::Participants),
        max_users: Some(30),
        password: Some(Password::Yes("leaves".into())),
        archived: Some(true),
        newcomers_see_past: Some(true),
    };
    set(&mut alice, &tea, &wanted).await;
    let shown = form(&mut alice, &tea).await;
    assert_eq!(RoomConfig::from_form(&shown), wanted);
    assert!(shown.fields.iter().skip(1).all(|field| !field.label.is_empty()));
    // What is not named stays.
    set(&mut alice, &tea, &RoomConfig { name: Some("Cake".into()), ..RoomConfig::default() }).await;
    let after = RoomConfig::from_form(&form(&mut alice, &tea).await);
    assert_eq!(after, RoomConfig { name: Some("Cake".into()), ..wanted });
    for payload in [muc::configuration_request(), destroy_room(&Destroy::default())] {
        assert_eq!(condition(&bob.ask_of(Some(&tea), "set", payload.clone()).await), "forbidden");
    }
    assert_eq!(condition(&bob.ask_of(Some(&tea), "get", muc::configuration_request()).await), "forbidden");
    let long = RoomConfig { name: Some("x".repeat(10_000)), ..RoomConfig::default() };
    let answer = alice.ask_of(Some(&tea), "set", muc::configure(&long.to_form(None))).await;
    assert_eq!(condition(&answer), "not-acceptable");
    let info = bob.ask_of(Some(&tea), "get", wire::payload::disco::info_request(None)).await;
    let info = wire::payload::disco::Info::from_element(info.get_child("query", ns::DISCO_INFO).unwrap()).unwrap();
    let about = muc::RoomInfo::from_info(&info).unwrap();
    assert_eq!((about.name.as_str(), about.description.as_deref()), ("Cake", Some("Not coffee")));
    assert!(about.moderated && about.password_protected && !about.hidden && !about.non_anonymous);
    assert_eq!((about.allow_invites, about.newcomers_see_past), (Some(false), Some(true)));
    place.server.stop().await;
}

#[tokio::test]
async fn everybody_hears_what_concerns_them() {
    let place = Place::open().await;
    let (mut alice, mut bob, mut carol) = (place.online("alice").await, place.online("bob").await, place.online("carol").await);
    let tea = room("tea");
    create(&mut alice, &tea, "Alice").await;
    outcome(&affiliate(&mut alice, &tea, "carol", Affiliation::Member).await).unwrap();
    enter(&mut bob, &tea, "Bob").await;
    enter(&mut carol, &tea, "Carol").await;
    let news = |stanza: &Element| stanza.name() == "message" && !user(stanza).statuses.is_empty();
    for (config, expected) in [
        (RoomConfig { whois: Some(Whois::Moderators), ..RoomConfig::default() }, vec![status::NOW_SEMI_ANONYMOUS]),
        (RoomConfig { whois: Some(Whois::Anyone), ..RoomConfig::default() }, vec![status::NOW_NOT_ANONYMOUS]),
        (RoomConfig { archived: Some(false), ..RoomConfig::default() }, vec![status::NOT_LOGGED]),
        (
            RoomConfig { archived: Some(true), name: Some("T".into()), ..RoomConfig::default() },
            vec![status::LOGGED, status::CONFIGURATION_CHANGED],
        ),
        (RoomConfig { moderated: Some(true), ..RoomConfig::default() }, vec![status::CONFIGURATION_CHANGED]),
    ] {
        set(&mut alice, &tea, &config).await;
        let heard = bob.expect("the news", news).await;
        assert_eq!((heard.attr("from"), user(&heard).statuses), (Some(tea.as_str()), expected), "{config:?}");
    }
    // Bob has lost his voice, Carol as a member has not.
    let own = bob.expect("bob silenced", |stanza| user(stanza).is_self() && user(stanza).item.unwrap().role == Some(Role::Visitor));
    assert_eq!(own.await.attr("type"), None);
    carol.settle().await;
    set(&mut alice, &tea, &RoomConfig { members_only: Some(true), ..RoomConfig::default() }).await;
    let gone = bob.expect("bob out", |stanza| user(stanza).has(status::MEMBERS_ONLY)).await;
    assert!(user(&gone).is_self() && gone.attr("type") == Some("unavailable"));
    let seen = carol.expect("bob out", |stanza| user(stanza).has(status::MEMBERS_ONLY)).await;
    assert_eq!(seen.attr("from"), Some(format!("{tea}/Bob").as_str()));
    place.server.stop().await;
}

#[tokio::test]
async fn the_end_of_a_room_says_why_and_where_it_goes_on() {
    let place = Place::open().await;
    let (mut alice, mut bob) = (place.online("alice").await, place.online("bob").await);
    let (tea, cake) = (room("tea"), room("cake"));
    create_with(&mut alice, &tea, "Alice", &RoomConfig { newcomers_see_past: Some(true), ..RoomConfig::default() }).await;
    enter(&mut bob, &tea, "Bob").await;
    super::say(&mut bob, &tea, "old words").await;
    let end = Destroy { alternative: Some(cake.clone()), reason: Some("moving".into()) };
    outcome(&alice.ask_of(Some(&tea), "set", destroy_room(&end)).await).unwrap();
    for (client, nick) in [(&mut alice, "Alice"), (&mut bob, "Bob")] {
        let gone = client.expect("the end", |stanza| user(stanza).destroy.is_some()).await;
        assert_eq!(gone.attr("from"), Some(format!("{tea}/{nick}").as_str()));
        assert_eq!(user(&gone).destroy, Some(end.clone()));
        assert!(user(&gone).is_self());
    }
    // The name is free, and nothing of the old room is in the new one.
    let own = enter(&mut bob, &tea, "Bob").await;
    assert!(user(&own).has(status::CREATED));
    assert!(super::archive(&mut bob, &tea, super::everything()).await.unwrap().is_empty());
    let leave = element("presence", ns::CLIENT).attr("to", format!("{tea}/Bob")).attr("type", "unavailable").done();
    bob.send(leave).await;
    presence_of(&mut bob, &tea, "Bob").await;
    place.server.stop().await;
}
