//! Looking at a file that came in: whether it can hold a list at all, and in which encoding.
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;
/// Letters outside of ASCII are looked for in so many bytes that have some, to guess an encoding by.
const ENOUGH: usize = 1 << 20;

/// What a file begins with that is none of ours, and what it is.
const KINDS: [(&[u8], &str); 8] = [
    (b"PK\x03\x04", "This is a workbook or an archive, not a CSV file. In your spreadsheet, save it as CSV, then choose that file."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook, not a CSV file. In your spreadsheet, save it as CSV, then choose that file."),
    (b"%PDF", "This is a PDF, not a CSV file. Export the list as CSV where it comes from."),
    (b"\x89PNG", NO_TEXT),
    (b"\xff\xd8\xff", NO_TEXT),
    (b"GIF8", NO_TEXT),
    (b"\x1f\x8b", "This file is compressed. Unpack it first, then choose the CSV file in it."),
    (b"\x7fELF", NO_TEXT),
];
const NO_TEXT: &str = "This file holds no text. Choose a CSV file: a list of people that a spreadsheet or another program exported.";
/// Said of a file with nothing in it.
pub const EMPTY: &str = "This file is empty. Choose one that holds at least one person.";

/// The label of the encoding of a file.
///
/// # Errors
/// Why it is no list, in a sentence.
pub fn encoding_of(mut file: impl Read) -> io::Result<Result<&'static str, &'static str>> {
    let mut piece = vec![0; PIECE];
    let mut filled = fill(&mut file, &mut piece)?;
    if let Err(why) = refuse(&piece[..filled]) {
        return Ok(Err(why));
    }
    if let Some(encoding) = Encoding::for_bom(&piece[..filled]).map(|(encoding, _)| encoding).or_else(|| wide(&piece[..filled])) {
        return Ok(Ok(encoding.name()));
    }
    // Much of what was written elsewhere is plain ASCII up to somebody's name, so all of it is looked at.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let (mut utf8, mut is_utf8, mut seen) = (UTF_8.new_decoder_without_bom_handling(), true, 0);
    while filled > 0 {
        let bytes = &piece[..filled];
        is_utf8 = is_utf8 && continues_utf8(&mut utf8, bytes);
        if seen < ENOUGH && (!bytes.is_ascii() || bytes.contains(&0x1b)) {
            seen += filled;
            detector.feed(bytes, false);
        }
        filled = fill(&mut file, &mut piece)?;
    }
    detector.feed(&[], true);
    Ok(Ok(if is_utf8 { UTF_8.name() } else { detector.guess(None, Utf8Detection::Deny).name() }))
}

fn fill(file: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < piece.len() {
        match file.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn refuse(head: &[u8]) -> Result<(), &'static str> {
    if let Some((_, why)) = KINDS.iter().find(|(begin, _)| head.starts_with(begin)) {
        return Err(why);
    }
    if head.is_empty() {
        return Err(EMPTY);
    }
    let is_wide = Encoding::for_bom(head).is_some() || wide(head).is_some();
    let controls = head.iter().filter(|byte| **byte < 0x20 && !b"\t\r\n\x1b\x0c".contains(byte)).count();
    if !is_wide && controls * 20 > head.len() {
        return Err(NO_TEXT);
    }
    Ok(())
}

/// UTF-16 without its mark: every other byte of plain letters is nothing.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let nothings = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count() * 5;
    match (nothings(0), nothings(1)) {
        (even, odd) if even > head.len() && odd * 4 < even => Some(UTF_16BE),
        (even, odd) if odd > head.len() && even * 4 < odd => Some(UTF_16LE),
        _ => None,
    }
}

fn continues_utf8(decoder: &mut encoding_rs::Decoder, bytes: &[u8]) -> bool {
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(PIECE * 3));
    matches!(decoder.decode_to_string(bytes, &mut text, false), (CoderResult::InputEmpty, _, false))
}

#[cfg(test)]
mod tests {
    use super::encoding_of;

    fn guess(bytes: &[u8]) -> Result<&'static str, &'static str> {
        encoding_of(bytes).unwrap()
    }

    #[test]
    fn the_encoding_is_guessed_from_all_of_the_file() {
        let utf16 = |text: &str, of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect::<Vec<u8>>();
        assert_eq!(guess(b"name,number\nAda,+62"), Ok("UTF-8"));
        assert_eq!(guess("\u{feff}name\n".as_bytes()), Ok("UTF-8"));
        assert_eq!(guess(&utf16("\u{feff}name,number\n", u16::to_le_bytes)), Ok("UTF-16LE"));
        assert_eq!(guess(&utf16("\u{feff}name,number\n", u16::to_be_bytes)), Ok("UTF-16BE"));
        assert_eq!(guess(&utf16("name,number\nAda,+62", u16::to_le_bytes)), Ok("UTF-16LE"));
        assert_eq!(guess(&utf16("name,number\nAda,+62", u16::to_be_bytes)), Ok("UTF-16BE"));
        let late = |name: &[u8]| [b"name,number\nAda,+62\n".repeat(10_000).as_slice(), name].concat();
        assert_eq!(guess(&late(b"Jos\xe9 Mu\xf1oz, S\xe3o Paulo\n")), Ok("windows-1252"));
        assert_eq!(guess(&late("José Muñoz\n".as_bytes())), Ok("UTF-8"));
        let moscow = encoding_rs::WINDOWS_1251.encode("Иван Петров, Москва\n").0.into_owned();
        assert_eq!(guess(&late(&moscow)), Ok("windows-1251"));
        let tokyo = encoding_rs::SHIFT_JIS.encode("田中 太郎、東京都\n").0.into_owned();
        assert_eq!(guess(&late(&tokyo)), Ok("Shift_JIS"));
    }

    #[test]
    fn what_is_no_list_is_refused_with_what_it_is() {
        assert!(guess(b"").unwrap_err().contains("empty"));
        assert!(guess(b"PK\x03\x04 and so on").unwrap_err().contains("save it as CSV"));
        assert!(guess(b"\xd0\xcf\x11\xe0").unwrap_err().contains("Excel"));
        assert!(guess(b"%PDF-1.7").unwrap_err().contains("PDF"));
        let noise: Vec<u8> = (0..4000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(guess(&noise).unwrap_err().contains("no text"));
    }
}
