//! A code's text as a picture.
use super::model::CodePicture;
use crate::error::{AppError, unexpected};
use base64::{Engine, prelude::BASE64_STANDARD};
use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white on each side, as ISO 18004 asks for.
const QUIET_ZONE: usize = 4;

/// Draws the exact text; level L, as on WhatsApp's own page, keeps the modules large.
pub fn draw(text: &str) -> Result<CodePicture, AppError> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).map_err(|error| unexpected(&error))?;
    let size = code.width() + 2 * QUIET_ZONE;
    let side = u16::try_from(size).map_err(|error| unexpected(&error))?;
    Ok(CodePicture { size: side, png: BASE64_STANDARD.encode(png_of(&code, side.into()).map_err(|error| unexpected(&error))?) })
}

/// One pixel a module, one bit a pixel: under a kilobyte, which every tab paints at once.
fn png_of(code: &QrCode, side: u32) -> Result<Vec<u8>, png::EncodingError> {
    let bytes_a_row = (code.width() + 2 * QUIET_ZONE).div_ceil(8);
    let mut bits = vec![0xff; bytes_a_row * (code.width() + 2 * QUIET_ZONE)];
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        for x in row.iter().enumerate().filter_map(|(x, color)| (*color == Color::Dark).then_some(x + QUIET_ZONE)) {
            bits[(y + QUIET_ZONE) * bytes_a_row + x / 8] &= !(0x80 >> (x % 8));
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bits)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::{BASE64_STANDARD, Engine, QUIET_ZONE, draw};

    #[test]
    fn a_code_has_its_corner_marks_and_a_quiet_zone_around() {
        let picture = draw("2@ref,noise,identity,secret").unwrap();
        let size = usize::from(picture.size);
        assert_eq!(size % 4, (17 + 2 * QUIET_ZONE) % 4, "a version's width and two quiet zones");

        let file = BASE64_STANDARD.decode(picture.png).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut bits = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bits).unwrap();
        assert_eq!((frame.width, frame.height), (picture.size.into(), picture.size.into()));
        let dark = |x: usize, y: usize| bits[y * frame.line_size + x / 8] & (0x80 >> (x % 8)) == 0;
        let is_quiet = |at: usize| at < QUIET_ZONE || at >= size - QUIET_ZONE;
        for (x, y) in (0..size * size).map(|at| (at % size, at / size)) {
            assert!(!(dark(x, y) && (is_quiet(x) || is_quiet(y))), "dark in the quiet zone at {x}, {y}");
        }
        let row = |y: usize, from: usize| (0..7).map(|x| if dark(from + x, QUIET_ZONE + y) { '#' } else { '.' }).collect::<String>();
        for from in [QUIET_ZONE, size - QUIET_ZONE - 7] {
            let mark: Vec<_> = (0..7).map(|y| row(y, from)).collect();
            assert_eq!(mark, ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]);
        }
    }
}
