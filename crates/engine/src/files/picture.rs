//! Pictures: their size, a small copy for the page, and a copy to send that says nothing of where it was taken.
//!
//! Invariant: the header is looked at before anything is decoded, and a picture whose pixels would not fit into
//! [`MOST_PIXELS`] is not decoded at all. SVG is none of the kinds.

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, metadata::Orientation};
use std::{
    fs,
    io::{BufReader, BufWriter, Read, Seek, Write},
    path::Path,
};

/// Decoded as RGBA this is 160 MB.
const MOST_PIXELS: u64 = 40_000_000;
const MOST_BYTES: u64 = 160 * 1024 * 1024;
/// The largest a picture is shown in a conversation, twice over for fine screens.
const THUMBNAIL: (u32, u32) = (720, 560);
const QUALITY: u8 = 82;
/// JPEG segments that are kept: everything but Exif and comments, which may name place, camera and person.
const JPEG_PRIVATE: [u8; 4] = [0xe1, 0xed, 0xee, 0xfe];

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("not a picture of a known kind")]
    Unknown,
    #[error("too large to be shown")]
    TooLarge,
    #[error(transparent)]
    Image(#[from] image::ImageError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Width and height as shown, from the header alone.
pub fn dimensions(path: &Path) -> Option<(u32, u32)> {
    let (mut decoder, _) = open(path).ok()?;
    let (width, height) = decoder.dimensions();
    let turned = decoder.orientation().is_ok_and(turns);
    Some(if turned { (height, width) } else { (width, height) })
}

/// Writes a small copy: JPEG, or PNG where parts can be seen through. It is there whole or not at all: whoever sees it asks
/// for it at once.
pub fn thumbnail(from: &Path, to: &Path) -> Result<(), PictureError> {
    let (mut decoder, _) = open(from)?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let (width, height) = THUMBNAIL;
    if picture.width() > width || picture.height() > height {
        picture = picture.thumbnail(width, height);
    }
    whole(to, |file| {
        if picture.color().has_alpha() {
            picture.write_to(file, ImageFormat::Png)?;
        } else {
            picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(file, QUALITY))?;
        }
        Ok(())
    })
}

/// Writes a file beside its place, under a name that no other file has, and puts it there once it is whole. Of one that failed
/// nothing is left.
fn whole(to: &Path, write: impl FnOnce(&mut BufWriter<fs::File>) -> Result<(), PictureError>) -> Result<(), PictureError> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".new.part");
    let beside = to.with_file_name(name);
    let written = || {
        let mut file = BufWriter::new(fs::File::create(&beside)?);
        write(&mut file)?;
        file.flush()?;
        Ok(fs::rename(&beside, to)?)
    };
    written().inspect_err(|_: &PictureError| {
        fs::remove_file(&beside).ok();
    })
}

/// Takes out of a JPEG what tells place, time and device; a picture that is stored turned is turned for good.
/// Other kinds stay as they are.
pub fn without_traces(path: &Path) -> Result<(), PictureError> {
    let (mut decoder, format) = open(path)?;
    if format != ImageFormat::Jpeg {
        return Ok(());
    }
    let orientation = decoder.orientation()?;
    if orientation == Orientation::NoTransforms {
        let mut bytes = Vec::new();
        fs::File::open(path)?.read_to_end(&mut bytes)?;
        let Some(clean) = strip(&bytes) else { return Err(PictureError::Unknown) };
        whole(path, |file| Ok(file.write_all(&clean)?))
    } else {
        let mut picture = DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(orientation);
        whole(path, |file| Ok(picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(file, 92))?))
    }
}

fn open(path: &Path) -> Result<(impl ImageDecoder + use<>, ImageFormat), PictureError> {
    let mut reader = ImageReader::new(BufReader::new(fs::File::open(path)?)).with_guessed_format()?;
    let format = reader.format().ok_or(PictureError::Unknown)?;
    reader.limits(limits());
    let mut decoder = reader.into_decoder()?;
    decoder.set_limits(limits())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(PictureError::TooLarge);
    }
    Ok((decoder, format))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    limits.max_image_width = Some(1 << 16);
    limits.max_image_height = Some(1 << 16);
    limits
}

fn turns(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// A JPEG without its private segments (ITU T.81 §B.1.1); `None` if it is none.
fn strip(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut clean = jpeg.get(..2).filter(|start| *start == [0xff, 0xd8])?.to_vec();
    let mut at = 2;
    loop {
        let (&mark, &kind) = (jpeg.get(at)?, jpeg.get(at + 1)?);
        if mark != 0xff {
            return None;
        }
        if kind == 0xff {
            // Fill bytes may stand before a marker.
            at += 1;
            continue;
        }
        if kind == 0xda {
            // From here on it is the picture itself.
            clean.extend_from_slice(jpeg.get(at..)?);
            return Some(clean);
        }
        let length = usize::from(u16::from_be_bytes([*jpeg.get(at + 2)?, *jpeg.get(at + 3)?]));
        let segment = jpeg.get(at..at + 2 + length)?;
        if !JPEG_PRIVATE.contains(&kind) || segment.get(4..).is_some_and(|data| kind == 0xee && data.starts_with(b"Adobe")) {
            clean.extend_from_slice(segment);
        }
        at += 2 + length;
    }
}

/// What a file is by its first bytes, where that can be told and the page can show it.
pub fn kind_of(reader: &mut (impl Read + Seek)) -> Option<&'static str> {
    let mut start = [0; 16];
    let mut read = 0;
    while let Ok(more @ 1..) = reader.read(start.get_mut(read..)?) {
        read += more;
    }
    reader.rewind().ok()?;
    match image::guess_format(start.get(..read)?).ok()? {
        ImageFormat::Png => Some("image/png"),
        ImageFormat::Jpeg => Some("image/jpeg"),
        ImageFormat::Gif => Some("image/gif"),
        ImageFormat::WebP => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, Rgb([200, 30, 30])).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    /// With an Exif segment that says "turn by 90 degrees", and a comment.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let mut all = vec![0xff, 0xd8, 0xff, 0xe1];
        all.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        all.extend(exif);
        all.extend([0xff, 0xfe, 0, 6]);
        all.extend(b"home");
        all.extend(&jpeg[2..]);
        all
    }

    #[test]
    fn nothing_of_where_it_was_taken_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        for orientation in [1, 6] {
            let path = folder.path().join("photo");
            fs::write(&path, with_exif(&jpeg(40, 20), orientation)).unwrap();
            let shown = dimensions(&path).unwrap();
            assert_eq!(shown, if orientation == 6 { (20, 40) } else { (40, 20) });
            without_traces(&path).unwrap();
            let sent = fs::read(&path).unwrap();
            assert!(!sent.windows(4).any(|part| part == b"Exif" || part == b"home"));
            assert_eq!(dimensions(&path).unwrap(), shown);
        }
    }

    #[test]
    fn small_copies_are_small_and_keep_what_is_seen_through() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&from, jpeg(2000, 1000)).unwrap();
        thumbnail(&from, &to).unwrap();
        assert_eq!(dimensions(&to), Some((720, 360)));
        RgbaImage::from_pixel(30, 30, Rgba([0, 0, 0, 40])).save_with_format(&from, ImageFormat::Png).unwrap();
        thumbnail(&from, &to).unwrap();
        assert_eq!(kind_of(&mut fs::File::open(&to).unwrap()), Some("image/png"));
    }

    #[test]
    fn a_copy_touches_nothing_else_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("key"), folder.path().join("key.small"));
        fs::write(&from, jpeg(20, 10)).unwrap();
        // The same file is being fetched once more.
        fs::write(folder.path().join("key.part"), "half").unwrap();
        thumbnail(&from, &to).unwrap();
        assert_eq!(fs::read(folder.path().join("key.part")).unwrap(), b"half");
        fs::remove_file(&to).unwrap();
        fs::create_dir(&to).unwrap();
        assert!(thumbnail(&from, &to).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_bomb_is_not_decoded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb");
        // A PNG header that claims 50,000 by 50,000 pixels.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        let header = [0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 6, 0, 0, 0];
        png.extend(header);
        let mut crc = 0xffff_ffff_u32;
        for byte in b"IHDR".iter().chain(&header) {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
            }
        }
        png.extend((!crc).to_be_bytes());
        png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        fs::write(&path, png).unwrap();
        assert!(thumbnail(&path, &folder.path().join("t")).is_err());
        for odd in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"", b"\xff\xd8\xff"] {
            fs::write(&path, odd).unwrap();
            assert!(thumbnail(&path, &folder.path().join("t")).is_err() && dimensions(&path).is_none());
        }
    }
}
