//! A file as text, piece by piece, whatever its encoding.
use encoding_rs::{Decoder, Encoding};
use std::io::{self, Read};

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// Reads text. What is no text in this encoding becomes U+FFFD.
pub struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    bytes: Box<[u8]>,
    is_over: bool,
}

impl<R: Read> Decoded<R> {
    /// Text in the encoding of this label; in UTF-8 when there is none. The mark that some programs put before a file is left out.
    pub fn new(inner: R, label: &str) -> Self {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        Self { inner, decoder: encoding.new_decoder_with_bom_removal(), bytes: vec![0; PIECE].into(), is_over: false }
    }

    /// Puts the next piece at the end of the text; answers whether there may be more.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_on(&mut self, text: &mut String) -> io::Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        let count = match self.inner.read(&mut self.bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(true),
            count => count?,
        };
        self.is_over = count == 0;
        let longest = self.decoder.max_utf8_buffer_length(count).unwrap_or(PIECE * 3);
        text.reserve(longest);
        // There is room for all of it.
        drop(self.decoder.decode_to_string(&self.bytes[..count], text, self.is_over));
        Ok(!self.is_over)
    }
}

#[cfg(test)]
mod tests {
    use super::Decoded;

    fn text(bytes: &[u8], label: &str) -> String {
        let mut text = String::new();
        let mut decoded = Decoded::new(bytes, label);
        while decoded.read_on(&mut text).unwrap() {}
        text
    }

    #[test]
    fn text_is_the_same_in_every_encoding() {
        let utf16 = |of: fn(u16) -> [u8; 2]| "\u{feff}Zoë €".encode_utf16().flat_map(of).collect::<Vec<u8>>();
        assert_eq!(text("Zoë €".as_bytes(), "utf-8"), "Zoë €");
        assert_eq!(text("\u{feff}Zoë €".as_bytes(), "utf-8"), "Zoë €");
        assert_eq!(text(&utf16(u16::to_le_bytes), "utf-16le"), "Zoë €");
        assert_eq!(text(&utf16(u16::to_be_bytes), "utf-16be"), "Zoë €");
        assert_eq!(text(b"Zo\xeb \x80", "windows-1252"), "Zoë €");
        assert_eq!(text(b"Zo\xeb", "utf-8"), "Zo\u{fffd}");
        let long = "é".repeat(100_001);
        assert_eq!(text(long.as_bytes(), "utf-8"), long, "letters that lie across two pieces");
    }
}
