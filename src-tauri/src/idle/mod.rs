//! Whether anybody sits at this computer: the engine hears since when no key or pointer was touched (F40, XEP-0319). What
//! becomes of it, after how many minutes, is the engine's affair.
//!
//! Invariant: only the time of the last touch is asked for, never what was touched.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux::Touch;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos::Touch;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows::Touch;

use api::Millis;
use engine::Clock;
use std::{future::Future, time::Duration};

/// Shorter pauses are none.
const PAUSE: Duration = Duration::from_secs(60);
/// How often is asked while somebody is there, and while nobody is: whoever comes back is there at once.
const THERE: Duration = Duration::from_secs(30);
const GONE: Duration = Duration::from_secs(2);

/// What a system tells of its keys and pointers.
trait LastTouch: Sized {
    /// `None` where this system does not tell.
    fn open() -> impl Future<Output = Option<Self>> + Send;

    /// How long ago it was. `None` where that cannot be had at this moment.
    fn ago(&self) -> impl Future<Output = Option<Duration>> + Send;
}

/// Tells of every pause and of its end, for as long as the program runs.
pub async fn watch(clock: impl Clock, tell: impl Fn(Option<Millis>)) {
    let Some(touch) = Touch::open().await else {
        tracing::info!("this desktop does not tell whether anybody is there");
        return;
    };
    let mut pause = Pause::default();
    loop {
        if let Some(news) = touch.ago().await.and_then(|ago| pause.notice(ago, clock.now_ms())) {
            tell(news);
        }
        tokio::time::sleep(if pause.0.is_some() { GONE } else { THERE }).await;
    }
}

/// Since when nobody is there.
#[derive(Debug, Default)]
struct Pause(Option<Millis>);

impl Pause {
    /// What is new, if anything is.
    fn notice(&mut self, ago: Duration, now: Millis) -> Option<Option<Millis>> {
        let since = (ago >= PAUSE).then(|| now.saturating_sub(Millis::try_from(ago.as_millis()).unwrap_or(Millis::MAX)));
        // The same pause is measured a little differently each time.
        if since.is_some() == self.0.is_some() {
            return None;
        }
        self.0 = since;
        Some(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_told_once_and_so_is_its_end() {
        let mut pause = Pause::default();
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        assert_eq!(pause.notice(Duration::from_secs(59), 1_000_000), None);
        assert_eq!(pause.notice(minutes(2), 1_000_000), Some(Some(880_000)));
        assert_eq!(pause.notice(minutes(3), 1_060_007), None);
        assert_eq!(pause.notice(Duration::ZERO, 1_070_000), Some(None));
        assert_eq!(pause.notice(Duration::from_secs(2), 1_072_000), None);
    }
}
