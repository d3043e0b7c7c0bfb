//! A person's photo on its way to an avatar: bounded before it is decoded, small and square afterwards.

use std::path::Path;

use image::ImageReader;

const LARGEST_PHOTO: u64 = 16 * 1024 * 1024;
/// Avatars are kept as squares of this many pixels.
const SIDE: u32 = 192;

/// A photo as an avatar: the middle square, small, as JPEG.
pub fn photo(path: &Path) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LARGEST_PHOTO {
        return Err("the photo is larger than 16 MiB".into());
    }
    let mut reader = ImageReader::open(path).and_then(ImageReader::with_guessed_format).map_err(|error| error.to_string())?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(12_000);
    limits.max_image_height = Some(12_000);
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| error.to_string())?;
    let square = picture.resize_to_fill(SIDE, SIDE, image::imageops::FilterType::CatmullRom).to_rgb8();
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 86).encode_image(&square).map_err(|error| error.to_string())?;
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn photos_become_small_squares() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("wide.png");
        image::RgbImage::from_pixel(400, 200, image::Rgb([200, 30, 30])).save(&path).unwrap();
        let bytes = photo(&path).unwrap();
        let small = image::load_from_memory(&bytes).unwrap();
        assert_eq!((small.width(), small.height()), (SIDE, SIDE));
        std::fs::write(&path, b"not a picture").unwrap();
        assert!(photo(&path).is_err());
    }
}
