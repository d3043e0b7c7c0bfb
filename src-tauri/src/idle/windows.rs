//! Windows: the tick of the last input of this session.

use super::LastTouch;
use std::time::Duration;
use windows::Win32::{
    System::SystemInformation::GetTickCount,
    UI::Input::KeyboardAndMouse::{GetLastInputInfo, LASTINPUTINFO},
};

pub struct Touch;

impl LastTouch for Touch {
    async fn open() -> Option<Self> {
        Some(Self)
    }

    #[allow(unsafe_code)]
    async fn ago(&self) -> Option<Duration> {
        let mut last = LASTINPUTINFO { cbSize: u32::try_from(size_of::<LASTINPUTINFO>()).ok()?, dwTime: 0 };
        // SAFETY: the structure says its own size and lives until the call returns; the other call takes nothing.
        let now = unsafe { GetLastInputInfo(&raw mut last).as_bool().then(|| GetTickCount()) }?;
        // The tick wraps after 49 days.
        Some(Duration::from_millis(now.wrapping_sub(last.dwTime).into()))
    }
}
