//! A sheet of paper with lines of text, as a PDF file: what a shop sends along with its words.
use std::fmt::Write;

/// The file, of one page; the first line is its heading. Letters of ASCII only.
pub(super) fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut drawing = String::from("BT 72 760 Td 20 TL");
    for (index, line) in lines.iter().enumerate() {
        let size = if index == 0 { 22 } else { 12 };
        let text = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        // Writing to a string cannot fail.
        let _ = write!(drawing, " /F {size} Tf ({text}) Tj T*");
    }
    drawing.push_str(" ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = String::new();
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(places, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{} 0 obj\n{object}\nendobj", index + 1);
    }
    let begins = file.len();
    let all = objects.len() + 1;
    let _ =
        write!(file, "xref\n0 {all}\n0000000000 65535 f \n{places}trailer\n<< /Size {all} /Root 1 0 R >>\nstartxref\n{begins}\n%%EOF\n");
    file.into_bytes()
}
