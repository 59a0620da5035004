//! A code's text as a picture.
use super::model::CodePicture;
use crate::error::{AppError, unexpected};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Modules of white on each side, as ISO 18004 asks for.
const QUIET_ZONE: usize = 4;

/// Draws the exact text; level L, as on WhatsApp's own page, keeps the modules large.
pub fn draw(text: &str) -> Result<CodePicture, AppError> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).map_err(|error| unexpected(&error))?;
    let width = code.width();
    let colors = code.into_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                // One rectangle for each run of dark modules; filling closes it. Writing to a String does not fail.
                let left = x + QUIET_ZONE;
                let _ = write!(path, "M{left} {}h{}v1H{left}", y + QUIET_ZONE, run.len());
            }
            x += run.len();
        }
    }
    Ok(CodePicture { size: u16::try_from(width + 2 * QUIET_ZONE).unwrap_or(u16::MAX), path })
}

#[cfg(test)]
mod tests {
    use super::{QUIET_ZONE, draw};

    #[test]
    fn a_code_has_its_corner_marks_and_a_quiet_zone_around() {
        let picture = draw("2@ref,noise,identity,secret").unwrap();
        assert!(picture.path.starts_with(&format!("M{QUIET_ZONE} {QUIET_ZONE}h7v1H{QUIET_ZONE}")), "the upper left mark: {}", picture.path);
        assert_eq!(usize::from(picture.size) % 4, (17 + 2 * QUIET_ZONE) % 4, "a version's width and two quiet zones");
    }
}
