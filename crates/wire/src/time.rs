//! Time on the wire (XEP-0082) and the clock that is passed in.
//!
//! Invariant: everywhere else time is an `i64` of milliseconds since 1970-01-01T00:00:00Z.

use chrono::{DateTime, Datelike, SecondsFormat, Utc};

/// Where the present comes from. Passed in, so that tests and simulations own the time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970 (UTC). May jump, as wall clocks do.
    fn now_ms(&self) -> i64;
}

/// The system's wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        Utc::now().timestamp_millis()
    }
}

/// The last millisecond of the year 9999, the latest that XEP-0082 can write.
const LAST: i64 = 253_402_300_799_999;

/// `2024-05-06T07:08:09.123Z`. Times outside 1970 to 9999 are written as the nearest end.
pub fn format(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms.clamp(0, LAST))
        .unwrap_or(DateTime::UNIX_EPOCH)
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Milliseconds of a XEP-0082 date and time in any zone, or of the older `20020910T23:08:25` (XEP-0091). `None` if it
/// is nonsense or not within the years 1970 to 9999. It is a claim of the sender: clamp before it is shown.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.len() > 64 {
        return None;
    }
    let time = match DateTime::parse_from_rfc3339(text) {
        Ok(time) => time.with_timezone(&Utc),
        Err(_) => chrono::NaiveDateTime::parse_from_str(text, "%Y%m%dT%H:%M:%S").ok()?.and_utc(),
    };
    (1970..=9999).contains(&time.year()).then(|| time.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        for ms in [0, 1, 1_715_000_000_123, LAST] {
            assert_eq!(parse(&format(ms)), Some(ms));
        }
        assert_eq!(format(1_714_979_289_123), "2024-05-06T07:08:09.123Z");
        assert_eq!(format(-5), format(0));
        assert_eq!(format(i64::MAX), format(LAST));
    }

    #[test]
    fn zones_fractions_and_the_old_form() {
        let ten = parse("2024-05-06T10:00:00Z");
        assert!(ten.is_some());
        assert_eq!(parse("2024-05-06T12:00:00+02:00"), ten);
        assert_eq!(parse("2024-05-06T10:00:00.000000Z"), ten);
        assert_eq!(parse("20240506T10:00:00"), ten);
    }

    #[test]
    fn nonsense_is_refused() {
        let long = format!("2024-05-06T10:00:00.{}Z", "0".repeat(100_000));
        for text in [
            "",
            "yesterday",
            "0001-01-01T00:00:00Z",
            "-2024-05-06T10:00:00Z",
            "2024-13-06T10:00:00Z",
            "10000-01-01T00:00:00Z",
            &long,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
