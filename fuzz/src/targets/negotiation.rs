//! A server that says anything in any order while somebody signs in: nobody is signed in to a server that has not
//! proved that it knows the password, and the password never leaves in plain unless that was allowed.

use wire::{
    frame,
    ids::SeededEntropy,
    limits::Limits,
    negotiate::{Login, Negotiation, Resume, Step},
    secret::Password,
};

/// Frames, one a line.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for plain_allowed in [false, true] {
        for resume in [None, Some(Resume { id: "s1".into(), h: 3, full_jid: "anna@example.com/desk".into() })] {
            sign_in(text, plain_allowed, resume);
        }
    }
}

fn sign_in(text: &str, plain_allowed: bool, resume: Option<Resume>) {
    let login = Login { user: "anna".into(), domain: "example.com".into(), resource: None, pinned: None, plain_allowed, resume };
    let (mut negotiation, _) = Negotiation::new(login, &SeededEntropy::new(1));
    for line in text.lines().take(32) {
        let Ok(element) = frame::parse(line, &Limits::STANZA) else { continue };
        let Ok(steps) = negotiation.receive(frame::classify(element)) else { return };
        for step in steps {
            match step {
                Step::Send(element) => drop(super::through_text(&element)),
                // SCRAM would take thousands of rounds for each input: there the exchange stops before the proof.
                Step::Prove(pending) if plain_allowed => {
                    let Some((response, check)) = plain(&pending) else { return };
                    if negotiation.proved(response, check).is_err() {
                        return;
                    }
                }
                Step::Prove(_) => {}
                Step::Done(established) => {
                    assert!(plain_allowed, "signed in without a proof");
                    assert!(established.full_jid.starts_with("anna@example.com"), "bound to {}", established.full_jid);
                    return;
                }
            }
        }
    }
}

fn plain(pending: &wire::sasl::PendingProof) -> Option<(Vec<u8>, wire::sasl::ServerCheck)> {
    // Only PLAIN is cheap; it is what a proof says that is not SCRAM's.
    let cheap = pending.rounds().is_none();
    cheap.then(|| pending.compute(&Password::new("pencil".into())).ok()).flatten()
}
