//! What a file is, by its first bytes: names and claims may lie.

/// What is shown in a page, by what it begins with; nothing else is, whatever it claims to be.
const SHOWN: [(&str, usize, &[u8]); 16] = [
    ("image/jpeg", 0, &[0xff, 0xd8, 0xff]),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("image/gif", 0, b"GIF8"),
    ("image/webp", 8, b"WEBP"),
    ("video/webm", 0, &[0x1a, 0x45, 0xdf, 0xa3]),
    // Looks the same; only whoever recorded it knows that there is nothing to see.
    ("audio/webm", 0, &[0x1a, 0x45, 0xdf, 0xa3]),
    ("audio/mp4", 4, b"ftypM4A"),
    ("video/3gpp", 4, b"ftyp3g"),
    ("video/mp4", 4, b"ftyp"),
    ("audio/ogg", 0, b"OggS"),
    ("audio/mpeg", 0, b"ID3"),
    ("audio/mpeg", 0, &[0xff, 0xfb]),
    ("audio/aac", 0, &[0xff, 0xf1]),
    ("audio/aac", 0, &[0xff, 0xf9]),
    ("audio/wav", 8, b"WAVE"),
    ("audio/amr", 0, b"#!AMR"),
];

/// A type that browsers save and never show.
pub const UNKNOWN: &str = "application/octet-stream";

/// The type of a file.
pub fn looks(bytes: &[u8]) -> &'static str {
    let begins = |at: usize, with: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(with));
    SHOWN.iter().find(|(_, at, with)| begins(*at, with)).map_or(UNKNOWN, |(kind, _, _)| kind)
}

/// Whether a page may show it.
pub fn is_shown(kind: &str) -> bool {
    SHOWN.iter().any(|(known, _, _)| *known == kind)
}

#[cfg(test)]
mod tests {
    use super::{UNKNOWN, looks};

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(looks(b"\x89PNG\r\n\x1a\n\0\0"), "image/png");
        assert_eq!(looks(b"RIFF\0\0\0\0WEBPVP8 "), "image/webp");
        assert_eq!(looks(b"\0\0\0\x18ftypmp42"), "video/mp4");
        assert_eq!(looks(b"\0\0\0\x18ftypM4A "), "audio/mp4");
        for lying in ["<html><script>alert(1)</script>", "<svg xmlns='http://www.w3.org/2000/svg'/>", "%PDF-1.7", "GIF", ""] {
            assert_eq!(looks(lying.as_bytes()), UNKNOWN, "{lying}");
        }
    }
}
