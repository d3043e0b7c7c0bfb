//! A colleague in the company's rooms: comes in, shows how things stand, speaks when it is their turn and answers when
//! called by name, or as the host when somebody asks everybody.
//!
//! Invariant: answers only whoever tries the demonstration, never another colleague, so that no talk goes on for ever.

use minidom::Element;
use wire::ns;
use wire::payload::muc::{History, Join};
use wire::stanza;

use super::super::company::samples;
use super::super::{ACCOUNT, SECOND, replies, rooms};
use super::{Colleague, Plan, Step};
use crate::core::Stopped;

impl Colleague {
    fn room(&self, name: &str) -> String {
        self.core.house.room(name)
    }

    /// Comes into every room the sample says.
    pub(super) async fn enter_rooms(&self, presence: &Element) -> Result<(), Stopped> {
        let join = Join { history: History::NONE, password: None }.to_element();
        for room in rooms::of(self.sample.account) {
            let mut wish = self.to_room(presence, room.name);
            wish.append_child(join.clone());
            self.client.send(wish).await?;
        }
        Ok(())
    }

    /// Shows a new presence in every room.
    pub(super) async fn show_in_rooms(&self, presence: &Element) -> Result<(), Stopped> {
        for room in rooms::of(self.sample.account) {
            self.client.send(self.to_room(presence, room.name)).await?;
        }
        Ok(())
    }

    fn to_room(&self, presence: &Element, room: &str) -> Element {
        let mut presence = presence.clone();
        stanza::set_attr(&mut presence, "to", &format!("{}/{}", self.room(room), self.sample.name));
        presence
    }

    /// It is this colleague's turn to say something.
    pub(super) fn speak(&mut self, room: &str, text: String) {
        let (to, at) = (self.room(room), self.later(200));
        self.plan(Plan { to, in_room: true, step: Step::Type, at, text, reads: None });
    }

    /// Something was said in a room.
    pub(super) async fn overhear(&mut self, message: &Element) {
        let (Some(from), Some(body)) = (message.attr("from"), stanza::body(message)) else { return };
        let (Some(room), Some(nick)) = (stanza::local(from), stanza::resource(from)) else { return };
        let author = samples().iter().find(|sample| sample.name == nick);
        let by_colleague = author.is_some_and(|author| ![ACCOUNT, SECOND].contains(&author.account));
        if by_colleague || nick == self.sample.name || message.has_child("delay", ns::DELAY) || self.somebody_real_is_here().await {
            return;
        }
        let first = |name: &str| name.split_whitespace().next().unwrap_or(name).to_lowercase();
        let own = first(self.sample.name);
        let called = body.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == own);
        let asked = body.contains('?') && rooms::host(&room) == Some(self.sample.account);
        if !called && !asked {
            return;
        }
        let first_name = nick.split_whitespace().next().unwrap_or(&nick);
        let text = replies::answer(&body, first_name, self.last_answer.as_deref(), &self.dice);
        self.last_answer = Some(text.clone());
        let at = self.later(self.dice.between(900, 2_500));
        self.plan(Plan { to: self.room(&room), in_room: true, step: Step::Type, at, text, reads: None });
    }
}
