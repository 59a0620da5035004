//! A QR code: always black on white with its quiet zone, as cameras want it, whatever the theme.
//! On a canvas of one pixel a module: twenty tabs that each draw a path of a thousand rectangles keep two cores busy for a tenth of a
//! second, and twenty that load an image paint two frames each.
use super::{browser, effect};
use leptos::{html, prelude::*};

/// The longest side, CSS pixels.
const MOST: u16 = 296;
/// Modules of white on each side, as ISO 18004 asks for.
const QUIET_ZONE: u16 = 4;

/// Shows the code as large as it fits with every module equally wide, which cameras read from further away.
#[component]
pub fn QrCode(
    /// Modules a side.
    size: u16,
    /// Row by row, a bit each, the highest first; set where it is dark.
    modules: Vec<u8>,
    /// The accessible name; begins "QR code".
    label: String,
) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let side = size + 2 * QUIET_ZONE;
    effect(move || {
        if let Some(canvas) = node.get() {
            browser::paint_pixels(&canvas, side, side * (MOST / side).max(1), &pixels(size, &modules));
        }
    });
    view! { <canvas node_ref=node class="qr-code" role="img" aria-label=label></canvas> }
}

/// Red, green, blue and opacity of every pixel, the quiet zone included.
fn pixels(size: u16, modules: &[u8]) -> Vec<u8> {
    let (size, margin) = (usize::from(size), usize::from(QUIET_ZONE));
    let side = size + 2 * margin;
    let mut pixels = vec![0xff; 4 * side * side];
    let is_dark = |at: &usize| modules.get(at / 8).is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0);
    for at in (0..size * size).filter(is_dark) {
        let first = 4 * ((at / size + margin) * side + at % size + margin);
        pixels[first..first + 3].fill(0);
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::pixels;

    #[test]
    fn dark_modules_are_black_pixels_inside_a_quiet_zone_of_four() {
        // ##.
        // ..#
        // ## and one that is missing, which is light
        let pixels = pixels(3, &[0b1100_0111]);
        let rows: Vec<String> =
            pixels.chunks(4 * 11).map(|row| row.chunks(4).map(|pixel| if pixel == [0, 0, 0, 255] { '#' } else { '.' }).collect()).collect();
        let quiet = "...........";
        assert_eq!(rows, [quiet, quiet, quiet, quiet, "....##.....", "......#....", "....##.....", quiet, quiet, quiet, quiet],);
        assert!(pixels.chunks(4).all(|pixel| pixel == [0, 0, 0, 255] || pixel == [255; 4]));
    }
}
