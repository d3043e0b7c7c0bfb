//! Where the window was: kept between two openings, and corrected where the screens have changed.
//!
//! Invariant: a window is never put where its title bar cannot be reached, nor made larger than its screen.

use api::Theme;
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

const FILE: &str = "window.json";
/// In logical pixels: ui.md's smallest window, and the first one.
pub const SMALLEST: (f64, f64) = (360.0, 420.0);
pub const FIRST: (f64, f64) = (1080.0, 720.0);
/// How much of the title bar must be on a screen to be caught by a pointer.
const GRIP: i64 = 96;

/// Physical pixels: a window's outer position and inner size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
    pub maximized: bool,
    /// What the window was coloured after: the next one opens before the settings can be read.
    pub theme: Theme,
}

/// A screen without its panels, in physical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
}

impl Placement {
    /// The last placement in this folder, if one was kept and can be read.
    pub fn load(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join(FILE)).ok()?).ok()
    }

    /// Keeps it. Failing is no harm: the next window opens where the first one did.
    pub fn save(&self, folder: &Path) {
        if let Ok(text) = serde_json::to_vec(self)
            && let Err(error) = fs::write(folder.join(FILE), text)
        {
            tracing::debug!(%error, "the window's place was not kept");
        }
    }

    /// This placement on the screens there are now; `None` where its screen is gone.
    pub fn on(mut self, screens: &[Screen]) -> Option<Self> {
        let screen = screens.iter().find(|screen| screen.holds_title_bar(&self))?;
        self.width = self.width.min(screen.width).max(1);
        self.height = self.height.min(screen.height).max(1);
        Some(self)
    }
}

impl Screen {
    fn holds_title_bar(&self, window: &Placement) -> bool {
        let span = |from: i32, length: u32| (i64::from(from), i64::from(from) + i64::from(length));
        let (left, right) = span(self.x, self.width);
        let (top, bottom) = span(self.y, self.height);
        let (window_left, window_right) = span(window.x, window.width);
        let across = right.min(window_right) - left.max(window_left);
        let down = i64::from(window.y);
        across >= GRIP.min(i64::from(window.width)) && down >= top - 8 && down <= bottom - GRIP / 2
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const LAPTOP: Screen = Screen { x: 0, y: 0, width: 1920, height: 1080 };
    const SECOND: Screen = Screen { x: 1920, y: 0, width: 2560, height: 1440 };
    const WINDOW: Placement = Placement { x: 2200, y: 100, width: 1200, height: 800, maximized: false, theme: Theme::System };

    #[test]
    fn a_window_returns_to_its_place() {
        assert_eq!(WINDOW.on(&[LAPTOP, SECOND]), Some(WINDOW));
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_is_placed_anew() {
        assert_eq!(WINDOW.on(&[LAPTOP]), None);
        assert_eq!(WINDOW.on(&[]), None);
        assert_eq!(Placement { y: -500, ..WINDOW }.on(&[LAPTOP, SECOND]), None);
        assert_eq!(Placement { y: i32::MAX, x: i32::MIN, ..WINDOW }.on(&[LAPTOP, SECOND]), None);
    }

    #[test]
    fn a_window_that_hangs_over_the_edge_can_still_be_caught() {
        assert!(Placement { x: 1800, ..WINDOW }.on(&[LAPTOP]).is_some());
        assert!(Placement { x: 1900, ..WINDOW }.on(&[LAPTOP]).is_none());
    }

    #[test]
    fn a_window_is_not_larger_than_its_screen() {
        let placed = Placement { x: 0, width: 5000, height: 5000, ..WINDOW }.on(&[LAPTOP]).unwrap();
        assert_eq!((placed.width, placed.height), (1920, 1080));
    }

    #[test]
    fn it_is_kept_in_a_file_and_a_broken_file_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Placement::load(folder.path()), None);
        WINDOW.save(folder.path());
        assert_eq!(Placement::load(folder.path()), Some(WINDOW));
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(Placement::load(folder.path()), None);
    }
}
