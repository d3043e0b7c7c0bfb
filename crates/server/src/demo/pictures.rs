//! Pictures that colleagues share: a cover, a drawing and a chart, all drawn here.
//!
//! Invariant: nothing is loaded, nothing is a photograph; the same every time.

use super::canvas::{Canvas, Rgb, arc, curve, oval};

pub const COVER: (u32, u32) = (1200, 800);
pub const DRAWING: (u32, u32) = (960, 720);
pub const CHART: (u32, u32) = (960, 540);

const INK: Rgb = (38, 54, 84);
const ORANGE: Rgb = (236, 116, 44);

/// A person in a very orange jacket, looking at the sea.
pub fn cover() -> Option<Vec<u8>> {
    let mut canvas = Canvas::new(COVER.0, COVER.1)?;
    canvas.gradient((250, 214, 170), (120, 160, 196));
    canvas.oval(74.0, 24.0, 7.0, 7.0, (255, 242, 214));
    canvas.fill(curve((0.0, 40.0), &[[18.0, 24.0, 30.0, 30.0, 44.0, 41.0], [44.0, 41.0, 20.0, 42.0, 0.0, 42.0]]), (98, 122, 150));
    canvas.rect(0.0, 41.0, 100.0, 26.0, (62, 104, 138));
    for (x, y, length) in [(8.0, 46.0, 12.0), (52.0, 45.0, 18.0), (30.0, 50.0, 16.0), (70.0, 52.0, 22.0), (14.0, 56.0, 20.0)] {
        canvas.line(arc((x, y), (x + length / 2.0, y - 0.8), (x + length, y)), (138, 176, 200), 0.4);
    }
    // The lighthouse on its rock.
    canvas
        .fill(curve((80.0, 43.0), &[[84.0, 36.0, 96.0, 37.0, 100.0, 39.0], [100.0, 40.0, 100.0, 43.0, 100.0, 43.0]]), (70, 76, 88));
    canvas.fill(
        curve(
            (88.0, 38.0),
            &[[88.4, 30.0, 89.0, 24.0, 89.2, 20.0], [90.0, 20.0, 91.6, 20.0, 91.8, 20.0], [92.0, 24.0, 92.6, 30.0, 93.0, 38.0]],
        ),
        (244, 240, 232),
    );
    canvas.rect(88.6, 28.0, 3.8, 4.0, (190, 60, 54));
    canvas.rect(89.2, 17.4, 2.6, 2.8, (60, 64, 76));
    // The cliff, and somebody on it.
    canvas.fill(
        curve(
            (0.0, 58.0),
            &[[14.0, 50.0, 34.0, 52.0, 48.0, 60.0], [56.0, 64.0, 60.0, 67.0, 66.0, 67.0], [40.0, 68.0, 10.0, 67.0, 0.0, 67.0]],
        ),
        (74, 92, 70),
    );
    canvas.rect(27.2, 47.0, 1.4, 6.6, (44, 50, 66));
    canvas.rect(29.4, 47.0, 1.4, 6.6, (44, 50, 66));
    canvas.fill(
        curve(
            (25.4, 48.4),
            &[[25.4, 40.0, 26.4, 37.4, 29.0, 37.2], [31.6, 37.4, 32.6, 40.0, 32.6, 48.4], [30.0, 49.0, 28.0, 49.0, 25.4, 48.4]],
        ),
        ORANGE,
    );
    canvas.oval(29.0, 34.8, 2.3, 2.6, ORANGE);
    canvas.oval(29.5, 35.0, 1.4, 1.8, (226, 178, 140));
    canvas.line(arc((29.0, 38.0), (29.2, 43.0), (29.0, 48.2)), (170, 74, 26), 0.3);
    canvas.png()
}

/// The cuffs of a jacket as a designer draws them: closed, open, and with the band all the way back.
pub fn drawing() -> Option<Vec<u8>> {
    let mut canvas = Canvas::new(DRAWING.0, DRAWING.1)?;
    canvas.rect(0.0, 0.0, 100.0, 75.0, (252, 250, 244));
    for step in 1..20 {
        let at = step as f32 * 5.0;
        canvas.line(arc((at, 0.0), (at, 40.0), (at, 75.0)), (232, 232, 224), 0.12);
        canvas.line(arc((0.0, at), (50.0, at), (100.0, at)), (232, 232, 224), 0.12);
    }
    for (number, open) in [0.0_f32, 1.6, 3.2].into_iter().enumerate() {
        let x = 8.0 + number as f32 * 31.0;
        // The sleeve from the side, wider at the hand the more the band is open.
        let sleeve = [
            [x + 1.0, 26.0, x + 1.0 - open / 2.0, 38.0, x - open, 50.0],
            [x + 6.0, 53.0, x + 16.0, 53.0, x + 22.0 + open, 50.0],
            [x + 21.0 + open / 2.0, 38.0, x + 20.0, 26.0, x + 20.0, 14.0],
            [x + 14.0, 12.0, x + 6.0, 12.0, x, 14.0],
        ];
        canvas.fill(curve((x, 14.0), &sleeve), (238, 150, 92));
        canvas.line(curve((x, 14.0), &sleeve), INK, 0.5);
        canvas.line(arc((x - open, 44.0), (x + 11.0, 47.0), (x + 22.0 + open, 44.0)), INK, 0.35);
        canvas.rect(x + 13.0 + open, 44.6, 7.0, 4.0, INK);
        // The glove loop: inside, outside, none.
        match number {
            0 => canvas.line(curve((x + 9.0, 49.0), &[[x + 8.0, 45.0, x + 12.0, 45.0, x + 11.0, 49.0]]), (150, 120, 110), 0.4),
            1 => canvas.line(curve((x + 9.0, 52.0), &[[x + 6.0, 60.0, x + 14.0, 60.0, x + 11.0, 52.0]]), (190, 60, 54), 0.7),
            _ => {}
        }
        canvas.line(arc((x - open, 63.0), (x + 11.0, 63.0), (x + 22.0 + open, 63.0)), (120, 130, 150), 0.3);
        for end in [x - open, x + 22.0 + open] {
            canvas.line(arc((end, 62.0), (end, 63.0), (end, 64.0)), (120, 130, 150), 0.3);
        }
        for dot in 0..=number {
            canvas.oval(x + 9.0 + dot as f32 * 2.4, 68.0, 0.7, 0.7, INK);
        }
    }
    canvas.png()
}

/// Orders of twelve weeks, and the line they were meant to reach.
pub fn chart() -> Option<Vec<u8>> {
    let mut canvas = Canvas::new(CHART.0, CHART.1)?;
    canvas.rect(0.0, 0.0, 100.0, 56.25, (255, 255, 255));
    for line in 0..5 {
        canvas.rect(8.0, 8.0 + line as f32 * 10.0, 86.0, 0.15, (222, 226, 234));
    }
    for (week, orders) in [18.0, 21.0, 19.5, 24.0, 23.0, 26.5, 25.0, 29.0, 31.5, 30.0, 35.0, 38.0_f32].into_iter().enumerate() {
        let x = 10.0 + week as f32 * 7.0;
        let color = if week >= 8 { ORANGE } else { (92, 132, 176) };
        canvas.rect(x, 48.0 - orders, 4.6, orders, color);
    }
    canvas.line(arc((8.0, 30.0), (50.0, 25.0), (94.0, 16.0)), INK, 0.45);
    canvas.fill(oval(94.0, 16.0, 1.0, 1.0), INK);
    canvas.rect(8.0, 48.0, 86.0, 0.4, INK);
    canvas.png()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_drawn_and_not_heavy() {
        for (picture, (width, height)) in [(cover(), COVER), (drawing(), DRAWING), (chart(), CHART)] {
            let picture = picture.unwrap();
            assert!((3_000..400_000).contains(&picture.len()), "{}", picture.len());
            let read = image::load_from_memory(&picture).unwrap();
            assert_eq!((read.width(), read.height()), (width, height));
        }
    }
}
