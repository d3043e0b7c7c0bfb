//! Portraits of people who do not exist, drawn from a few words about them, and the company's logo.
//!
//! Invariant: the same face code and seed always give the same picture; nothing is loaded, nothing is a photograph.

use tiny_skia::PathBuilder;

use super::canvas::{Canvas, Rgb, arc, curve, darker, oval};

/// Pixels of a side; drawn in a space of 100 by 100.
const SIDE: u32 = 192;

const SKIN: [Rgb; 5] = [(250, 220, 200), (243, 203, 170), (218, 168, 128), (168, 113, 78), (112, 72, 50)];
const BACKGROUNDS: [(Rgb, Rgb); 8] = [
    ((255, 214, 165), (255, 183, 120)),
    ((190, 225, 230), (132, 190, 205)),
    ((214, 226, 190), (160, 190, 140)),
    ((228, 214, 240), (186, 165, 215)),
    ((250, 208, 208), (232, 158, 160)),
    ((205, 218, 240), (148, 172, 215)),
    ((245, 228, 178), (225, 195, 120)),
    ((206, 228, 220), (140, 190, 172)),
];
const CLOTHES: [Rgb; 8] =
    [(46, 74, 110), (150, 62, 60), (60, 100, 82), (90, 78, 120), (198, 142, 60), (64, 68, 76), (176, 96, 120), (236, 236, 232)];

/// A face in words: see `company.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    style: char,
    skin: Rgb,
    hair: Rgb,
    glasses: bool,
    beard: bool,
}

impl Face {
    /// Reads a code like `L2bg`; nothing for a dash or what is no code.
    pub fn read(code: &str) -> Option<Self> {
        let mut letters = code.chars();
        let style = letters.next().filter(|style| "LMBWSQCXH".contains(*style))?;
        let skin = *SKIN.get(letters.next()?.to_digit(10)?.checked_sub(1)? as usize)?;
        let hair = match letters.next()? {
            'k' => (38, 32, 34),
            'b' => (98, 66, 44),
            'y' => (222, 186, 118),
            'r' => (176, 88, 48),
            'g' => (150, 150, 152),
            'w' => (226, 226, 224),
            _ => return None,
        };
        let rest: Vec<char> = letters.collect();
        Some(Self { style, skin, hair, glasses: rest.contains(&'g'), beard: rest.contains(&'d') })
    }
}

/// Draws the face on the background the seed chooses; PNG bytes.
pub fn portrait(face: Face, seed: u64) -> Option<Vec<u8>> {
    let mut canvas = Canvas::new(SIDE, SIDE)?;
    let pick = |shift: u32, of: usize| ((seed >> shift) as usize) % of;
    let (top, bottom) = *BACKGROUNDS.get(pick(0, BACKGROUNDS.len()))?;
    let cloth = *CLOTHES.get(pick(8, CLOTHES.len()))?;
    canvas.gradient(top, bottom);
    behind(&mut canvas, face);
    body(&mut canvas, face, cloth);
    head(&mut canvas, face);
    if face.beard {
        beard(&mut canvas, face);
    }
    features(&mut canvas, face, pick(16, 3));
    in_front(&mut canvas, face);
    if face.glasses {
        glasses(&mut canvas);
    }
    canvas.png()
}

/// Hair that falls behind head and shoulders.
fn behind(canvas: &mut Canvas, face: Face) {
    let back = darker(face.hair, 0.12);
    match face.style {
        'L' => {
            canvas.fill(
                curve(
                    (27.0, 40.0),
                    &[
                        [26.0, 12.0, 74.0, 12.0, 73.0, 40.0],
                        [76.0, 60.0, 78.0, 78.0, 76.0, 90.0],
                        [60.0, 96.0, 40.0, 96.0, 24.0, 90.0],
                        [22.0, 78.0, 24.0, 60.0, 27.0, 40.0],
                    ],
                ),
                back,
            );
        }
        'M' => {
            canvas.fill(
                curve(
                    (28.0, 40.0),
                    &[
                        [27.0, 12.0, 73.0, 12.0, 72.0, 40.0],
                        [75.0, 54.0, 75.0, 62.0, 71.0, 69.0],
                        [60.0, 73.0, 40.0, 73.0, 29.0, 69.0],
                        [25.0, 62.0, 25.0, 54.0, 28.0, 40.0],
                    ],
                ),
                back,
            );
        }
        'W' => {
            for (x, y, r) in [
                (31.0, 36.0, 11.0),
                (69.0, 36.0, 11.0),
                (28.0, 52.0, 10.0),
                (72.0, 52.0, 10.0),
                (29.0, 67.0, 10.0),
                (71.0, 67.0, 10.0),
                (33.0, 79.0, 9.0),
                (67.0, 79.0, 9.0),
                (50.0, 40.0, 24.0),
            ] {
                canvas.oval(x, y, r, r, back);
            }
        }
        'B' => canvas.oval(50.0, 15.5, 9.0, 8.5, back),
        'C' => canvas.oval(50.0, 36.0, 25.0, 23.0, back),
        _ => {}
    }
}

fn body(canvas: &mut Canvas, face: Face, cloth: Rgb) {
    let shoulders = curve(
        (10.0, 101.0),
        &[[11.0, 80.0, 24.0, 73.0, 41.0, 71.0], [46.0, 75.0, 54.0, 75.0, 59.0, 71.0], [76.0, 73.0, 89.0, 80.0, 90.0, 101.0]],
    );
    canvas.fill(shoulders, cloth);
    canvas.fill(
        curve(
            (42.5, 56.0),
            &[[42.5, 64.0, 43.0, 70.0, 40.5, 72.0], [46.0, 79.0, 54.0, 79.0, 59.5, 72.0], [57.0, 70.0, 57.5, 64.0, 57.5, 56.0]],
        ),
        darker(face.skin, 0.1),
    );
    canvas.line(arc((40.0, 71.8), (50.0, 81.0), (60.0, 71.8)), darker(cloth, 0.18), 1.6);
}

fn head(canvas: &mut Canvas, face: Face) {
    if face.style != 'H' {
        for x in [32.6, 67.4] {
            canvas.oval(x, 46.5, 3.4, 5.0, darker(face.skin, 0.06));
        }
    }
    canvas.fill(
        curve(
            (33.0, 42.0),
            &[[33.0, 17.0, 67.0, 17.0, 67.0, 42.0], [67.0, 58.0, 58.0, 67.0, 50.0, 67.0], [42.0, 67.0, 33.0, 58.0, 33.0, 42.0]],
        ),
        face.skin,
    );
}

fn beard(canvas: &mut Canvas, face: Face) {
    let hair = if face.style == 'X' { darker(face.hair, 0.1) } else { face.hair };
    canvas.fill(
        curve(
            (33.2, 45.0),
            &[
                [34.0, 52.0, 37.0, 54.5, 42.0, 53.6],
                [46.0, 51.6, 54.0, 51.6, 58.0, 53.6],
                [63.0, 54.5, 66.0, 52.0, 66.8, 45.0],
                [67.5, 61.0, 58.5, 69.5, 50.0, 69.5],
                [41.5, 69.5, 32.5, 61.0, 33.2, 45.0],
            ],
        ),
        hair,
    );
}

fn features(canvas: &mut Canvas, face: Face, mood: usize) {
    let brow = if face.style == 'X' || face.style == 'H' { (70, 56, 48) } else { darker(face.hair, 0.25) };
    for x in [42.5, 57.5] {
        canvas.oval(x, 44.5, 2.1, 2.4, (44, 36, 38));
        canvas.oval(x + 0.7, 43.7, 0.7, 0.7, (255, 255, 255));
        canvas.line(arc((x - 3.6, 39.4), (x, 37.6), (x + 3.6, 39.4)), brow, 1.3);
        canvas.fade(oval(x + (x - 50.0) * 0.45, 51.0, 3.2, 2.2), (230, 90, 80), 0.16);
    }
    canvas.line(arc((50.0, 46.0), (52.6, 50.6), (49.4, 51.0)), darker(face.skin, 0.22), 1.1);
    let lip = if face.beard { (186, 110, 100) } else { (176, 84, 80) };
    match mood {
        0 => canvas.line(arc((44.5, 56.6), (50.0, 60.4), (55.5, 56.6)), lip, 1.5),
        1 => {
            canvas.fill(
                curve((44.0, 56.0), &[[46.0, 57.0, 54.0, 57.0, 56.0, 56.0], [55.0, 62.4, 45.0, 62.4, 44.0, 56.0]]),
                (150, 60, 62),
            );
            canvas.fill(
                curve((45.4, 56.6), &[[47.0, 57.2, 53.0, 57.2, 54.6, 56.6], [54.0, 58.8, 46.0, 58.8, 45.4, 56.6]]),
                (255, 255, 255),
            );
        }
        _ => canvas.line(arc((45.0, 57.4), (51.0, 59.6), (55.6, 56.4)), lip, 1.5),
    }
}

/// Hair in front of the forehead, or what is worn on it.
fn in_front(canvas: &mut Canvas, face: Face) {
    match face.style {
        'X' => {}
        'H' => {
            let (scarf, fold) = ((92, 128, 140), (66, 98, 112));
            let around = [
                [28.0, 6.0, 72.0, 6.0, 72.0, 44.0],
                [72.0, 62.0, 70.0, 74.0, 78.0, 88.0],
                [60.0, 97.0, 40.0, 97.0, 22.0, 88.0],
                [30.0, 74.0, 28.0, 62.0, 28.0, 44.0],
            ];
            let mut path = PathBuilder::new();
            path.move_to(28.0, 44.0);
            for [ax, ay, bx, by, x, y] in around {
                path.cubic_to(ax, ay, bx, by, x, y);
            }
            path.close();
            // The face is left open: wound the other way round.
            path.move_to(35.5, 44.0);
            path.cubic_to(36.0, 58.0, 42.0, 66.5, 50.0, 66.5);
            path.cubic_to(58.0, 66.5, 64.0, 58.0, 64.5, 44.0);
            path.cubic_to(64.0, 24.0, 36.0, 24.0, 35.5, 44.0);
            path.close();
            canvas.fill(path.finish(), scarf);
            canvas.line(arc((36.0, 66.0), (52.0, 84.0), (70.0, 72.0)), fold, 1.4);
        }
        'C' => {
            for (x, y, r) in [
                (33.0, 30.0, 7.5),
                (39.0, 23.0, 7.5),
                (47.0, 19.5, 8.0),
                (55.0, 19.8, 8.0),
                (62.0, 24.0, 7.5),
                (67.0, 31.0, 7.0),
                (44.0, 26.0, 6.5),
                (56.0, 26.0, 6.5),
            ] {
                canvas.oval(x, y, r, r, face.hair);
            }
        }
        'Q' => {
            canvas.fill(
                curve(
                    (32.2, 43.0),
                    &[
                        [28.0, 12.0, 74.0, 10.0, 67.8, 43.0],
                        [66.0, 36.0, 64.0, 33.0, 61.0, 30.0],
                        [54.0, 33.0, 46.0, 33.0, 41.0, 27.0],
                        [37.0, 31.0, 34.0, 36.0, 32.2, 43.0],
                    ],
                ),
                face.hair,
            );
        }
        'S' => {
            canvas.fill(
                curve(
                    (32.4, 42.0),
                    &[
                        [29.0, 14.0, 71.0, 14.0, 67.6, 42.0],
                        [66.6, 35.0, 64.0, 31.5, 60.0, 29.5],
                        [53.0, 27.5, 47.0, 27.5, 40.0, 29.5],
                        [36.0, 31.5, 33.4, 35.0, 32.4, 42.0],
                    ],
                ),
                face.hair,
            );
        }
        _ => {
            // Parted in the middle for long hair, a fringe for a bob.
            let fringe = if face.style == 'M' { 36.0 } else { 28.0 };
            canvas.fill(
                curve(
                    (31.4, 46.0),
                    &[
                        [27.0, 13.0, 73.0, 13.0, 68.6, 46.0],
                        [66.6, 38.0, 62.0, fringe - 1.0, 52.0, fringe - 6.0],
                        [46.0, fringe, 36.0, fringe + 2.0, 31.4, 46.0],
                    ],
                ),
                face.hair,
            );
        }
    }
}

fn glasses(canvas: &mut Canvas) {
    let frame = (52, 48, 56);
    for x in [42.5, 57.5] {
        canvas.fade(oval(x, 44.6, 5.6, 5.0), (255, 255, 255), 0.18);
        canvas.line(oval(x, 44.6, 5.6, 5.0), frame, 1.1);
    }
    canvas.line(arc((48.1, 44.0), (50.0, 42.8), (51.9, 44.0)), frame, 1.1);
    canvas.line(arc((36.9, 44.0), (34.6, 43.4), (33.0, 43.8)), frame, 1.1);
    canvas.line(arc((63.1, 44.0), (65.4, 43.4), (67.0, 43.8)), frame, 1.1);
}

/// The company's mark: a star of the winds on deep blue.
pub fn logo() -> Option<Vec<u8>> {
    let mut canvas = Canvas::new(256, 256)?;
    canvas.fill(oval(50.0, 50.0, 48.0, 48.0), (31, 58, 95));
    for (long, color) in [(22.0, (120, 160, 200)), (38.0, (255, 255, 255))] {
        let turn = if long < 30.0 { std::f32::consts::FRAC_PI_4 } else { 0.0 };
        let mut path = PathBuilder::new();
        for corner in 0..8 {
            let angle = turn + corner as f32 * std::f32::consts::FRAC_PI_4;
            let reach = if corner % 2 == 0 { long } else { 8.0 };
            let (x, y) = (50.0 + reach * angle.sin(), 50.0 - reach * angle.cos());
            if corner == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
        canvas.fill(path.finish(), color);
    }
    canvas.fill(
        curve((50.0, 12.0), &[[50.0, 12.0, 55.66, 44.34, 55.66, 44.34], [55.66, 44.34, 50.0, 50.0, 50.0, 50.0]]),
        (240, 150, 60),
    );
    canvas.png()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn every_style_is_drawn_and_repeats() {
        for style in "LMBWSQCXH".chars() {
            let face = Face::read(&format!("{style}3kgd")).unwrap();
            let first = portrait(face, 7).unwrap();
            assert_eq!(first, portrait(face, 7).unwrap());
            assert!(first.len() < 60_000, "{style} {}", first.len());
        }
        assert!(Face::read("-").is_none() && Face::read("L9k").is_none() && Face::read("").is_none());
        assert!(logo().is_some());
    }
}
