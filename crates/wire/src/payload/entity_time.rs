//! Entity time (XEP-0202).

use minidom::Element;

use crate::ns;
use crate::stanza::{element, field};
use crate::time;

/// The time somewhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityTime {
    /// Milliseconds since 1970.
    pub utc: i64,
    /// Minutes east of Greenwich, within a day.
    pub offset: i32,
}

impl EntityTime {
    /// The payload of the answer.
    pub fn to_element(self) -> Element {
        element("time", ns::TIME).field("tzo", format_offset(self.offset)).field("utc", time::format(self.utc)).done()
    }

    /// Reads the payload of an answer.
    pub fn from_element(element: &Element) -> Option<EntityTime> {
        if !element.is("time", ns::TIME) {
            return None;
        }
        Some(EntityTime { utc: time::parse(&field(element, "utc")?)?, offset: parse_offset(&field(element, "tzo")?)? })
    }
}

/// The payload of the question.
pub fn request() -> Element {
    element("time", ns::TIME).done()
}

/// `+02:00`
pub fn format_offset(minutes: i32) -> String {
    let size = minutes.unsigned_abs();
    format!("{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, size / 60, size % 60)
}

/// Minutes east of Greenwich; `None` if it is nonsense or more than 14 hours.
pub fn parse_offset(text: &str) -> Option<i32> {
    let text = text.trim();
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let number = |text: &str| {
        if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse::<i32>().ok() } else { None }
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 14 * 60).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_times_come_back() {
        for offset in [0, 120, -210, 840, -720] {
            let time = EntityTime { utc: 1_715_000_000_000, offset };
            assert_eq!(EntityTime::from_element(&time.to_element()), Some(time));
        }
        assert_eq!(parse_offset("Z"), Some(0));
        for bad in ["", "2:00", "+25:00", "+1:00", "+00:60", "+aa:bb", "+0200", "+-1:00"] {
            assert_eq!(parse_offset(bad), None, "{bad}");
        }
    }
}
