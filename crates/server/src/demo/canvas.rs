//! A sheet to draw on, in units of a hundredth of its width.
//!
//! Invariant: the same strokes always give the same bytes.

use tiny_skia::{
    Color, FillRule, GradientStop, LinearGradient, Paint, Path, PathBuilder, Pixmap, Point, Rect, Shader, SpreadMode, Stroke,
    Transform,
};

pub type Rgb = (u8, u8, u8);

/// A picture being drawn.
pub struct Canvas {
    pixmap: Pixmap,
    scale: Transform,
}

impl Canvas {
    /// So many pixels; its width is 100 units.
    pub fn new(width: u32, height: u32) -> Option<Self> {
        let scale = width as f32 / 100.0;
        Some(Self { pixmap: Pixmap::new(width, height)?, scale: Transform::from_scale(scale, scale) })
    }

    fn paint(color: Rgb, opacity: f32) -> Paint<'static> {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        let (r, g, b) = color;
        paint.set_color(Color::from_rgba8(r, g, b, (opacity * 255.0) as u8));
        paint
    }

    pub fn fill(&mut self, path: Option<Path>, color: Rgb) {
        self.fade(path, color, 1.0);
    }

    pub fn fade(&mut self, path: Option<Path>, color: Rgb, opacity: f32) {
        if let Some(path) = path {
            self.pixmap.fill_path(&path, &Self::paint(color, opacity), FillRule::Winding, self.scale, None);
        }
    }

    pub fn line(&mut self, path: Option<Path>, color: Rgb, width: f32) {
        if let Some(path) = path {
            let stroke = Stroke { width, line_cap: tiny_skia::LineCap::Round, ..Stroke::default() };
            self.pixmap.stroke_path(&path, &Self::paint(color, 1.0), &stroke, self.scale, None);
        }
    }

    pub fn oval(&mut self, x: f32, y: f32, rx: f32, ry: f32, color: Rgb) {
        self.fill(oval(x, y, rx, ry), color);
    }

    pub fn gradient(&mut self, top: Rgb, bottom: Rgb) {
        let color = |(r, g, b): Rgb| Color::from_rgba8(r, g, b, 255);
        let stops = vec![GradientStop::new(0.0, color(top)), GradientStop::new(1.0, color(bottom))];
        let ends = (Point::from_xy(20.0, 0.0), Point::from_xy(80.0, 100.0));
        let shader = LinearGradient::new(ends.0, ends.1, stops, SpreadMode::Pad, Transform::identity());
        let paint = Paint { shader: shader.unwrap_or(Shader::SolidColor(color(top))), ..Paint::default() };
        if let Some(all) = Rect::from_xywh(0.0, 0.0, 100.0, 100.0) {
            self.pixmap.fill_rect(all, &paint, self.scale, None);
        }
    }

    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, color: Rgb) {
        self.fill(Rect::from_xywh(x, y, width, height).map(PathBuilder::from_rect), color);
    }

    /// The finished picture.
    pub fn png(&self) -> Option<Vec<u8>> {
        self.pixmap.encode_png().ok()
    }
}

/// An ellipse around a point.
pub fn oval(x: f32, y: f32, rx: f32, ry: f32) -> Option<Path> {
    PathBuilder::from_oval(Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0)?)
}

/// A closed curve through cubic pieces: start, then two control points and an end each.
pub fn curve(start: (f32, f32), pieces: &[[f32; 6]]) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(start.0, start.1);
    for [ax, ay, bx, by, x, y] in pieces {
        path.cubic_to(*ax, *ay, *bx, *by, *x, *y);
    }
    path.close();
    path.finish()
}

/// An open line from one point to another, bent towards the second.
pub fn arc(from: (f32, f32), over: (f32, f32), to: (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.quad_to(over.0, over.1, to.0, to.1);
    path.finish()
}

/// The color with so much of it taken away, from 0 to 1.
pub fn darker((r, g, b): Rgb, by: f32) -> Rgb {
    let shade = |part: u8| (f32::from(part) * (1.0 - by)) as u8;
    (shade(r), shade(g), shade(b))
}
