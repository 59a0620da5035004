//! What a file is sent as: by its first bytes and its size, never by what it is called or claims to be.
use super::{looks, model::FileKind};

/// The largest file that is sent at all, in bytes: WhatsApp's clients take documents up to 100 MiB everywhere.
pub const LARGEST: u64 = 100 << 20;
/// Pictures, films and sounds that are larger, in bytes, go as documents: WhatsApp's clients take 16 MiB of those.
const LARGEST_SHOWN: i64 = 16 << 20;
/// How many first bytes tell everything: a photo's size stands behind its thumbnail and its maker's notes.
pub const HEAD: usize = 256 << 10;
/// The widest and highest picture that is believed, in pixels.
const LARGEST_SIDE: u32 = 20_000;

/// What begins like a sound and is none that WhatsApp plays.
const OTHER_OGG: &str = "application/ogg";
const ZIP: &str = "application/zip";
const PLAIN: &str = "text/plain";
/// A recording of browsers that write no Ogg.
const WEBM_SOUND: &str = "audio/webm";
const MP4_SOUND: &str = "audio/mp4";

/// Office files are archives; which of them, only their name says. A wrong one opens with the wrong program, and with no other rights.
const ARCHIVES: [(&str, &str); 3] = [
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// The content of a file that begins so.
pub fn content(head: &[u8]) -> &'static str {
    match looks::looks(head) {
        "audio/ogg" if !head.get(..64).unwrap_or(head).windows(8).any(|at| at == b"OpusHead") => OTHER_OGG,
        looks::UNKNOWN if head.starts_with(b"%PDF-") => "application/pdf",
        looks::UNKNOWN if head.starts_with(b"PK\x03\x04") => ZIP,
        looks::UNKNOWN if is_text(head) => PLAIN,
        known => known,
    }
}

fn is_text(head: &[u8]) -> bool {
    let whole = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The last letter may be cut in two.
        Err(error) => error.error_len().is_none() && error.valid_up_to() + 4 > head.len(),
    };
    whole && !head.contains(&0)
}

/// Width and height of a picture, 0 when it is none.
pub fn sides(head: &[u8]) -> (u32, u32) {
    let believed = |side: usize| u32::try_from(side).ok().filter(|side| is_believed(*side));
    let size = imagesize::blob_size(head).ok().and_then(|size| believed(size.width).zip(believed(size.height)));
    size.unwrap_or((0, 0))
}

/// Whether a picture or film may be so wide or high.
pub fn is_believed(side: u32) -> bool {
    side <= LARGEST_SIDE
}

/// As what a file of this content and size, in bytes, is sent; and its content then, as a recording is sound only.
pub fn send_as(content: &str, size: i64, is_recorded: bool) -> (FileKind, &str) {
    if size > LARGEST_SHOWN {
        return (FileKind::Document, content);
    }
    match content {
        "image/jpeg" | "image/png" => (FileKind::Photo, content),
        "audio/ogg" if is_recorded => (FileKind::Voice, content),
        "video/webm" if is_recorded => (FileKind::Audio, WEBM_SOUND),
        "video/mp4" if is_recorded => (FileKind::Audio, MP4_SOUND),
        "video/mp4" | "video/3gpp" => (FileKind::Video, content),
        "audio/ogg" | "audio/mp4" | "audio/mpeg" | "audio/aac" | "audio/amr" => (FileKind::Audio, content),
        _ => (FileKind::Document, content),
    }
}

/// Whether a recording of this content and size may hold what a voice message is made of.
pub fn may_become_voice(content: &str, size: i64) -> bool {
    content == "video/webm" && size <= LARGEST_SHOWN
}

/// Whether words can stand beneath it.
pub fn takes_caption(kind: FileKind) -> bool {
    !matches!(kind, FileKind::Audio | FileKind::Voice)
}

/// The type of a file of this content, as WhatsApp's clients are told.
pub fn told(content: &str, name: &str) -> String {
    match content {
        "audio/ogg" => "audio/ogg; codecs=opus",
        ZIP => ARCHIVES.iter().find(|(ending, _)| name.to_ascii_lowercase().ends_with(ending)).map_or(ZIP, |(_, told)| told),
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{FileKind, LARGEST_SHOWN, content, send_as, sides, told};

    #[test]
    fn a_file_goes_as_what_its_bytes_say() {
        let kind = |head: &[u8]| send_as(content(head), 1, false).0;
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n"), FileKind::Photo);
        assert_eq!(kind(&[0xff, 0xd8, 0xff, 0xe0]), FileKind::Photo);
        assert_eq!(kind(b"\0\0\0\x18ftypmp42"), FileKind::Video);
        assert_eq!(kind(b"ID3\x04"), FileKind::Audio);
        assert_eq!(kind(b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead"), FileKind::Audio);
        for document in [&b"OggS vorbis"[..], b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"%PDF-1.7", b"<html>", b"\x1a\x45\xdf\xa3", b"MZ\0"] {
            assert_eq!(kind(document), FileKind::Document, "{document:?}");
        }
    }

    #[test]
    fn what_is_too_large_to_be_shown_goes_as_a_document() {
        assert_eq!(send_as("image/jpeg", LARGEST_SHOWN, false).0, FileKind::Photo);
        assert_eq!(send_as("image/jpeg", LARGEST_SHOWN + 1, false).0, FileKind::Document);
    }

    #[test]
    fn only_what_was_recorded_as_whatsapp_does_is_a_voice_message() {
        assert_eq!(send_as("audio/ogg", 1, true), (FileKind::Voice, "audio/ogg"));
        assert_eq!(send_as("video/webm", 1, true), (FileKind::Audio, "audio/webm"));
        assert_eq!(send_as("video/mp4", 1, true), (FileKind::Audio, "audio/mp4"));
        assert_eq!(send_as("image/png", 1, true), (FileKind::Photo, "image/png"));
    }

    #[test]
    fn only_an_archive_is_believed_its_name() {
        let told = |head: &[u8], name: &str| told(content(head), name);
        assert!(told(b"PK\x03\x04", "Prices.XLSX").ends_with("spreadsheetml.sheet"));
        assert_eq!(told(b"PK\x03\x04", "a.pdf"), "application/zip");
        assert_eq!(told("a,b\n1,€".as_bytes(), "a.csv"), "text/plain");
        assert_eq!(told(&"€".as_bytes()[..2], "a.csv"), "text/plain", "a letter that is cut in two");
        assert_eq!(told(b"a\0b", "a.txt"), "application/octet-stream");
    }

    #[test]
    fn a_picture_has_its_sides_and_anything_else_has_none() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 0, 0, 30, 0, 0, 0, 20, 8, 2, 0, 0, 0]);
        assert_eq!(sides(&png), (30, 20));
        assert_eq!(sides(b"%PDF-1.7"), (0, 0));
    }
}
