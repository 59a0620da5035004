//! The rows of a file, one by one. Unlike other readers of CSV, a quote that is never closed costs its own row and no other.
use super::{decoding::Decoded, model::Delimiter};
use std::io::{self, Read};

/// A row that is longer has lost its end, in bytes.
const LONGEST: usize = 256 * 1024;
/// What is kept of a row that cannot be read, in characters.
const EXCERPT: usize = 200;

/// What is wrong with how a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A quote is opened and never closed.
    OpenQuote,
    /// Longer than 256 KiB.
    TooLong,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number as spreadsheets count, from 1.
    pub row: u64,
    /// Its cells; with a fault, its beginning as one.
    pub cells: Vec<String>,
    /// Why its cells could not be told apart.
    pub fault: Option<Fault>,
}

impl Record {
    /// Whether nothing is in it.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Reads rows. At most a row and a piece of the file are in memory.
pub struct Records<R> {
    text: Decoded<R>,
    delimiter: u8,
    buffer: String,
    /// Where in the buffer the next row begins.
    at: usize,
    has_more: bool,
    row: u64,
}

enum Scan {
    /// So long with its end, and its cells.
    Whole(usize, Vec<String>),
    /// Its end is not here; whether that is so because of a quote.
    Unfinished { in_quotes: bool },
}

impl<R: Read> Records<R> {
    /// The rows of this text.
    pub fn new(text: Decoded<R>, delimiter: Delimiter) -> Self {
        Self { text, delimiter: delimiter.byte(), buffer: String::new(), at: 0, has_more: true, row: 0 }
    }

    fn rest(&self) -> &str {
        &self.buffer[self.at..]
    }

    fn read_on(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.at);
        self.at = 0;
        self.has_more = self.text.read_on(&mut self.buffer)?;
        Ok(())
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        if self.row == 0 {
            self.skip_sign()?;
        }
        loop {
            if self.rest().is_empty() && !self.has_more {
                return Ok(None);
            }
            match scan(self.rest(), self.delimiter, !self.has_more) {
                Scan::Whole(length, cells) => {
                    self.at += length;
                    self.row += 1;
                    return Ok(Some(Record { row: self.row, cells, fault: None }));
                }
                Scan::Unfinished { in_quotes } if !self.has_more || self.rest().len() > LONGEST => {
                    return self.broken(if in_quotes { Fault::OpenQuote } else { Fault::TooLong }).map(Some);
                }
                Scan::Unfinished { .. } => self.read_on()?,
            }
        }
    }

    /// Some programs begin with a row such as `sep=;`, which spreadsheets do not show.
    fn skip_sign(&mut self) -> io::Result<()> {
        while self.has_more && self.buffer.len() < 16 {
            self.read_on()?;
        }
        let line = self.rest().lines().next().unwrap_or_default();
        if line.len() == 5 && line.is_char_boundary(4) && line[..4].eq_ignore_ascii_case("sep=") {
            self.at += line_end(self.rest()).unwrap_or(line.len());
        }
        Ok(())
    }

    /// Gives up one line and goes on behind it.
    fn broken(&mut self, fault: Fault) -> io::Result<Record> {
        let excerpt: String = self.rest().chars().take_while(|letter| !['\r', '\n'].contains(letter)).take(EXCERPT).collect();
        loop {
            if let Some(end) = line_end(self.rest()) {
                self.at += end;
                break;
            }
            self.at = self.buffer.len();
            if !self.has_more {
                break;
            }
            self.read_on()?;
        }
        self.row += 1;
        Ok(Record { row: self.row, cells: vec![excerpt], fault: Some(fault) })
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_record().transpose()
    }
}

/// The length of the first line with its end, if that is here.
fn line_end(text: &str) -> Option<usize> {
    let at = text.find(['\r', '\n'])?;
    Some(if text[at..].starts_with("\r\n") { at + 2 } else { at + 1 })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Begin,
    Plain,
    Quoted,
    /// Behind a quote within quotes, which ends them or stands for itself.
    Quote,
}

fn scan(text: &str, delimiter: u8, is_end: bool) -> Scan {
    let bytes = text.as_bytes();
    let (mut cells, mut cell, mut state, mut at) = (Vec::new(), Vec::new(), State::Begin, 0);
    loop {
        let Some(&byte) = bytes.get(at) else {
            if is_end && state != State::Quoted {
                cells.push(text_of(cell));
                return Scan::Whole(at, cells);
            }
            return Scan::Unfinished { in_quotes: state == State::Quoted };
        };
        match (state, byte) {
            (State::Quoted, b'"') => state = State::Quote,
            (State::Quote, b'"') => {
                cell.push(byte);
                state = State::Quoted;
            }
            // Spaces before a quote are none of the cell.
            (State::Begin, b'"') => {
                cell.clear();
                state = State::Quoted;
            }
            (State::Quoted, _) => cell.push(byte),
            (_, b'\r') if at + 1 == bytes.len() && !is_end => return Scan::Unfinished { in_quotes: false },
            (_, b'\r' | b'\n') => {
                cells.push(text_of(cell));
                let is_pair = byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
                return Scan::Whole(at + 1 + usize::from(is_pair), cells);
            }
            (_, byte) if byte == delimiter => {
                cells.push(text_of(std::mem::take(&mut cell)));
                state = State::Begin;
            }
            (State::Begin, b' ') => cell.push(byte),
            (_, byte) => {
                cell.push(byte);
                state = State::Plain;
            }
        }
        at += 1;
    }
}

/// What was cut at signs of ASCII is text as before.
fn text_of(cell: Vec<u8>) -> String {
    String::from_utf8(cell).unwrap_or_else(|cell| String::from_utf8_lossy(cell.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str, delimiter: Delimiter) -> Vec<Record> {
        Records::new(Decoded::new(text.as_bytes(), "utf-8"), delimiter).map(Result::unwrap).collect()
    }

    fn cells(text: &str, delimiter: Delimiter) -> Vec<Vec<String>> {
        records(text, delimiter).into_iter().map(|record| record.cells).collect()
    }

    #[test]
    fn rows_are_read_as_spreadsheets_write_them() {
        let wanted = [vec!["a", "b c", ""], vec!["1\n2", "say \"x\"", "é"]];
        for text in [
            "a,b c,\n\"1\n2\",\"say \"\"x\"\"\",é\n",
            "a,b c,\r\n\"1\n2\",\"say \"\"x\"\"\",é",
            "a,b c,\r\"1\n2\", \"say \"\"x\"\"\",é\r",
            "sep=,\r\na,b c,\r\n\"1\n2\",\"say \"\"x\"\"\",é",
        ] {
            assert_eq!(cells(text, Delimiter::Comma), wanted, "{text:?}");
        }
        assert_eq!(cells("a;b\tc|d", Delimiter::Semicolon), [["a", "b\tc|d"]]);
        assert_eq!(cells("a;b\tc|d", Delimiter::Tab), [["a;b", "c|d"]]);
        assert_eq!(cells("a;b\tc|d", Delimiter::Pipe), [["a;b\tc", "d"]]);
        assert_eq!(cells("", Delimiter::Comma), Vec::<Vec<String>>::new());
        let rows: Vec<_> = records("a\n\n\"b\nc\"\nd", Delimiter::Comma).iter().map(|record| record.row).collect();
        assert_eq!(rows, [1, 2, 3, 4], "a row is counted once, however many lines it has");
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_row_only() {
        let found = records("a,b\n1,\"2\n3,4\n5,6\n", Delimiter::Comma);
        assert_eq!(found[1], Record { row: 2, cells: vec!["1,\"2".into()], fault: Some(Fault::OpenQuote) });
        assert_eq!(found[2].cells, ["3", "4"]);
        assert_eq!((found.len(), found[3].row), (4, 4));
        // Also when the end of the file is far away.
        let long = format!("1,\"2\n{}", "3,4\n".repeat(200_000));
        let found = records(&long, Delimiter::Comma);
        assert_eq!(found.iter().filter(|record| record.fault.is_some()).count(), 1);
        assert_eq!(found.len(), 200_001);
    }

    #[test]
    fn a_row_without_an_end_is_given_up_and_the_next_one_read() {
        let text = format!("{}\nx,y\n", ",".repeat(1_000_000));
        let found = records(&text, Delimiter::Comma);
        assert_eq!((found[0].fault, found[0].cells.len()), (Some(Fault::TooLong), 1));
        assert_eq!((found[1].row, found[1].cells.clone()), (2, vec!["x".into(), "y".into()]));
    }

    proptest! {
        #[test]
        fn what_others_write_is_read_as_the_same(rows in prop::collection::vec(prop::collection::vec("[ a,;\"\r\n\t'é]{0,6}", 1..5), 1..6)) {
            let mut file = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                file.write_record(row).unwrap();
            }
            let text = String::from_utf8(file.into_inner().unwrap()).unwrap();
            prop_assume!(!text.starts_with("sep="));
            prop_assert_eq!(cells(&text, Delimiter::Comma), rows);
        }
    }
}
