//! Makes of what a browser recorded what WhatsApp's voice messages are: Opus in Ogg. Chromium writes Opus in WebM; the sound itself is
//! not touched, it only gets other pages around it (RFC 3533, RFC 7845).

const SEGMENT: u32 = 0x1853_8067;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const CLUSTER: u32 = 0x1f43_b675;
const GROUP: u32 = 0xa0;
const CODEC: u32 = 0x86;
const CODEC_HEAD: u32 = 0x63a2;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK: u32 = 0xa1;

/// Sound of one page, in samples of 1/48,000 s: a second, as players expect.
const PAGE: u64 = 48_000;
const TAGS: &[u8] = b"OpusTags\x08\0\0\0Leadwire\0\0\0\0";

/// The recording in Ogg; none when it is not one piece of Opus in WebM.
pub(super) fn in_ogg(webm: &[u8]) -> Option<Vec<u8>> {
    let Recorded { head, packets } = read(webm)?;
    let mut ogg = Ogg::default();
    ogg.page(&[head], 0, 2)?;
    ogg.page(&[TAGS], 0, 0)?;
    let (mut page, mut until, mut begun) = (Vec::new(), 0_u64, 0_u64);
    let last = packets.len().checked_sub(1)?;
    for (at, packet) in packets.into_iter().enumerate() {
        page.push(packet);
        until += samples(packet)?;
        if at == last || until - begun >= PAGE {
            ogg.page(&page, until, if at == last { 4 } else { 0 })?;
            page.clear();
            begun = until;
        }
    }
    Some(ogg.bytes)
}

struct Recorded<'a> {
    head: &'a [u8],
    packets: Vec<&'a [u8]>,
}

/// Goes through the elements. What holds others is entered and never skipped, as its size may be unknown while it is recorded.
fn read(mut webm: &[u8]) -> Option<Recorded<'_>> {
    let (mut head, mut codecs, mut packets) = (None, 0, Vec::new());
    while !webm.is_empty() {
        let id = number(&mut webm, true)?;
        let size = number(&mut webm, false)?;
        if matches!(u32::try_from(id), Ok(SEGMENT | TRACKS | TRACK | CLUSTER | GROUP)) {
            continue;
        }
        let (content, rest) = webm.split_at_checked(usize::try_from(size).ok()?)?;
        webm = rest;
        match u32::try_from(id) {
            Ok(CODEC) if content == b"A_OPUS" => codecs += 1,
            Ok(CODEC) => return None,
            Ok(CODEC_HEAD) => head = Some(content).filter(|head| head.starts_with(b"OpusHead")),
            Ok(SIMPLE_BLOCK | BLOCK) => packets.push(packet(content)?),
            _ => {}
        }
    }
    let head = head.filter(|_| codecs == 1)?;
    Some(Recorded { head, packets })
}

/// A number that says in its first byte how many follow; an id keeps that mark.
fn number(bytes: &mut &[u8], is_id: bool) -> Option<u64> {
    let first = *bytes.first()?;
    let length = usize::try_from(first.leading_zeros()).ok()? + 1;
    let (number, rest) = bytes.split_at_checked(length).filter(|_| length <= 8)?;
    *bytes = rest;
    let mark = if is_id { 0 } else { 0x80_u8 >> (length - 1) };
    Some(number.iter().skip(1).fold(u64::from(first & !mark), |value, byte| value << 8 | u64::from(*byte)))
}

/// Behind the number of the track, the time and the flags of a block.
fn packet(mut block: &[u8]) -> Option<&[u8]> {
    number(&mut block, false)?;
    let [_, _, flags, packet @ ..] = block else { return None };
    let is_one = flags & 0x06 == 0;
    Some(packet).filter(|packet| is_one && !packet.is_empty())
}

/// How long a packet plays, in samples of 1/48,000 s (RFC 6716, 3.1).
fn samples(packet: &[u8]) -> Option<u64> {
    let first = *packet.first()?;
    let frame = match first >> 3 {
        kind @ 0..12 => [480, 960, 1920, 2880][usize::from(kind & 3)],
        kind @ 12..16 => [480, 960][usize::from(kind & 1)],
        kind => [120, 240, 480, 960][usize::from(kind & 3)],
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(packet.get(1)? & 0x3f),
    };
    Some(frame * frames)
}

#[derive(Default)]
struct Ogg {
    bytes: Vec<u8>,
    pages: u32,
}

impl Ogg {
    /// Writes whole packets as one page that ends at this sample; none when they are too many for one.
    fn page(&mut self, packets: &[&[u8]], until: u64, flags: u8) -> Option<()> {
        let mut lengths = Vec::new();
        for packet in packets {
            lengths.resize(lengths.len() + packet.len() / 255, 255);
            lengths.push(u8::try_from(packet.len() % 255).ok()?);
        }
        let count = u8::try_from(lengths.len()).ok()?;
        let begin = self.bytes.len();
        self.bytes.extend_from_slice(&[b'O', b'g', b'g', b'S', 0, flags]);
        self.bytes.extend_from_slice(&until.to_le_bytes());
        self.bytes.extend_from_slice(b"Lead");
        self.bytes.extend_from_slice(&self.pages.to_le_bytes());
        self.bytes.extend_from_slice(&[0, 0, 0, 0, count]);
        self.bytes.extend_from_slice(&lengths);
        packets.iter().for_each(|packet| self.bytes.extend_from_slice(packet));
        let sum = checksum(self.bytes.get(begin..)?);
        self.bytes.get_mut(begin + 22..begin + 26)?.copy_from_slice(&sum.to_le_bytes());
        self.pages += 1;
        Some(())
    }
}

/// The checksum of a page whose own place for it is empty.
fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| if sum >> 31 == 1 { sum << 1 ^ 0x04c1_1db7 } else { sum << 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::{checksum, in_ogg, samples};

    const HEAD: &[u8] = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0";

    /// As Chromium writes it: segment and cluster of unknown size.
    fn webm(codec: &[u8], packets: &[&[u8]]) -> Vec<u8> {
        let sized = |id: &[u8], content: &[u8]| [id, &[0x40 | (content.len() >> 8) as u8, content.len() as u8], content].concat();
        let track = [sized(&[0x86], codec), sized(&[0x63, 0xa2], HEAD)].concat();
        let mut file = sized(&[0x1a, 0x45, 0xdf, 0xa3], b"what it is");
        file.extend([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        file.extend(sized(&[0x16, 0x54, 0xae, 0x6b], &sized(&[0xae], &track)));
        file.extend([0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        packets.iter().for_each(|packet| file.extend(sized(&[0xa3], &[&[0x81, 0, 0, 0x80], *packet].concat())));
        file
    }

    #[test]
    fn a_recording_gets_the_pages_of_a_voice_message_and_keeps_its_sound() {
        let long = [&[0xf8], &[7; 299][..]].concat();
        let ogg = in_ogg(&webm(b"A_OPUS", &[&[0xf8, 1, 2], &long])).unwrap();
        let pages: Vec<_> = ogg.windows(4).enumerate().filter(|(_, at)| *at == b"OggS").map(|(at, _)| at).collect();
        assert_eq!(pages.len(), 3);
        assert_eq!((&ogg[28..28 + HEAD.len()], ogg[5]), (HEAD, 2));
        let last = &ogg[pages[2]..];
        assert_eq!((last[5], u64::from_le_bytes(last[6..14].try_into().unwrap())), (4, 1920), "two packets of 20 ms");
        assert_eq!(&last[26..30], [3, 3, 255, 45]);
        assert_eq!(&last[30..], [&[0xf8, 1, 2][..], &long].concat());
    }

    #[test]
    fn the_checksum_is_that_of_ogg() {
        // The polynomial 04c11db7 without turning bits around: "CRC-32/MPEG-2" begins with ones, this one with none.
        assert_eq!(checksum(b"123456789"), 0x89a1_897f);
    }

    #[test]
    fn a_packet_says_how_long_it_plays() {
        assert_eq!(samples(&[0xf8]), Some(960));
        assert_eq!(samples(&[0x78 | 1]), Some(1920), "two frames");
        assert_eq!(samples(&[0xfb, 3]), Some(2880), "as many frames as it says");
        assert_eq!(samples(&[]), None);
    }

    #[test]
    fn anything_else_stays_what_it_is() {
        assert_eq!(in_ogg(&webm(b"V_VP8", &[&[0xf8]])), None);
        assert_eq!(in_ogg(&webm(b"A_OPUS", &[])), None);
        let whole = webm(b"A_OPUS", &[&[0xf8, 1, 2]]);
        for cut in 0..whole.len() {
            assert_eq!(in_ogg(&whole[..cut]), None, "cut at {cut}");
        }
    }
}
