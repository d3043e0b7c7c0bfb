//! A stanza through everything that judges it: who says so, may they, what does it mean. Nothing becomes a fact that
//! names somebody who cannot have said it.

use engine::inbound::{Asked, Me, Outcome, People, Question, Scene, classify};
use wire::{
    payload::{markers, receipts, stanza_id},
    stanza,
};

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

pub fn run(data: &[u8]) {
    let Some(element) = super::element(data) else { return };
    let me = Me { full: format!("{OWN}/desk"), bare: OWN.to_owned(), domain: "example.com".to_owned(), stanza_ids: true };
    let mut asked = Asked::default();
    asked.open("roster".to_owned(), None, Question::Roster, 0);
    asked.open("archive".to_owned(), None, Question::Archive { query: "q".to_owned() }, 0);
    asked.open("card".to_owned(), Some("bob@example.com"), Question::Card { address: "bob@example.com".to_owned() }, 0);
    let scene = Scene { me: &me, people: &Bob, asked: &asked, now: 1_700_000_000_000, version: "1" };
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
            Outcome::Archived { query, .. } => assert_eq!(query, "q"),
            _ => {}
        }
    }
    super::each(&element, &mut |part| {
        let _ = (stanza::kind(part), stanza::error_condition(part), stanza::body(part), stanza::payload(part));
        let _ = (receipts::received_id(part), markers::read(part), stanza_id::origin_id(part), stanza_id::id_by(part, OWN));
    });
    stripped(element);
}

/// The server takes out every id that claims to be its own (XEP-0359 §5).
fn stripped(mut element: wire::Element) {
    stanza_id::strip(&mut element, OWN);
    assert_eq!(stanza_id::id_by(&element, OWN), None);
}
