//! Draws every icon of the program from one description: `cargo run --example draw-icons`.
//!
//! The mark is a speech bubble whose tail is a doorstep and whose middle is a lit doorway: talk in the hallway.
//! Shapes are signed distances in a unit square, sampled per pixel, so each size is drawn for itself instead of scaled.

use image::{ImageFormat, Rgba, RgbaImage};
use std::{fs, io, path::Path};

/// Samples along each side of a pixel.
const SAMPLES: u32 = 6;
const DEEP: [f32; 3] = [9.0, 62.0, 74.0];
const BRIGHT: [f32; 3] = [22.0, 138.0, 138.0];
const PAPER: [f32; 3] = [250.0, 252.0, 251.0];
const LIGHT: [f32; 3] = [247.0, 190.0, 92.0];
/// Sizes that panels of the three systems ask a tray icon in.
const TRAY: [u32; 8] = [16, 20, 22, 24, 32, 40, 48, 64];

#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// On a rounded tile with a margin, as the systems show application icons.
    App,
    /// The tile fills the whole square: every pixel counts in a tray.
    Tray,
    /// Black and transparent only: macOS colours it after its menu bar.
    Template,
}

fn rounded_box(x: f32, y: f32, centre: (f32, f32), half: (f32, f32), radius: f32) -> f32 {
    let (dx, dy) = ((x - centre.0).abs() - half.0 + radius, (y - centre.1).abs() - half.1 + radius);
    dx.max(dy).min(0.0) + dx.max(0.0).hypot(dy.max(0.0)) - radius
}

/// Negative inside the triangle, whose corners run clockwise on a screen.
fn triangle(x: f32, y: f32, corners: [(f32, f32); 3]) -> f32 {
    let [a, b, c] = corners;
    let edge = |p: (f32, f32), q: (f32, f32)| {
        let (ex, ey) = (q.0 - p.0, q.1 - p.1);
        (ey * (x - p.0) - ex * (y - p.1)) / ex.hypot(ey)
    };
    edge(a, b).max(edge(b, c)).max(edge(c, a))
}

fn bubble(x: f32, y: f32) -> f32 {
    let body = rounded_box(x, y, (0.5, 0.445), (0.335, 0.285), 0.12);
    let tail = triangle(x, y, [(0.24, 0.62), (0.56, 0.70), (0.24, 0.915)]);
    body.min(tail)
}

/// An arch: half a disc above, straight walls below, a floor.
fn doorway(x: f32, y: f32) -> f32 {
    if y < 0.37 { (x - 0.5).hypot(y - 0.37) - 0.135 } else { ((x - 0.5).abs() - 0.135).max(y - 0.665) }
}

/// The door stands open: what is left of the doorway shows the light behind it.
fn opening(x: f32, y: f32) -> f32 {
    let leaf = x - (0.492 + (y - 0.25) * 0.04);
    (doorway(x, y) + 0.03).max(leaf)
}

fn colour(style: Style, x: f32, y: f32) -> Option<[f32; 3]> {
    let (x, y) = match style {
        Style::App => ((x - 0.5) / 0.90 + 0.5, (y - 0.5) / 0.90 + 0.5),
        Style::Tray => (x, y),
        Style::Template => ((x - 0.5) * 0.80 + 0.5, (y - 0.5) * 0.86 + 0.53),
    };
    if style == Style::Template {
        return (bubble(x, y) < 0.0 && doorway(x, y) > 0.0).then_some([0.0; 3]);
    }
    if rounded_box(x, y, (0.5, 0.5), (0.5, 0.5), 0.225) >= 0.0 {
        return None;
    }
    let mix = |from: [f32; 3], to: [f32; 3], by: f32| {
        let by = by.clamp(0.0, 1.0);
        [0, 1, 2].map(|channel: usize| {
            let at = |colour: [f32; 3]| colour.get(channel).copied().unwrap_or(0.0);
            at(from) + (at(to) - at(from)) * by
        })
    };
    Some(if opening(x, y) < 0.0 {
        mix(LIGHT, [255.0, 226.0, 160.0], (0.7 - y) * 1.6)
    } else if doorway(x, y) < 0.0 {
        mix(DEEP, BRIGHT, 0.25)
    } else if bubble(x, y) < 0.0 {
        PAPER
    } else {
        mix(BRIGHT, DEEP, x * 0.25 + y * 0.85)
    })
}

fn draw(style: Style, size: u32) -> RgbaImage {
    RgbaImage::from_fn(size, size, |px, py| {
        let (mut sum, mut hits) = ([0.0; 3], 0.0_f32);
        for sample in 0..SAMPLES * SAMPLES {
            let at = |pixel: u32, step: u32| (pixel as f32 + (step as f32 + 0.5) / SAMPLES as f32) / size as f32;
            if let Some(rgb) = colour(style, at(px, sample % SAMPLES), at(py, sample / SAMPLES)) {
                hits += 1.0;
                for (total, channel) in sum.iter_mut().zip(rgb) {
                    *total += channel;
                }
            }
        }
        let [red, green, blue] = sum.map(|total: f32| (total / hits.max(1.0)).round() as u8);
        Rgba([red, green, blue, (hits * 255.0 / (SAMPLES * SAMPLES) as f32).round() as u8])
    })
}

fn png(image: &RgbaImage) -> image::ImageResult<Vec<u8>> {
    let mut bytes = io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

/// A 32-bit bitmap as it stands in an .ico: lines from below, then the (unused) one-bit mask.
fn bitmap(image: &RgbaImage) -> Vec<u8> {
    let size = image.width();
    let mut bytes = Vec::new();
    for word in [40, size, size * 2, 1 | 32 << 16, 0, 0, 0, 0, 0, 0] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    for row in image.rows().rev() {
        for Rgba([red, green, blue, alpha]) in row {
            bytes.extend_from_slice(&[*blue, *green, *red, *alpha]);
        }
    }
    bytes.resize(bytes.len() + (size.div_ceil(32) * 4 * size) as usize, 0);
    bytes
}

/// Windows: the resource compilers take compressed pictures for 256 pixels only.
fn ico(sizes: &[u32]) -> image::ImageResult<Vec<u8>> {
    let mut pictures = Vec::new();
    for &size in sizes {
        let image = draw(if size < 48 { Style::Tray } else { Style::App }, size);
        pictures.push((size, if size < 256 { bitmap(&image) } else { png(&image)? }));
    }
    let mut bytes = vec![0, 0, 1, 0];
    bytes.extend_from_slice(&(pictures.len() as u16).to_le_bytes());
    let mut offset = 6 + 16 * pictures.len() as u32;
    for (size, picture) in &pictures {
        let side = (*size % 256) as u8;
        bytes.extend_from_slice(&[side, side, 0, 0, 1, 0, 32, 0]);
        bytes.extend_from_slice(&(picture.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&offset.to_le_bytes());
        offset += picture.len() as u32;
    }
    for (_, picture) in pictures {
        bytes.extend_from_slice(&picture);
    }
    Ok(bytes)
}

/// macOS: a list of compressed pictures, each with the four letters of its size.
fn icns() -> image::ImageResult<Vec<u8>> {
    let mut body = Vec::new();
    for (kind, size) in
        [(b"ic11", 32), (b"ic12", 64), (b"ic07", 128), (b"ic13", 256), (b"ic08", 256), (b"ic14", 512), (b"ic09", 512)]
    {
        let picture = png(&draw(Style::App, size))?;
        body.extend_from_slice(kind);
        body.extend_from_slice(&(picture.len() as u32 + 8).to_be_bytes());
        body.extend_from_slice(&picture);
    }
    let mut bytes = b"icns".to_vec();
    bytes.extend_from_slice(&(body.len() as u32 + 8).to_be_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

fn main() -> image::ImageResult<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("icons");
    fs::create_dir_all(folder.join("tray"))?;
    for (name, size) in [("32x32.png", 32), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)] {
        fs::write(folder.join(name), png(&draw(Style::App, size))?)?;
    }
    for size in TRAY {
        fs::write(folder.join(format!("tray/{size}.png")), png(&draw(Style::Tray, size))?)?;
    }
    fs::write(folder.join("tray/template.png"), png(&draw(Style::Template, 44))?)?;
    fs::write(folder.join("icon.ico"), ico(&[16, 20, 24, 32, 40, 48, 64, 256])?)?;
    fs::write(folder.join("icon.icns"), icns()?)?;
    Ok(())
}
