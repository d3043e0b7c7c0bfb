//! macOS: Quartz counts the seconds since any event of a device.

use super::LastTouch;
use objc2_core_graphics::{CGEventSource, CGEventSourceStateID, CGEventType};
use std::time::Duration;

/// `kCGAnyInputEventType`, which the headers define as all bits set.
const ANY: CGEventType = CGEventType(u32::MAX);

pub struct Touch;

impl LastTouch for Touch {
    async fn open() -> Option<Self> {
        Some(Self)
    }

    async fn ago(&self) -> Option<Duration> {
        let seconds = CGEventSource::seconds_since_last_event_type(CGEventSourceStateID::CombinedSessionState, ANY);
        Duration::try_from_secs_f64(seconds).ok()
    }
}
