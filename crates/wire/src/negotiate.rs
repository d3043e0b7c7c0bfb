//! A client's way into a stream, from `<open/>` to a bound and managed session (RFC 7395, RFC 6120 §6 and §7,
//! XEP-0198), without input or output: frames in, steps out.
//!
//! Invariant: nothing of the account is sent before the mechanism has been chosen against the pin, and no session is
//! reported before the server has proved that it knows the account (SCRAM).

mod error;

use minidom::Element;

use crate::frame::{self, Frame};
use crate::ids::{Entropy, random_id};
use crate::ns;
use crate::sasl::{self, ChannelBinding, Mechanism, PendingProof, SaslError, ScramClient, ServerCheck};
use crate::sm::{self, Sm};
use crate::stanza::{self, Kind, element};

pub use error::NegotiateError;

/// Who signs in, and how far that may go.
#[derive(Clone, Debug)]
pub struct Login {
    /// Local part of the account's address.
    pub user: String,
    /// XMPP domain of the account.
    pub domain: String,
    /// The resource to ask for; without one, and where it is refused, the server chooses.
    pub resource: Option<String>,
    /// The mechanism this account used before: nothing weaker is accepted.
    pub pinned: Option<Mechanism>,
    /// Whether PLAIN may be used. Only over TLS, and only where there is a reason.
    pub plain_allowed: bool,
    /// The stream to take up again, if there is one.
    pub resume: Option<Resume>,
}

/// A stream that was cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// The id from its `<enabled/>`.
    pub id: String,
    /// How many of the server's stanzas have been handled.
    pub h: u32,
    /// The full address it was bound to; a resumed stream keeps it.
    pub full_jid: String,
}

/// What the caller has to do next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Send this frame.
    Send(Element),
    /// Compute this with the password on a blocking thread, and give the result to [`Negotiation::proved`].
    Prove(PendingProof),
    /// The session stands; the negotiation has nothing more to say.
    Done(Established),
}

/// A session that stands.
#[derive(Clone, Debug)]
pub struct Established {
    /// The full address the server bound.
    pub full_jid: String,
    /// After a resumption: how many of our stanzas the server has. `None` for a new session.
    pub resumed: Option<u32>,
    /// After a resumption that the server refused: how many of our stanzas it had taken over, if it still knew. What
    /// it did not take over has to be sent again by whoever owns it.
    pub refused: Option<Option<u32>>,
    /// `None` if the server manages no streams.
    pub sm: Option<SmSession>,
    /// The features offered after signing in.
    pub features: Element,
    /// The mechanism that was used: pin it.
    pub mechanism: Mechanism,
    /// Stanzas that came before `<enabled/>`. They are part of the session, but not of its count.
    pub early: Vec<Element>,
}

/// Stream management of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmSession {
    /// With it the stream can be resumed.
    pub id: Option<String>,
    /// Seconds the server keeps a cut stream, if it said so.
    pub max_s: Option<u32>,
}

enum State {
    /// Waiting for the server's `<open/>` or for features of a stream without anybody.
    Anonymous {
        opened: bool,
    },
    /// SCRAM: waiting for the challenge.
    Challenged(ScramClient),
    /// Waiting for the caller to compute; for PLAIN nothing has been sent yet.
    Proving,
    /// Waiting for success, or for a challenge with the server's proof.
    Proved {
        check: ServerCheck,
        genuine: bool,
    },
    /// Signed in: waiting for `<open/>` or features of the new stream.
    SignedIn {
        opened: bool,
    },
    Resuming,
    Binding {
        id: String,
    },
    Enabling {
        full_jid: String,
        early: Vec<Element>,
    },
    Over,
}

/// A negotiation under way. After an error it is over: close the connection.
pub struct Negotiation {
    login: Login,
    nonce: String,
    bind_id: String,
    state: State,
    mechanism: Mechanism,
    features: Option<Element>,
    refused: Option<Option<u32>>,
}

type Steps = Result<Vec<Step>, NegotiateError>;

impl Negotiation {
    /// Starts a negotiation; the steps open the stream.
    pub fn new(login: Login, entropy: &dyn Entropy) -> (Negotiation, Vec<Step>) {
        let open = frame::open(&login.domain, None);
        let negotiation = Negotiation {
            login,
            nonce: random_id(entropy),
            bind_id: random_id(entropy),
            state: State::Anonymous { opened: false },
            mechanism: Mechanism::Plain,
            features: None,
            refused: None,
        };
        (negotiation, vec![Step::Send(open)])
    }

    /// Takes the server's next frame.
    ///
    /// # Errors
    /// See [`NegotiateError`].
    pub fn receive(&mut self, frame: Frame) -> Steps {
        match frame {
            Frame::StreamError { condition, text } if condition == "see-other-host" => {
                Err(NegotiateError::SeeOther(text.unwrap_or_default()))
            }
            Frame::StreamError { condition, .. } => Err(NegotiateError::StreamError(condition)),
            Frame::Close { see_other_uri: Some(uri) } => Err(NegotiateError::SeeOther(uri)),
            Frame::Close { see_other_uri: None } => Err(protocol("the server closed the stream")),
            Frame::Open(open) => self.opened(&open),
            Frame::Features(features) => self.take_features(features),
            Frame::Sasl(element) => self.take_sasl(&element),
            Frame::Sm(element) => self.take_sm(&element),
            Frame::Stanza(stanza) => self.take_stanza(stanza),
            Frame::Unknown(element) => Err(protocol(format!("unexpected <{}/>", element.name()))),
        }
    }

    /// Takes what [`PendingProof::compute`] returned.
    ///
    /// # Errors
    /// [`NegotiateError::Protocol`] if no proof was asked for.
    pub fn proved(&mut self, response: Vec<u8>, check: ServerCheck) -> Steps {
        if !matches!(self.state, State::Proving) {
            return Err(protocol("no proof was asked for"));
        }
        let element = match self.mechanism {
            Mechanism::Plain => sasl::auth(Mechanism::Plain, &response),
            _ => sasl::response(&response),
        };
        let genuine = check.is_vacuous();
        self.state = State::Proved { check, genuine };
        Ok(vec![Step::Send(element)])
    }

    fn opened(&mut self, open: &Element) -> Steps {
        let opened = match &mut self.state {
            State::Anonymous { opened } | State::SignedIn { opened } if !*opened => opened,
            _ => return Err(protocol("unexpected <open/>")),
        };
        *opened = true;
        match open.attr("from") {
            Some(from) if !stanza::same_bare(from, &self.login.domain) => {
                Err(protocol(format!("the server answers for {}", from.chars().take(100).collect::<String>())))
            }
            _ => Ok(Vec::new()),
        }
    }

    fn take_features(&mut self, features: Element) -> Steps {
        match self.state {
            State::Anonymous { opened: true } => self.authenticate(&features),
            State::SignedIn { opened: true } => {
                let offered = sm::is_offered(&features);
                self.features = Some(features);
                match &self.login.resume {
                    Some(resume) if offered => {
                        let step = Step::Send(sm::resume(resume.h, &resume.id));
                        self.state = State::Resuming;
                        Ok(vec![step])
                    }
                    _ => self.bind(),
                }
            }
            _ => Err(protocol("unexpected features")),
        }
    }

    fn authenticate(&mut self, features: &Element) -> Steps {
        self.mechanism = sasl::choose(&sasl::offered(features), self.login.pinned, self.login.plain_allowed)?;
        if self.mechanism == Mechanism::Plain {
            self.state = State::Proving;
            return Ok(vec![Step::Prove(PendingProof::plain(&self.login.user)?)]);
        }
        let scram = ScramClient::new(self.mechanism, &self.login.user, self.nonce.clone(), ChannelBinding::Unsupported)?;
        let auth = sasl::auth(self.mechanism, &scram.first());
        self.state = State::Challenged(scram);
        Ok(vec![Step::Send(auth)])
    }

    fn take_sasl(&mut self, element: &Element) -> Steps {
        if element.name() == "failure" {
            let (condition, text) = sasl::failure_condition(element);
            return Err(NegotiateError::from_failure(&condition, text));
        }
        match (&mut self.state, element.name()) {
            (State::Challenged(scram), "challenge") => {
                let pending = scram.challenge(&sasl::data(element)?)?;
                self.state = State::Proving;
                Ok(vec![Step::Prove(pending)])
            }
            (State::Proved { check, genuine }, "challenge") => {
                // Some servers prove themselves here and send an empty success after it (RFC 5802 §3 by SASL's rules).
                check.verify(&sasl::data(element)?)?;
                *genuine = true;
                Ok(vec![Step::Send(sasl::response(b""))])
            }
            (State::Proved { check, genuine }, "success") => {
                if !*genuine {
                    check.verify(&sasl::data(element)?)?;
                }
                self.state = State::SignedIn { opened: false };
                Ok(vec![Step::Send(frame::open(&self.login.domain, None))])
            }
            (_, "success") => Err(SaslError::ServerNotGenuine.into()),
            (_, name) => Err(protocol(format!("unexpected <{name}/>"))),
        }
    }

    fn bind(&mut self) -> Steps {
        let offered = self.features.as_ref().is_some_and(|features| features.has_child("bind", ns::BIND));
        if !offered {
            return Err(protocol("the server offers no resource binding"));
        }
        let request = element("bind", ns::BIND).field_opt("resource", self.login.resource.as_deref());
        self.state = State::Binding { id: self.bind_id.clone() };
        Ok(vec![Step::Send(stanza::iq_set(None, &self.bind_id, request.done()))])
    }

    fn take_stanza(&mut self, stanza: Element) -> Steps {
        match &mut self.state {
            State::Binding { id } if stanza.attr("id") == Some(id) => match stanza::kind(&stanza) {
                Some(Kind::IqResult) => self.bound(&stanza),
                // The one that was wished for is taken, or is none to this server (RFC 6120 §7.7.2).
                Some(Kind::IqError) if self.login.resource.take().is_some() => self.bind(),
                Some(Kind::IqError) => {
                    let (_, condition, _) = stanza::error_condition(&stanza).unwrap_or_default();
                    Err(NegotiateError::Protocol(format!("the server refused the resource: {condition}")))
                }
                _ => Err(protocol("unexpected answer to binding")),
            },
            State::Enabling { early, .. } => {
                early.push(stanza);
                if early.len() > 1_000 { Err(protocol("the server does not answer <enable/>")) } else { Ok(Vec::new()) }
            }
            _ => Err(protocol(format!("unexpected <{}/>", stanza.name()))),
        }
    }

    fn bound(&mut self, result: &Element) -> Steps {
        let jid = result.get_child("bind", ns::BIND).and_then(|bind| stanza::field(bind, "jid"));
        let own = stanza::bare_from_parts(&self.login.user, &self.login.domain);
        let full_jid = jid.as_deref().and_then(stanza::prepared).filter(|jid| jid.contains('/'));
        let Some(full_jid) = full_jid else { return Err(protocol("the server bound no address")) };
        if own.is_none() || stanza::bare(&full_jid) != own {
            return Err(protocol("the server bound another account's address"));
        }
        let offered = self.features.as_ref().is_some_and(sm::is_offered);
        let mut steps = Vec::new();
        if self.session_required() {
            // RFC 3921's session: long without meaning, but a few servers insist. Its answer is not waited for.
            let session = element("session", ns::SESSION).done();
            steps.push(Step::Send(stanza::iq_set(None, &format!("{}s", self.bind_id), session)));
        }
        if offered {
            self.state = State::Enabling { full_jid, early: Vec::new() };
            steps.push(Step::Send(sm::enable(true, None)));
            return Ok(steps);
        }
        steps.push(self.done(full_jid, None, None, Vec::new()));
        Ok(steps)
    }

    fn session_required(&self) -> bool {
        let session = self.features.as_ref().and_then(|features| features.get_child("session", ns::SESSION));
        session.is_some_and(|session| !session.children().any(|child| child.name() == "optional"))
    }

    fn take_sm(&mut self, element: &Element) -> Steps {
        match (std::mem::replace(&mut self.state, State::Over), sm::read(element)) {
            (State::Resuming, Some(Sm::Resumed { h, previd })) => {
                let Some(resume) = self.login.resume.clone() else { return Err(protocol("unexpected <resumed/>")) };
                if !previd.is_empty() && previd != resume.id {
                    return Err(protocol("the server resumed another stream"));
                }
                let sm = SmSession { id: Some(resume.id), max_s: None };
                Ok(vec![self.done(resume.full_jid, Some(h), Some(sm), Vec::new())])
            }
            (State::Resuming, Some(Sm::Failed { h, .. })) => {
                self.refused = Some(h);
                self.bind()
            }
            (State::Enabling { full_jid, early }, Some(Sm::Enabled { id, max, .. })) => {
                let sm = SmSession { id, max_s: max };
                Ok(vec![self.done(full_jid, None, Some(sm), early)])
            }
            (State::Enabling { full_jid, early }, Some(Sm::Failed { .. })) => Ok(vec![self.done(full_jid, None, None, early)]),
            _ => Err(protocol(format!("unexpected <{}/>", element.name()))),
        }
    }

    fn done(&mut self, full_jid: String, resumed: Option<u32>, sm: Option<SmSession>, early: Vec<Element>) -> Step {
        self.state = State::Over;
        Step::Done(Established {
            full_jid,
            resumed,
            refused: self.refused,
            sm,
            features: self.features.take().unwrap_or_else(|| element("features", ns::STREAMS).done()),
            mechanism: self.mechanism,
            early,
        })
    }
}

fn protocol(what: impl Into<String>) -> NegotiateError {
    NegotiateError::Protocol(what.into())
}

#[cfg(test)]
mod tests;
