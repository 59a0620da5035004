//! Frames: three bytes of length, then that many bytes. The first thing a client says is the header `WA`, 6, 3.

use wacore_binary::consts::WA_CONN_HEADER;

/// The longest frame that three bytes of length can announce.
const MAX_FRAME: usize = 0xFF_FFFF;
/// Some clients put routing information before the header: `ED`, 0, 1, three bytes of length, the information.
const ROUTING_MARK: &[u8] = b"ED\x00\x01";

#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    #[error("the connection does not begin with the WhatsApp header")]
    Header,
    #[error("a frame of {0} bytes is too long")]
    TooLong(usize),
}

/// Cuts a stream of bytes into frames, wherever the WebSocket messages end.
#[derive(Default)]
pub(crate) struct FrameReader {
    buffer: Vec<u8>,
    greeted: bool,
}

impl FrameReader {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole frame, if it has arrived.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        if !self.greeted && !self.read_header()? {
            return Ok(None);
        }
        let Some(end) = length_at(&self.buffer, 0).map(|length| 3 + length) else { return Ok(None) };
        if self.buffer.len() < end {
            return Ok(None);
        }
        let frame = self.buffer[3..end].to_vec();
        self.buffer.drain(..end);
        Ok(Some(frame))
    }

    fn read_header(&mut self) -> Result<bool, FrameError> {
        let mut start = 0;
        if self.buffer.starts_with(ROUTING_MARK) {
            let mark = ROUTING_MARK.len();
            let Some(length) = length_at(&self.buffer, mark) else { return Ok(false) };
            start = mark + 3 + length;
        }
        let Some(header) = self.buffer.get(start..start + WA_CONN_HEADER.len()) else { return Ok(false) };
        if header != WA_CONN_HEADER {
            return Err(FrameError::Header);
        }
        self.buffer.drain(..start + WA_CONN_HEADER.len());
        self.greeted = true;
        Ok(true)
    }
}

fn length_at(buffer: &[u8], at: usize) -> Option<usize> {
    let bytes = buffer.get(at..at + 3)?;
    Some(usize::from(bytes[0]) << 16 | usize::from(bytes[1]) << 8 | usize::from(bytes[2]))
}

/// Puts the length before a payload.
pub(crate) fn frame(payload: &[u8]) -> Result<Vec<u8>, FrameError> {
    if payload.len() > MAX_FRAME {
        return Err(FrameError::TooLong(payload.len()));
    }
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    Ok([&length[1..], payload].concat())
}

#[cfg(test)]
mod tests {
    use super::{FrameReader, frame};

    #[test]
    fn frames_are_found_wherever_the_messages_end() {
        let bytes = [b"WA\x06\x03".as_slice(), &frame(b"one").unwrap(), &frame(b"two!").unwrap()].concat();
        for cut in 0..bytes.len() {
            let mut reader = FrameReader::default();
            let mut found = Vec::new();
            for part in [&bytes[..cut], &bytes[cut..]] {
                reader.push(part);
                while let Some(frame) = reader.next().unwrap() {
                    found.push(frame);
                }
            }
            assert_eq!(found, [b"one".to_vec(), b"two!".to_vec()], "cut at {cut}");
        }
    }

    #[test]
    fn routing_information_before_the_header_is_skipped() {
        let mut reader = FrameReader::default();
        reader.push(b"ED\x00\x01\x00\x00\x02xyWA\x06\x03\x00\x00\x01a");
        assert_eq!(reader.next().unwrap(), Some(b"a".to_vec()));
    }

    #[test]
    fn another_protocol_is_refused() {
        let mut reader = FrameReader::default();
        reader.push(b"GET / HTTP/1.1");
        assert!(reader.next().is_err());
    }
}
