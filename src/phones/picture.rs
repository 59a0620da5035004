//! A code's text as a picture.
use super::model::CodePicture;
use crate::error::{AppError, unexpected};
use qrcode::{Color, EcLevel, QrCode};

/// Draws the exact text; level L, as on WhatsApp's own page, keeps the modules large.
pub fn draw(text: &str) -> Result<CodePicture, AppError> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).map_err(|error| unexpected(&error))?;
    let size = u16::try_from(code.width()).map_err(|error| unexpected(&error))?;
    let byte_of = |modules: &[Color]| (0..).zip(modules).fold(0, |byte, (at, color)| byte | u8::from(*color == Color::Dark) << (7 - at));
    Ok(CodePicture { size, modules: code.to_colors().chunks(8).map(byte_of).collect() })
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_code_has_its_three_marks_and_none_in_the_fourth_corner() {
        let picture = draw("2@ref,noise,identity,secret").unwrap();
        let size = usize::from(picture.size);
        assert_eq!(size % 4, 17 % 4, "the width of a version");
        let dark = |at: usize| picture.modules[at / 8] & (0x80 >> (at % 8)) != 0;
        let corner = |x: usize, y: usize| {
            (y..y + 7).map(|y| (x..x + 7).map(|x| if dark(y * size + x) { '#' } else { '.' }).collect::<String>()).collect::<Vec<_>>()
        };
        let mark = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"];
        assert_eq!(corner(0, 0), mark);
        assert_eq!(corner(size - 7, 0), mark);
        assert_eq!(corner(0, size - 7), mark);
        assert_ne!(corner(size - 7, size - 7), mark);
    }
}
