//! Files that colleagues shared before the demonstration began: pictures, a document of one page, and a sound.
//!
//! Invariant: made here, byte by byte; nothing is loaded. They are stored and given like every other file.

use sha2::{Digest as _, Sha256};
use wire::payload::files::{Metadata, Shared};

use super::pictures;

/// A file as its sender has it.
#[derive(Debug, Clone)]
pub struct Sample {
    pub name: &'static str,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    dimensions: Option<(u32, u32)>,
    /// Milliseconds, of a sound.
    length: Option<u64>,
}

/// Everything that `history.txt` names.
pub fn samples() -> Vec<Sample> {
    let picture = |name, bytes: Option<Vec<u8>>, dimensions| {
        let bytes = bytes?;
        Some(Sample { name, media_type: "image/png", bytes, dimensions: Some(dimensions), length: None })
    };
    let (bell, length) = bell();
    let certificate = document(
        "Certificate GRS-2291",
        &[
            "Global Recycled Standard",
            "",
            "Article: lining 4410-R, polyester",
            "Recycled content: 94 %",
            "Mill: Taichung, building 3",
            "Valid until the last day of February next year",
            "",
            "This certificate belongs to a demonstration. Neither mill nor lining exist.",
        ],
    );
    let plain = |name, media_type, bytes, length| Sample { name, media_type, bytes, dimensions: None, length };
    [
        picture("Orders in March.png", pictures::chart(), pictures::CHART),
        picture("Cuffs v2.png", pictures::drawing(), pictures::DRAWING),
        picture("Cover, final.png", pictures::cover(), pictures::COVER),
        Some(plain("GRS certificate.pdf", "application/pdf", certificate, None)),
        Some(plain("New gate bell.wav", "audio/wav", bell, Some(length))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Sample {
    /// How its sender says where it is.
    pub fn shared(&self, url: &str) -> Shared {
        use base64::Engine as _;
        let sha256 = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&self.bytes));
        let file = Metadata {
            name: Some(self.name.into()),
            media_type: Some(self.media_type.into()),
            size: u64::try_from(self.bytes.len()).ok(),
            dimensions: self.dimensions,
            length: self.length,
            description: None,
            sha256: Some(sha256),
        };
        Shared { id: None, inline: Some(self.dimensions.is_some()), file, urls: vec![url.to_owned()] }
    }
}

/// A PDF of one page: a heading, and lines below it. Letters of ISO 8859-1 only.
fn document(heading: &str, lines: &[&str]) -> Vec<u8> {
    let text = |line: &str| line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
    let mut page = format!("BT /F1 22 Tf 72 760 Td ({}) Tj ET\nBT /F1 12 Tf 72 720 Td 18 TL\n", text(heading));
    for line in lines {
        page.push_str(&format!("({}) Tj T*\n", text(line)));
    }
    page.push_str("ET\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}endstream", page.len()),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    out.into_bytes()
}

/// Three strokes of a bell that fade away, as WAV (16 bit, one channel), and their length in milliseconds.
fn bell() -> (Vec<u8>, u64) {
    const RATE: u32 = 11_025;
    const STROKES: [(f32, f32); 3] = [(0.0, 659.3), (0.45, 523.3), (0.9, 587.3)];
    let count = RATE * 24 / 10;
    let sample = |number: u32| {
        let now = number as f32 / RATE as f32;
        let heard = STROKES.iter().filter(|(since, _)| now >= *since).map(|(since, pitch)| {
            let (time, turn) = (now - since, std::f32::consts::TAU * pitch * (now - since));
            (turn.sin() + 0.4 * (turn * 2.76).sin()) * (-3.2 * time).exp() * (time * 400.0).min(1.0)
        });
        (heard.sum::<f32>() * 9_000.0).clamp(-32_000.0, 32_000.0) as i16
    };
    let length = count * 2;
    let mut out = Vec::with_capacity(44 + length as usize);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(36 + length).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16u32.to_le_bytes());
    for part in [1u16, 1] {
        out.extend_from_slice(&part.to_le_bytes());
    }
    for part in [RATE, RATE * 2] {
        out.extend_from_slice(&part.to_le_bytes());
    }
    for part in [2u16, 16] {
        out.extend_from_slice(&part.to_le_bytes());
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&length.to_le_bytes());
    out.extend((0..count).flat_map(|number| sample(number).to_le_bytes()));
    (out, u64::from(count) * 1_000 / u64::from(RATE))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_a_pdf_whose_table_is_right() {
        let pdf = String::from_utf8(document("A (b)", &["c \\ d"])).unwrap();
        assert!(pdf.starts_with("%PDF-1.4") && pdf.ends_with("%%EOF\n") && pdf.contains("(A \\(b\\)) Tj"));
        let table: usize = pdf.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        assert!(pdf[table..].starts_with("xref"));
        for (number, line) in pdf[table..].lines().skip(3).take(5).enumerate() {
            let place: usize = line[..10].parse().unwrap();
            assert!(pdf[place..].starts_with(&format!("{} 0 obj", number + 1)), "{line}");
        }
    }

    #[test]
    fn the_bell_is_as_long_as_it_says() {
        let (wav, length) = bell();
        assert_eq!((&wav[..4], &wav[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
        assert_eq!(u32::from_le_bytes(wav[4..8].try_into().unwrap()) as usize + 8, wav.len());
        assert_eq!(length, 2_400);
        assert!(wav[44..].iter().any(|&byte| byte != 0));
    }

    #[test]
    fn every_file_is_taken_by_the_server() {
        let samples = samples();
        assert_eq!(samples.len(), 5);
        let types = crate::uploads::Rules::default().types;
        for sample in samples {
            assert!(types.iter().any(|pattern| wire::payload::upload::matches(pattern, sample.media_type)), "{}", sample.name);
            let shared = sample.shared("https://example.com/x");
            assert_eq!(Shared::from_element(&shared.to_element()), Some(shared));
        }
    }
}
