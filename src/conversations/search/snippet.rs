//! The part of a message around what was searched, in pieces, so that nobody has to look for marks in a text of strangers.
use crate::{
    conversations::model::Piece,
    leads::search::{folded, is_accent, is_of_word},
};

/// How much is shown before the first hit, and in all, in characters.
const BEFORE: usize = 40;
const LENGTH: usize = 160;

/// The text on one line around the first word that begins with one of these, each such beginning marked.
pub(super) fn around(text: &str, words: &[String]) -> Vec<Piece> {
    let line: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    let hits = hits(&line, words);
    let first = hits.first().map_or(0, |hit| hit.start);
    let start = if first <= BEFORE { 0 } else { beginning_of_word(&line, first - BEFORE, first) };
    let end = line.len().min(start + LENGTH);
    let mut pieces = Vec::new();
    let mut at = start;
    let text = |from: usize, to: usize| line[from..to].iter().collect::<String>();
    if start > 0 {
        pieces.push(Piece { text: "…".into(), is_hit: false });
    }
    for hit in hits.into_iter().filter(|hit| hit.start >= start && hit.end <= end) {
        pieces.push(Piece { text: text(at, hit.start), is_hit: false });
        pieces.push(Piece { text: text(hit.start, hit.end), is_hit: true });
        at = hit.end;
    }
    let tail = if end < line.len() { "…" } else { "" };
    pieces.push(Piece { text: text(at, end) + tail, is_hit: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Where words begin with one of these, in order.
fn hits(line: &[char], words: &[String]) -> Vec<std::ops::Range<usize>> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let length = line[at..].iter().take_while(|letter| is_of_word(**letter)).count();
        let begins = words.iter().filter_map(|word| beginning(&line[at..at + length], word)).max();
        if let Some(marked) = begins {
            hits.push(at..at + marked);
        }
        at += length.max(1);
    }
    hits
}

/// How many letters of the word are the one that was typed, signs of their own included.
fn beginning(of: &[char], typed: &str) -> Option<usize> {
    let mut wanted = typed.chars().peekable();
    wanted.peek()?;
    let mut length = 0;
    for letter in of {
        if is_accent(*letter) {
            length += 1;
            continue;
        }
        if wanted.peek().is_none() {
            break;
        }
        if wanted.next() != Some(folded(*letter)) {
            return None;
        }
        length += 1;
    }
    wanted.peek().is_none().then_some(length)
}

/// The first beginning of a word from here on, or here.
fn beginning_of_word(line: &[char], from: usize, to: usize) -> usize {
    line[from..to].iter().position(|letter| *letter == ' ').map_or(from, |space| from + space + 1)
}

#[cfg(test)]
mod tests {
    use super::around;

    fn marked(text: &str, words: &[&str]) -> String {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        around(text, &words).iter().map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_where_words_begin_with_what_was_typed() {
        assert_eq!(marked("Is the blue one\nthere?", &["blue"]), "Is the [blue] one there?");
        assert_eq!(marked("Blueish, bluer, unblue: BLUE", &["blue"]), "[Blue]ish, [blue]r, unblue: [BLUE]");
        assert_eq!(marked("Nach Österreich", &["osterr", "nach"]), "[Nach] [Österr]eich");
        assert_eq!(marked("cafe\u{301}s", &["cafe"]), "[cafe\u{301}]s");
        assert_eq!(marked("<b>bold</b> 你好吗", &["b", "你好"]), "<[b]>[b]old</[b]> [你好]吗");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let text = format!("{} the needle {}", "hay ".repeat(200), "straw ".repeat(200));
        let cut = marked(&text, &["needle"]);
        assert!(cut.starts_with("…hay hay") && cut.contains("the [needle] straw") && cut.ends_with('…'), "{cut}");
        assert!(cut.chars().count() < 170);
        assert_eq!(marked(&"x".repeat(500), &["needle"]).chars().count(), 161);
        assert_eq!(marked("", &["needle"]), "");
    }
}
