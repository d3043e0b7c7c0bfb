//! A stanza through everything that judges it: who says so, may they, what does it mean. Nothing becomes a fact that
//! names somebody who cannot have said it.

use engine::inbound::{
    Asked, Me, Outcome, People, Question, Scene, classify, read,
    rooms::{Rooms, Seat, Stage, Traits, bookmarks, info, lists},
};
use wire::{
    payload::{markers, receipts, stanza_id},
    stanza,
};

const NOW: i64 = 1_700_000_000_000;
const OWN: &str = "anna@example.com";

/// One contact, and nobody else.
struct Bob;

impl People for Bob {
    fn is_contact(&self, address: &str) -> bool {
        address == "bob@example.com"
    }

    fn may_see_me(&self, address: &str) -> bool {
        address == "bob@example.com"
    }
}

const ROOM: &str = "room@rooms.example.com";

/// One room that one is in.
struct Room(Seat);

impl Room {
    fn new() -> Self {
        let traits = Traits { stable_ids: true, occupant_ids: true, non_anonymous: true, archive: true };
        Self(Seat { shown: true, stage: Stage::Inside, nick: "Anna".to_owned(), traits, ..Seat::default() })
    }
}

impl Rooms for Room {
    fn seat(&self, room: &str) -> Option<&Seat> {
        (room == ROOM).then_some(&self.0)
    }

    fn is_service(&self, domain: &str) -> bool {
        domain == "rooms.example.com"
    }
}

pub fn run(data: &[u8]) {
    let Some(element) = super::element(data) else { return };
    let me = Me { full: format!("{OWN}/desk"), bare: OWN.to_owned(), domain: "example.com".to_owned(), stanza_ids: true };
    let mut asked = Asked::default();
    asked.open("roster".to_owned(), None, Question::Roster, 0);
    asked.open("archive".to_owned(), None, Question::Archive { archive: None, query: "q".to_owned() }, 0);
    let of_room = Question::Archive { archive: Some(ROOM.to_owned()), query: "r".to_owned() };
    asked.open("room".to_owned(), Some(ROOM), of_room, 0);
    asked.open("card".to_owned(), Some("bob@example.com"), Question::Card { address: "bob@example.com".to_owned() }, 0);
    let scene = Scene { me: &me, people: &Bob, asked: &asked, rooms: &Room::new(), now: NOW, version: "1" };
    let outcomes = classify(&element, &scene);
    assert!(!outcomes.is_empty(), "every stanza comes to something, if only to being dropped");
    for outcome in &outcomes {
        match outcome {
            Outcome::Reply(reply) => {
                // A reply goes back where the stanza came from, and to nobody else.
                assert_eq!(stanza::attr(reply, "to"), stanza::attr(&element, "from"));
                super::through_text(reply);
            }
            Outcome::Answered { id, .. } => assert_eq!(stanza::attr(&element, "id"), Some(id.as_str())),
            Outcome::Archived { query, archive, .. } => {
                let (from, expected) =
                    (stanza::attr(&element, "from").and_then(stanza::bare), if archive.is_some() { "r" } else { "q" });
                assert_eq!(query, expected);
                assert!(from.is_none_or(|from| from == archive.as_deref().unwrap_or(OWN)), "a result of another archive");
            }
            Outcome::Room { room, .. } => {
                assert_eq!(
                    stanza::attr(&element, "from").and_then(stanza::bare).as_deref(),
                    Some(room.as_str()),
                    "a room about another"
                );
            }
            _ => {}
        }
    }
    answers(&element, &me);
    super::each(&element, &mut |part| {
        let _ = (stanza::kind(part), stanza::error_condition(part), stanza::body(part), stanza::payload(part));
        let _ = (receipts::received_id(part), markers::read(part), stanza_id::origin_id(part), stanza_id::id_by(part, OWN));
    });
    stripped(element);
}

/// What comes as an answer is read whatever was asked.
fn answers(element: &wire::Element, me: &Me) {
    for answer in std::iter::once(element).chain(element.children()) {
        let _ = (read::fin(answer), read::features(answer), read::card(answer), read::photo(answer));
        let _ = (read::roster(answer), read::delimiter(answer), read::personal(answer, me, NOW), read::node_picture(answer, "0"));
        let _ = (bookmarks::list(answer), info::room(answer), info::occupants(answer), lists::rooms(answer));
    }
    let _ = bookmarks::changed(element);
}

/// The server takes out every id that claims to be its own (XEP-0359 §5).
fn stripped(mut element: wire::Element) {
    stanza_id::strip(&mut element, OWN);
    assert_eq!(stanza_id::id_by(&element, OWN), None);
}
