//! Joining a room (XEP-0045 §7.2): the `<x/>` in the presence, with the history that is wanted.

use minidom::Element;

use crate::ns;
use crate::stanza::{attr_number, child_text, element};
use crate::time;

/// How much of what was said before is wanted (§7.2.14). Nothing set: what the room thinks fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    pub max_stanzas: Option<u32>,
    /// Bytes; 0 means none at all.
    pub max_chars: Option<u32>,
    /// Not older than so many seconds.
    pub seconds: Option<u32>,
    /// Not older than this, milliseconds since 1970.
    pub since: Option<i64>,
}

impl History {
    /// None: the archive is asked instead.
    pub const NONE: History = History { max_stanzas: Some(0), max_chars: Some(0), seconds: None, since: None };
}

/// The wish to be in a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Join {
    pub history: History,
    pub password: Option<String>,
}

impl Join {
    /// `<x/>`, to be put into a presence to `room/nick`.
    pub fn to_element(&self) -> Element {
        let History { max_stanzas, max_chars, seconds, since } = self.history;
        let history = (self.history != History::default()).then(|| {
            let number = |number: Option<u32>| number.map(|number| number.to_string());
            element("history", ns::MUC)
                .attr_opt("maxstanzas", number(max_stanzas))
                .attr_opt("maxchars", number(max_chars))
                .attr_opt("seconds", number(seconds))
                .attr_opt("since", since.map(time::format))
                .done()
        });
        element("x", ns::MUC).child_opt(history).field_opt("password", self.password.as_deref()).done()
    }

    /// The wish in a presence, if it is one.
    pub fn from_presence(presence: &Element) -> Option<Join> {
        let x = presence.get_child("x", ns::MUC)?;
        let history = x.get_child("history", ns::MUC).map(|history| History {
            max_stanzas: attr_number(history, "maxstanzas"),
            max_chars: attr_number(history, "maxchars"),
            seconds: attr_number(history, "seconds"),
            since: history.attr("since").and_then(time::parse),
        });
        Some(Join { history: history.unwrap_or_default(), password: child_text(x, "password", ns::MUC) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn wishes_come_back_and_nonsense_is_no_wish() {
        let history = History { max_stanzas: Some(20), max_chars: None, seconds: Some(60), since: Some(1_000) };
        for join in
            [Join { history, password: Some("s".into()) }, Join { history: History::NONE, ..Join::default() }, Join::default()]
        {
            let presence = element("presence", ns::CLIENT).child(join.to_element()).done();
            assert_eq!(Join::from_presence(&presence), Some(join));
        }
        let odd = xml("<presence xmlns='jabber:client'><x xmlns='http://jabber.org/protocol/muc'>\
                       <history maxstanzas='many' since='once'/></x></presence>");
        assert_eq!(Join::from_presence(&odd), Some(Join::default()));
        assert_eq!(Join::from_presence(&element("presence", ns::CLIENT).done()), None);
    }
}
