//! What happens after a commit: stanzas go to the connections, acknowledgements to their senders.
//!
//! Invariant: effects happen in the order in which they were decided. A connection that cannot take more is dropped;
//! its session stays for resumption.

use wire::frame::stream_error;
use wire::sm;

use super::parcel::{Common, Parcel};
use super::session::{Out, Sent, Stream};
use super::{Core, Effect, SessionId};

impl Core {
    /// Carries out the collected effects.
    pub(super) fn flush(&mut self) {
        let effects = std::mem::take(&mut self.effects);
        let now = self.house.clock.now_ms();
        for effect in effects {
            match effect {
                Effect::Send { session, stanza, row } => self.send(session, stanza, row, now),
                Effect::Broadcast { sessions, stanza } => {
                    let stanza = Common::new(stanza);
                    for id in sessions {
                        let Some(parcel) = self.hall.get(id).map(|session| Parcel::shared(&stanza, &session.full)) else {
                            continue;
                        };
                        self.send(id, parcel, None, now);
                    }
                }
                Effect::Nonza { session, element } => self.put_out(session, Out::Frame(element)),
                Effect::Handled(session) => {
                    if let Some(stream) = self.hall.get_mut(session).and_then(|session| session.stream.as_mut()) {
                        stream.handled = stream.handled.wrapping_add(1);
                    }
                }
                Effect::Answer(session) => {
                    if let Some(stream) = self.hall.get(session).and_then(|session| session.stream.as_ref()) {
                        let answer = sm::a(stream.handled);
                        self.put_out(session, Out::Frame(answer));
                    }
                }
                Effect::Enabled { session, id, resumable } => self.enable(session, id, resumable),
                Effect::Close { session, error } => self.put_out(session, Out::Close(Some(error))),
                Effect::Avatar { account, hash } => {
                    match hash {
                        Some(hash) => self.hall.avatars.insert(account, hash),
                        None => self.hall.avatars.remove(&account),
                    };
                }
            }
        }
    }

    fn send(&mut self, id: SessionId, stanza: Parcel, row: Option<i64>, now: i64) {
        let bounds = self.house.bounds;
        let Some(session) = self.hall.get_mut(id) else { return };
        self.house.counters.count_sent();
        let detached = session.outlet.is_none();
        if let Some(stream) = &mut session.stream {
            stream.outbound.push(Sent { stanza: stanza.clone(), row, at: now });
            let most = if detached { bounds.queue_detached } else { bounds.queue };
            if stream.outbound.len() > most {
                // It does not acknowledge: the session ends at the next tick, and its messages go where they belong.
                stream.resumable = false;
                session.detached_at = Some(0);
                if let Some(outlet) = session.outlet.take() {
                    outlet.send(Out::Close(Some(stream_error("policy-violation", Some("too much is unacknowledged")))));
                }
                return;
            }
        }
        self.put_out(id, Out::Stanza(stanza));
    }

    /// Hands something to the connection; one that is gone or does not read is dropped.
    fn put_out(&mut self, id: SessionId, out: Out) {
        let now = self.house.clock.now_ms();
        let Some(session) = self.hall.get_mut(id) else { return };
        let Some(outlet) = &session.outlet else { return };
        if !outlet.send(out) {
            session.outlet = None;
            session.detached_at = Some(now);
        }
    }

    fn enable(&mut self, id: SessionId, stream: String, resumable: bool) {
        let max = u32::try_from(self.house.bounds.resume_ms / 1000).unwrap_or(u32::MAX);
        let Some(session) = self.hall.get_mut(id) else { return };
        session.stream = Some(Stream { id: stream.clone(), resumable, outbound: sm::Outbound::new(), handled: 0, awaiting: false });
        self.hall.name_stream(&stream, id);
        let enabled = if resumable { sm::enabled(Some(&stream), Some(max)) } else { sm::enabled(None, None) };
        self.put_out(id, Out::Frame(enabled));
    }

    /// Asks every connected client with unacknowledged stanzas how far it got.
    pub(super) fn ask_for_acknowledgements(&mut self) {
        let mut asked: Vec<SessionId> = Vec::new();
        for session in self.hall.all_mut() {
            let Some(stream) = &mut session.stream else { continue };
            if session.outlet.is_some() && !stream.awaiting && !stream.outbound.is_empty() {
                stream.awaiting = true;
                asked.push(session.id);
            }
        }
        for session in asked {
            self.put_out(session, Out::Frame(sm::r()));
        }
    }

    /// Drops the connection of a session; the session may be resumed.
    pub(super) fn cut(&mut self, id: SessionId) {
        let now = self.house.clock.now_ms();
        if let Some(session) = self.hall.get_mut(id)
            && let Some(outlet) = session.outlet.take()
        {
            session.detached_at = Some(now);
            outlet.send(Out::Cut);
        }
    }
}
