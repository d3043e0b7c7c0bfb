//! Plays of a negotiation against a server that is scripted here with the server half of `sasl`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use super::*;
use crate::frame::{classify, open_reply, parse, serialize, stream_error};
use crate::ids::SeededEntropy;
use crate::limits::Limits;
use crate::sasl::{ScramServer, Verifier};
use crate::secret::Password;

fn login() -> Login {
    Login {
        user: "anna".into(),
        domain: "example.com".into(),
        resource: Some("desk".into()),
        pinned: None,
        plain_allowed: false,
        resume: None,
    }
}

fn resume() -> Option<Resume> {
    Some(Resume { id: "sm1".into(), h: 5, full_jid: "anna@example.com/desk".into() })
}

/// The client under test with the frames on its way, all of them through text.
struct Play {
    negotiation: Negotiation,
    sent: Vec<Element>,
    proof: Option<PendingProof>,
    done: Option<Established>,
}

impl Play {
    fn new(login: Login) -> Play {
        let (negotiation, steps) = Negotiation::new(login, &SeededEntropy::new(1));
        let mut play = Play { negotiation, sent: Vec::new(), proof: None, done: None };
        play.run(steps);
        assert_eq!(play.take("open").attr("to"), Some("example.com"));
        play
    }

    fn run(&mut self, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Send(element) => self.sent.push(parse(&serialize(&element), &Limits::STANZA).unwrap()),
                Step::Prove(proof) => self.proof = Some(proof),
                Step::Done(established) => self.done = Some(established),
            }
        }
    }

    fn take(&mut self, name: &str) -> Element {
        let element = self.sent.remove(0);
        assert_eq!(element.name(), name);
        element
    }

    fn try_hear(&mut self, element: Element) -> Result<(), NegotiateError> {
        let steps = self.negotiation.receive(classify(parse(&serialize(&element), &Limits::STANZA).unwrap()))?;
        self.run(steps);
        Ok(())
    }

    fn hear(&mut self, element: Element) {
        self.try_hear(element).unwrap();
    }

    fn prove(&mut self, password: &str) {
        let (response, check) = self.proof.take().unwrap().compute(&Password::new(password.into())).unwrap();
        let steps = self.negotiation.proved(response, check).unwrap();
        self.run(steps);
    }

    fn hear_features(&mut self, children: Vec<Element>) -> Result<(), NegotiateError> {
        self.hear(open_reply("example.com", None, "s1"));
        self.try_hear(features(children))
    }

    /// SCRAM up to the server's last message, which is returned and not yet heard.
    fn scram(&mut self) -> Vec<u8> {
        let verifier = Verifier::derive(Mechanism::ScramSha256, &Password::new("pw".into()), b"salt".to_vec(), 4_096).unwrap();
        self.hear_features(vec![sasl::mechanisms(&[Mechanism::ScramSha1, Mechanism::ScramSha256])]).unwrap();
        let auth = self.take("auth");
        assert_eq!(auth.attr("mechanism"), Some("SCRAM-SHA-256"));
        let server = ScramServer::first(Mechanism::ScramSha256, &sasl::data(&auth).unwrap(), "srv".into()).unwrap();
        self.hear(sasl::challenge(&server.challenge(&verifier)));
        self.prove("pw");
        let response = sasl::data(&self.take("response")).unwrap();
        server.finish(&response, &verifier).unwrap()
    }

    fn signed_in(login: Login) -> Play {
        let mut play = Play::new(login);
        let last = play.scram();
        play.hear(sasl::success(&last));
        play.take("open");
        play
    }

    fn hear_bound(&mut self, jid: &str) -> Result<(), NegotiateError> {
        let request = self.take("iq");
        let bind = element("bind", ns::BIND).field("jid", jid).done();
        self.try_hear(stanza::iq_result(&request, Some(bind)))
    }
}

fn features(children: Vec<Element>) -> Element {
    element("features", ns::STREAMS).children(children).done()
}

fn bind() -> Element {
    element("bind", ns::BIND).done()
}

#[test]
fn the_whole_way_to_a_managed_session() {
    let mut play = Play::signed_in(login());
    let optional = element("session", ns::SESSION).child(element("optional", ns::SESSION)).done();
    play.hear_features(vec![bind(), sm::feature(), optional]).unwrap();
    let request = play.sent[0].clone();
    assert_eq!(stanza::field(request.get_child("bind", ns::BIND).unwrap(), "resource").as_deref(), Some("desk"));
    play.hear_bound("anna@example.com/desk").unwrap();
    assert_eq!(sm::read(&play.take("enable")), Some(Sm::Enable { resume: true, max: None }));
    let early = stanza::message("anna@example.com", "chat", "m1").done();
    play.hear(early.clone());
    play.hear(sm::enabled(Some("sm1"), Some(600)));
    let done = play.done.unwrap();
    assert_eq!((done.full_jid.as_str(), done.resumed, done.refused), ("anna@example.com/desk", None, None));
    assert_eq!(done.sm, Some(SmSession { id: Some("sm1".into()), max_s: Some(600) }));
    assert_eq!((done.mechanism, done.early), (Mechanism::ScramSha256, vec![early]));
    assert!(sm::is_offered(&done.features));
    assert!(play.sent.is_empty());
}

#[test]
fn where_the_name_is_refused_the_server_chooses_one() {
    let mut play = Play::signed_in(login());
    play.hear_features(vec![bind()]).unwrap();
    for (wished, over) in [(Some("desk"), false), (None, true)] {
        let request = play.take("iq");
        assert_eq!(stanza::field(request.get_child("bind", ns::BIND).unwrap(), "resource").as_deref(), wished);
        assert_eq!(play.try_hear(stanza::iq_error(&request, "conflict", "cancel")).is_err(), over);
    }
}

#[test]
fn the_proof_may_come_in_a_challenge() {
    let mut play = Play::new(login());
    let last = play.scram();
    play.hear(sasl::challenge(&last));
    assert_eq!(sasl::data(&play.take("response")), Ok(Vec::new()));
    play.hear(sasl::success(b""));
    play.take("open");
}

#[test]
fn a_server_that_proves_nothing_is_not_believed() {
    for success in [sasl::success(b""), sasl::success(b"v=AAAA"), sasl::challenge(b"v=AAAA")] {
        let mut play = Play::new(login());
        play.scram();
        assert_eq!(play.try_hear(success), Err(NegotiateError::ServerNotGenuine));
    }
    // Success out of the blue, before any challenge.
    let mut play = Play::new(login());
    play.hear_features(vec![sasl::mechanisms(&[Mechanism::ScramSha256])]).unwrap();
    assert_eq!(play.try_hear(sasl::success(b"")), Err(NegotiateError::ServerNotGenuine));
}

#[test]
fn a_stream_is_resumed() {
    let mut play = Play::signed_in(Login { resume: resume(), ..login() });
    play.hear_features(vec![bind(), sm::feature()]).unwrap();
    assert_eq!(sm::read(&play.take("resume")), Some(Sm::Resume { h: 5, previd: "sm1".into() }));
    play.hear(sm::resumed(9, "sm1"));
    let done = play.done.unwrap();
    assert_eq!((done.full_jid.as_str(), done.resumed), ("anna@example.com/desk", Some(9)));
    assert_eq!(done.sm, Some(SmSession { id: Some("sm1".into()), max_s: None }));
}

#[test]
fn a_stream_that_is_gone_is_replaced_by_a_new_one() {
    for (failed, h) in [(element("failed", ns::SM).done(), None), (sm::failed("item-not-found", Some(3)), Some(3))] {
        let mut play = Play::signed_in(Login { resume: resume(), ..login() });
        play.hear_features(vec![bind(), sm::feature()]).unwrap();
        play.take("resume");
        play.hear(failed);
        play.hear_bound("anna@example.com/desk").unwrap();
        play.take("enable");
        play.hear(sm::enabled(Some("sm2"), None));
        let done = play.done.unwrap();
        assert_eq!((done.resumed, done.refused), (None, Some(h)));
    }
}

#[test]
fn without_stream_management_there_is_still_a_session() {
    let mut play = Play::signed_in(Login { resume: resume(), ..login() });
    let required = element("session", ns::SESSION).done();
    play.hear_features(vec![bind(), required]).unwrap();
    play.hear_bound("Anna@Example.com/desk").unwrap();
    assert!(play.take("iq").has_child("session", ns::SESSION));
    let done = play.done.unwrap();
    assert_eq!((done.full_jid.as_str(), done.sm), ("anna@example.com/desk", None));
    // And where it is offered and refused.
    let mut play = Play::signed_in(login());
    play.hear_features(vec![bind(), sm::feature()]).unwrap();
    play.hear_bound("anna@example.com/desk").unwrap();
    play.hear(sm::failed("unexpected-request", None));
    assert_eq!(play.done.unwrap().sm, None);
}

#[test]
fn downgrades_and_plain_are_refused_before_anything_is_sent() {
    let offer = |login: Login, offered: &[Mechanism]| {
        let mut play = Play::new(login);
        let result = play.hear_features(vec![sasl::mechanisms(offered)]);
        assert!(play.sent.is_empty() && play.proof.is_none());
        result
    };
    let pinned = Login { pinned: Some(Mechanism::ScramSha256), plain_allowed: true, ..login() };
    for offered in [&[Mechanism::Plain][..], &[Mechanism::ScramSha1, Mechanism::Plain], &[]] {
        assert!(matches!(offer(pinned.clone(), offered), Err(NegotiateError::Unsafe(_))));
    }
    assert!(matches!(offer(login(), &[Mechanism::Plain]), Err(NegotiateError::Unsafe(_))));
}

#[test]
fn plain_goes_only_where_it_is_allowed() {
    let mut play = Play::new(Login { plain_allowed: true, ..login() });
    play.hear_features(vec![sasl::mechanisms(&[Mechanism::Plain])]).unwrap();
    assert!(play.sent.is_empty());
    play.prove("pw");
    assert_eq!(sasl::data(&play.take("auth")).unwrap(), b"\0anna\0pw");
    play.hear(sasl::success(b""));
    play.take("open");
}

#[test]
fn failures_are_told_apart() {
    for (condition, expected) in [
        ("not-authorized", NegotiateError::CredentialsRefused),
        ("account-disabled", NegotiateError::AccountDisabled),
        ("temporary-auth-failure", NegotiateError::TooManyAttempts),
        ("encryption-required", NegotiateError::Unsafe("encryption-required".into())),
        ("aborted", NegotiateError::Protocol("sign-in failed: aborted".into())),
    ] {
        let mut play = Play::new(login());
        play.hear_features(vec![sasl::mechanisms(&[Mechanism::ScramSha256])]).unwrap();
        assert_eq!(play.try_hear(sasl::failure(condition, None)), Err(expected));
    }
    let mut play = Play::new(login());
    play.hear_features(vec![sasl::mechanisms(&[Mechanism::ScramSha256])]).unwrap();
    let too_many = sasl::challenge(b"r=x,s=AAAA,i=10000000");
    assert!(play.try_hear(too_many).is_err());
}

#[test]
fn streams_that_end_say_where_to_go() {
    let hear = |element: Element| Play::new(login()).try_hear(element);
    assert_eq!(hear(stream_error("host-unknown", None)), Err(NegotiateError::StreamError("host-unknown".into())));
    assert_eq!(hear(frame::close_see_other("ws://evil")), Err(NegotiateError::SeeOther("ws://evil".into())));
    assert!(matches!(hear(frame::close()), Err(NegotiateError::Protocol(_))));
    let elsewhere = element("error", ns::STREAMS).child(element("see-other-host", ns::STREAM_ERRORS).text("b.example")).done();
    assert_eq!(hear(elsewhere), Err(NegotiateError::SeeOther("b.example".into())));
}

#[test]
fn nothing_out_of_turn() {
    let play = || Play::new(login());
    assert!(play().try_hear(features(vec![bind()])).is_err(), "features before open");
    assert!(play().try_hear(open_reply("other.example", None, "s")).is_err(), "another host");
    assert!(play().try_hear(sm::resumed(0, "x")).is_err());
    assert!(play().try_hear(stanza::message("a@b", "chat", "1").done()).is_err());
    let mut twice = play();
    twice.hear(open_reply("EXAMPLE.com", None, "s"));
    assert!(twice.try_hear(open_reply("example.com", None, "s")).is_err());
    for jid in ["eve@example.com/desk", "anna@example.com", "", "@@"] {
        let mut play = Play::signed_in(login());
        play.hear_features(vec![bind()]).unwrap();
        assert!(play.hear_bound(jid).is_err(), "{jid}");
    }
    assert!(Play::signed_in(login()).hear_features(vec![]).is_err(), "no bind");
    let mut other = Play::signed_in(Login { resume: resume(), ..login() });
    other.hear_features(vec![bind(), sm::feature()]).unwrap();
    assert!(other.try_hear(sm::resumed(9, "another")).is_err());
}
