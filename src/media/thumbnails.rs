//! Small pictures of files: what is one. They come inside messages and after uploads, and go out with messages; the files themselves are
//! never decoded here.

/// The largest that is kept, in bytes.
pub const LARGEST: usize = 64 << 10;
/// The widest and highest that is kept, in pixels: whoever shows it has to decode it.
const LARGEST_SIDE: usize = 1024;
/// Its type: there is no other.
pub const MIME: &str = "image/jpeg";

/// Whether it is one, whatever it claims to be.
pub fn is_one(bytes: &[u8]) -> bool {
    let fits = |side: usize| (1..=LARGEST_SIDE).contains(&side);
    bytes.len() <= LARGEST
        && matches!(imagesize::image_type(bytes), Ok(imagesize::ImageType::Jpeg))
        && imagesize::blob_size(bytes).is_ok_and(|size| fits(size.width) && fits(size.height))
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, is_one};

    /// A JPEG of these sides, as far as anybody looks.
    fn jpeg(width: u16, height: u16, size: usize) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend(b"\x03\x01\x11\0\x02\x11\0\x03\x11\0");
        bytes.resize(size, 0);
        bytes
    }

    #[test]
    fn only_a_small_jpeg_is_a_thumbnail() {
        assert!(is_one(&jpeg(100, 75, 3_000)));
        assert!(is_one(&jpeg(1024, 1, LARGEST)));
        assert!(!is_one(&jpeg(100, 75, LARGEST + 1)), "too many bytes");
        assert!(!is_one(&jpeg(1025, 75, 3_000)), "few bytes, and many pixels");
        assert!(!is_one(&jpeg(0, 75, 3_000)));
        for lying in [&b"\xff\xd8\xff\xe0"[..], b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\n", b""] {
            assert!(!is_one(lying), "{lying:?}");
        }
    }
}
