//! The tray icon with the unread number in it, drawn for each size a panel may ask for.
//!
//! Digits are bitmaps set to whole pixels, so that they stay legible at 16 pixels where a scaled font would blur.

use image::{Rgba, RgbaImage};

/// The icon without a number, drawn by `icons/draw.rs` at each of these sizes.
const DRAWN: [&[u8]; 8] = [
    include_bytes!("../../../icons/tray/16.png"),
    include_bytes!("../../../icons/tray/20.png"),
    include_bytes!("../../../icons/tray/22.png"),
    include_bytes!("../../../icons/tray/24.png"),
    include_bytes!("../../../icons/tray/32.png"),
    include_bytes!("../../../icons/tray/40.png"),
    include_bytes!("../../../icons/tray/48.png"),
    include_bytes!("../../../icons/tray/64.png"),
];
const RED: [f32; 3] = [214.0, 48.0, 49.0];
/// Larger numbers say only that there are many.
const MOST: u32 = 99;

/// What the icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    pub number: u32,
    /// In colour; gray when offline or signed out.
    pub connected: bool,
}

/// The icon in every size, without a number.
pub struct Artwork(Vec<RgbaImage>);

impl Artwork {
    pub fn load() -> Self {
        Self(DRAWN.iter().filter_map(|png| image::load_from_memory(png).ok()).map(|image| image.to_rgba8()).collect())
    }

    /// Every size, smallest first: a panel of Linux takes its pick.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    pub fn all(&self, look: Look) -> Vec<RgbaImage> {
        self.0.iter().map(|base| with_look(base, look)).collect()
    }

    /// The drawn size that is nearest to `size` without being smaller, or the largest.
    #[cfg_attr(target_os = "linux", allow(dead_code))]
    pub fn at(&self, size: u32, look: Look) -> Option<RgbaImage> {
        let base = self.0.iter().find(|image| image.width() >= size).or(self.0.last())?;
        Some(with_look(base, look))
    }
}

fn with_look(base: &RgbaImage, look: Look) -> RgbaImage {
    let mut image = base.clone();
    if !look.connected {
        for Rgba([red, green, blue, _]) in image.pixels_mut() {
            let gray = (f32::from(*red) * 0.30 + f32::from(*green) * 0.59 + f32::from(*blue) * 0.11) as u8;
            (*red, *green, *blue) = (gray, gray, gray);
        }
    }
    if look.number > 0 {
        let text = if look.number > MOST { format!("{MOST}+") } else { look.number.to_string() };
        draw_badge(&mut image, &text);
    }
    image
}

/// Rows of a glyph, the leftmost pixel in the highest bit.
struct Font {
    width: u32,
    height: u32,
    glyph: fn(char) -> &'static [u8],
}

const SMALL: Font = Font { width: 3, height: 5, glyph: small_glyph };
const LARGE: Font = Font { width: 5, height: 7, glyph: large_glyph };

/// Which digits fit an icon of this size, and how many pixels each of their dots takes.
fn font_for(size: u32) -> (Font, u32) {
    match size {
        0..20 => (SMALL, 1),
        20..32 => (LARGE, 1),
        32..40 => (SMALL, 2),
        40..64 => (LARGE, 2),
        _ => (LARGE, size / 21),
    }
}

/// A red pill in the lower right corner, set off by a clear line, with the text in white.
fn draw_badge(image: &mut RgbaImage, text: &str) {
    let size = image.width();
    let (font, dot) = font_for(size);
    let letters = text.chars().count() as u32;
    let text_width = (letters * (font.width + 1)).saturating_sub(1) * dot;
    let text_height = font.height * dot;
    let height = text_height + 2 * dot;
    let width = (text_width + 2 * dot).max(height).min(size);
    let (left, top) = (size - width, size.saturating_sub(height));

    let (half_width, half_height) = (width as f32 / 2.0, height as f32 / 2.0);
    let radius = half_height.min(2.0 * dot as f32);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let dx = (x as f32 + 0.5 - left as f32 - half_width).abs() - half_width + radius;
        let dy = (y as f32 + 0.5 - top as f32 - half_height).abs() - half_height + radius;
        let distance = dx.max(dy).min(0.0) + dx.max(0.0).hypot(dy.max(0.0)) - radius;
        let clear = (0.5 - (distance - dot as f32)).clamp(0.0, 1.0);
        let red = (0.5 - distance).clamp(0.0, 1.0);
        blend(pixel, clear, red);
    }

    let (mut x, y) = (left + (width - text_width.min(width)).div_ceil(2), top + dot);
    for letter in text.chars() {
        for (row, bits) in (0..).zip((font.glyph)(letter)) {
            for column in 0..font.width {
                if bits >> (font.width - 1 - column) & 1 == 1 {
                    fill(image, x + column * dot, y + row * dot, dot);
                }
            }
        }
        x += (font.width + 1) * dot;
    }
}

/// First takes away what is under the clear line, then lays red over it.
fn blend(pixel: &mut Rgba<u8>, clear: f32, red: f32) {
    let Rgba([r, g, b, alpha]) = pixel;
    let under = f32::from(*alpha) / 255.0 * (1.0 - clear);
    let over = red + under * (1.0 - red);
    if over > 0.0 {
        for (channel, target) in [r, g, b].into_iter().zip(RED) {
            *channel = ((target * red + f32::from(*channel) * under * (1.0 - red)) / over).round() as u8;
        }
    }
    *alpha = (over * 255.0).round() as u8;
}

fn fill(image: &mut RgbaImage, x: u32, y: u32, dot: u32) {
    for py in y..y + dot {
        for px in x..x + dot {
            if let Some(pixel) = image.get_pixel_mut_checked(px, py) {
                *pixel = Rgba([255, 255, 255, 255]);
            }
        }
    }
}

fn small_glyph(letter: char) -> &'static [u8] {
    match letter {
        '0' => &[0b111, 0b101, 0b101, 0b101, 0b111],
        '1' => &[0b010, 0b110, 0b010, 0b010, 0b111],
        '2' => &[0b111, 0b001, 0b111, 0b100, 0b111],
        '3' => &[0b111, 0b001, 0b111, 0b001, 0b111],
        '4' => &[0b101, 0b101, 0b111, 0b001, 0b001],
        '5' => &[0b111, 0b100, 0b111, 0b001, 0b111],
        '6' => &[0b111, 0b100, 0b111, 0b101, 0b111],
        '7' => &[0b111, 0b001, 0b010, 0b010, 0b010],
        '8' => &[0b111, 0b101, 0b111, 0b101, 0b111],
        '9' => &[0b111, 0b101, 0b111, 0b001, 0b111],
        _ => &[0b000, 0b010, 0b111, 0b010, 0b000],
    }
}

fn large_glyph(letter: char) -> &'static [u8] {
    match letter {
        '0' => &[0b01110, 0b11011, 0b11011, 0b11011, 0b11011, 0b11011, 0b01110],
        '1' => &[0b00110, 0b01110, 0b11110, 0b00110, 0b00110, 0b00110, 0b00110],
        '2' => &[0b01110, 0b11011, 0b00011, 0b00110, 0b01100, 0b11000, 0b11111],
        '3' => &[0b11110, 0b00011, 0b00011, 0b01110, 0b00011, 0b00011, 0b11110],
        '4' => &[0b00011, 0b00111, 0b01111, 0b11011, 0b11111, 0b00011, 0b00011],
        '5' => &[0b11111, 0b11000, 0b11110, 0b00011, 0b00011, 0b11011, 0b01110],
        '6' => &[0b00110, 0b01100, 0b11000, 0b11110, 0b11011, 0b11011, 0b01110],
        '7' => &[0b11111, 0b00011, 0b00011, 0b00110, 0b00110, 0b01100, 0b01100],
        '8' => &[0b01110, 0b11011, 0b11011, 0b01110, 0b11011, 0b11011, 0b01110],
        '9' => &[0b01110, 0b11011, 0b11011, 0b01111, 0b00011, 0b00110, 0b01100],
        _ => &[0b00000, 0b00100, 0b00100, 0b11111, 0b00100, 0b00100, 0b00000],
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn look(number: u32) -> Look {
        Look { number, connected: true }
    }

    #[test]
    fn there_is_an_icon_for_every_size() {
        let sizes: Vec<u32> = Artwork::load().all(look(0)).iter().map(RgbaImage::width).collect();
        assert_eq!(sizes, [16, 20, 22, 24, 32, 40, 48, 64]);
    }

    #[test]
    fn every_number_looks_different_at_every_size() {
        let artwork = Artwork::load();
        let mut seen: Vec<HashSet<Vec<u8>>> = vec![HashSet::new(); DRAWN.len()];
        for number in 0..=100 {
            for (seen, image) in seen.iter_mut().zip(artwork.all(look(number))) {
                seen.insert(image.into_raw());
            }
        }
        for (seen, image) in seen.iter().zip(&artwork.0) {
            assert_eq!(seen.len(), 101, "size {}", image.width());
        }
    }

    #[test]
    fn beyond_99_it_says_99_plus() {
        let artwork = Artwork::load();
        assert_eq!(artwork.all(look(100)), artwork.all(look(u32::MAX)));
        assert_ne!(artwork.all(look(99)), artwork.all(look(100)));
    }

    /// All dots of all letters are on the icon, and white on red all around.
    #[test]
    fn digits_are_whole_and_stand_on_red() {
        for base in Artwork::load().0 {
            for text in ["1", "8", "42", "88", "99+"] {
                let mut image = RgbaImage::new(base.width(), base.height());
                draw_badge(&mut image, text);
                let (font, dot) = font_for(base.width());
                let dots: u32 = text.chars().flat_map(|letter| (font.glyph)(letter)).map(|row| row.count_ones()).sum();
                let white: Vec<(u32, u32)> =
                    image.enumerate_pixels().filter(|(.., pixel)| pixel.0 == [255; 4]).map(|(x, y, _)| (x, y)).collect();
                assert_eq!(white.len() as u32, dots * dot * dot, "{text} at {}", base.width());
                for (x, y) in white {
                    assert!(x > 0 && y > 0 && x < base.width() - 1 && y < base.height() - 1, "{text} at {}: {x},{y}", base.width());
                    let below = image.get_pixel(x, y + 1).0;
                    assert!(below[3] > 200, "{text} at {}: no ground under {x},{y}", base.width());
                }
            }
        }
    }

    #[test]
    fn offline_it_is_gray_but_the_number_stays_red() {
        let image = Artwork::load().at(32, Look { number: 7, connected: false }).unwrap();
        assert!(image.pixels().any(|pixel| pixel.0 == [214, 48, 49, 255]));
        let corner = image.get_pixel(8, 2).0;
        assert!(corner[0] == corner[1] && corner[1] == corner[2]);
    }
}
