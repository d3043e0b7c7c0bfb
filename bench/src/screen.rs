//! What can be seen on a private desktop: a window may be there, and have its title, long before anything is painted in it.

use anyhow::{Context, Result};
use x11rb::{
    connection::Connection,
    protocol::xproto::{ConnectionExt, ImageFormat, Screen as Root},
    rust_connection::RustConnection,
};

/// More colours than a window has that shows its controls only: the drawn faces of colleagues have hundreds.
const FACES: usize = 600;

pub struct Screen {
    connection: RustConnection,
    root: Root,
}

impl Screen {
    /// `display`: as in `DISPLAY`.
    pub fn of(display: &str) -> Result<Self> {
        let (connection, number) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots.get(number).context("a screen")?.clone();
        Ok(Self { connection, root })
    }

    /// Whether people are on it.
    pub fn shows_faces(&self) -> Result<bool> {
        Ok(self.colours()? > FACES)
    }

    fn colours(&self) -> Result<usize> {
        let (width, height) = (self.root.width_in_pixels, self.root.height_in_pixels);
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root.root, 0, 0, width, height, u32::MAX)?.reply()?;
        let mut colours: Vec<[u8; 4]> = image.data.as_chunks().0.to_vec();
        colours.sort_unstable();
        colours.dedup();
        Ok(colours.len())
    }
}
