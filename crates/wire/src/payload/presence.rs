//! Presence (RFC 6121 §4), read tolerantly: an empty `<show/>` or a wild priority costs nobody their presence.

use minidom::Element;

use crate::ns;
use crate::stanza::{Draft, element, field};

/// What a presence stanza is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Available,
    Unavailable,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    Probe,
    Error,
}

impl Kind {
    /// `None` for a type that is not known; such a stanza means nothing.
    pub fn of(presence: &Element) -> Option<Kind> {
        Some(match presence.attr("type") {
            None | Some("") => Kind::Available,
            Some("unavailable") => Kind::Unavailable,
            Some("subscribe") => Kind::Subscribe,
            Some("subscribed") => Kind::Subscribed,
            Some("unsubscribe") => Kind::Unsubscribe,
            Some("unsubscribed") => Kind::Unsubscribed,
            Some("probe") => Kind::Probe,
            Some("error") => Kind::Error,
            Some(_) => return None,
        })
    }

    /// As it is written; availability has no type.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Kind::Available => return None,
            Kind::Unavailable => "unavailable",
            Kind::Subscribe => "subscribe",
            Kind::Subscribed => "subscribed",
            Kind::Unsubscribe => "unsubscribe",
            Kind::Unsubscribed => "unsubscribed",
            Kind::Probe => "probe",
            Kind::Error => "error",
        })
    }
}

/// How somebody is available. Ordered by how much they want to talk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Show {
    DoNotDisturb,
    ExtendedAway,
    Away,
    #[default]
    Online,
    Chat,
}

impl Show {
    /// As it is written; plain availability has no `<show/>`.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Show::Online => return None,
            Show::Chat => "chat",
            Show::Away => "away",
            Show::ExtendedAway => "xa",
            Show::DoNotDisturb => "dnd",
        })
    }

    /// Anything unknown or empty is plain availability.
    pub fn from_name(name: &str) -> Show {
        match name.trim() {
            "chat" => Show::Chat,
            "away" => Show::Away,
            "xa" => Show::ExtendedAway,
            "dnd" => Show::DoNotDisturb,
            _ => Show::Online,
        }
    }
}

/// The state a presence stanza tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub show: Show,
    pub status: Option<String>,
    pub priority: i8,
}

/// Reads the state, whatever the stanza's type.
pub fn read(presence: &Element) -> State {
    State {
        show: field(presence, "show").map(|show| Show::from_name(&show)).unwrap_or_default(),
        status: field(presence, "status"),
        priority: field(presence, "priority").and_then(|text| clamp(&text)).unwrap_or_default(),
    }
}

fn clamp(text: &str) -> Option<i8> {
    let number: i64 = text.trim().parse().ok()?;
    i8::try_from(number.clamp(i64::from(i8::MIN), i64::from(i8::MAX))).ok()
}

/// `<presence/>` with this state, to be filled further (capabilities, idle time).
pub fn available(state: &State) -> Draft {
    element("presence", ns::CLIENT)
        .field_opt("show", state.show.name())
        .field_opt("status", state.status.as_deref())
        .field_opt("priority", (state.priority != 0).then(|| state.priority.to_string()))
}

/// `<presence type='unavailable'/>`
pub fn unavailable(status: Option<&str>) -> Draft {
    element("presence", ns::CLIENT).attr("type", "unavailable").field_opt("status", status)
}

/// `<presence/>` of this kind to somebody: a request to see presence and what answers it.
pub fn directed(kind: Kind, to: &str) -> Draft {
    element("presence", ns::CLIENT).attr("to", to).attr_opt("type", kind.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn states_come_back() {
        for show in [Show::Online, Show::Chat, Show::Away, Show::ExtendedAway, Show::DoNotDisturb] {
            let state = State { show, status: Some("in a meeting".into()), priority: -5 };
            assert_eq!(read(&available(&state).done()), state);
        }
        assert!(Show::Online > Show::Away);
    }

    #[test]
    fn oddities_cost_nobody_their_presence() {
        let odd = xml("<presence xmlns='jabber:client'><show/><status/><priority>1000</priority></presence>");
        assert_eq!(read(&odd), State { priority: 127, ..State::default() });
        let odd = xml("<presence xmlns='jabber:client'><show>dancing</show><priority>high</priority></presence>");
        assert_eq!(read(&odd), State::default());
        assert_eq!(Kind::of(&xml("<presence xmlns='jabber:client' type='invisible'/>")), None);
        assert_eq!(Kind::of(&directed(Kind::Subscribe, "a@b").done()), Some(Kind::Subscribe));
        assert_eq!(Kind::of(&unavailable(None).done()), Some(Kind::Unavailable));
    }
}
