//! What WhatsApp makes of a text: `*bold*`, `_italic_`, `~struck~`, code between one or three backticks, and addresses of the web.
//! Signs count at the edge of a word and on one line, and go when they count, as the handsets show it.

use html_escape::encode_quoted_attribute as escaped;

/// A run of a text that looks one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Run {
    text: String,
    style: Style,
    /// Where it leads, when it is an address.
    href: Option<String>,
}

/// How a run looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    is_bold: bool,
    is_italic: bool,
    is_struck: bool,
    is_code: bool,
}

/// How addresses begin, and what has to stand before them in the link.
const ADDRESSES: [(&str, &str); 3] = [("https://", ""), ("http://", ""), ("www.", "https://")];

/// Longer texts stay as they are, bytes: a stranger sends them, and the server takes them apart whenever they are read.
const LONGEST: usize = 16 * 1024;
/// The signs, longer ones first.
const SIGNS: [&str; 5] = ["```", "`", "*", "_", "~"];

/// A text as HTML, every letter of it escaped; none when it looks as it was written.
pub fn html(text: &str) -> Option<String> {
    let runs = runs(text);
    let is_plain = |run: &Run| run.style == Style::default() && run.href.is_none();
    // Signs that counted for nothing leave one run.
    if runs.len() <= 1 && runs.iter().all(is_plain) {
        return None;
    }
    let tag = |is: bool, tag: &str, inner: String| if is { format!("<{tag}>{inner}</{tag}>") } else { inner };
    let shown = runs.into_iter().map(|Run { text, style, href }| {
        let text = escaped(&text).into_owned();
        let text = match href {
            Some(href) => format!(r#"<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{text}</a>"#, escaped(&href)),
            None => text,
        };
        let text = tag(style.is_struck, "s", tag(style.is_code, "code", text));
        tag(style.is_bold, "strong", tag(style.is_italic, "em", text))
    });
    Some(shown.collect())
}

/// The text in runs.
fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    match text.len() <= LONGEST {
        true => read(text, None, Style::default(), &mut runs),
        false => push(&mut runs, Run { text: text.to_owned(), ..Run::default() }),
    }
    runs
}

/// Reads a text that stands after this character.
fn read(text: &str, mut before: Option<char>, style: Style, runs: &mut Vec<Run>) {
    let (mut rest, mut plain) = (text, String::new());
    // Where it is worth to look for an end again, in bytes left, for each sign: a line without one is looked through once.
    let mut open_below = [usize::MAX; SIGNS.len()];
    while let Some(here) = rest.chars().next() {
        let at_edge = before.is_none_or(|before| !before.is_alphanumeric());
        // Of several signs in a row none counts.
        let found = if at_edge && before != Some(here) {
            marked(rest, style, &mut open_below).map(Found::Marked).or_else(|| address(rest).map(Found::Address))
        } else {
            None
        };
        let taken = match found {
            Some(found) => {
                push(runs, Run { text: std::mem::take(&mut plain), style, href: None });
                match found {
                    Found::Marked((inner, inner_style, taken)) => {
                        match inner_style.is_code {
                            true => push(runs, Run { text: inner.to_owned(), style: inner_style, href: None }),
                            false => read(inner, Some(here), inner_style, runs),
                        }
                        taken
                    }
                    Found::Address((href, taken)) => {
                        push(runs, Run { text: rest[..taken].to_owned(), style, href: Some(href) });
                        taken
                    }
                }
            }
            None => {
                plain.push(here);
                here.len_utf8()
            }
        };
        before = rest[..taken].chars().next_back();
        rest = &rest[taken..];
    }
    push(runs, Run { text: plain, style, href: None });
}

enum Found<'t> {
    /// What stands between signs, how it looks, and how many bytes that is with the signs.
    Marked((&'t str, Style, usize)),
    /// Where it leads, and how many bytes it is.
    Address((String, usize)),
}

fn push(runs: &mut Vec<Run>, run: Run) {
    if !run.text.is_empty() {
        runs.push(run);
    }
}

/// What a text that begins with a sign has up to the sign that ends it.
fn marked<'t>(text: &'t str, style: Style, open_below: &mut [usize; SIGNS.len()]) -> Option<(&'t str, Style, usize)> {
    let which = SIGNS.iter().position(|sign| text.starts_with(sign))?;
    let (sign, is) = (SIGNS[which], |sign: &str| SIGNS[which] == sign);
    let inside = Style {
        is_bold: style.is_bold || is("*"),
        is_italic: style.is_italic || is("_"),
        is_struck: style.is_struck || is("~"),
        is_code: style.is_code || sign.starts_with('`'),
    };
    if inside == style || text.len() >= open_below[which] {
        return None;
    }
    let inner = &text[sign.len()..];
    let line = if sign == "```" { inner } else { inner.lines().next().unwrap_or_default() };
    if line.starts_with(char::is_whitespace) || line.starts_with(sign) {
        return None;
    }
    let ends = |&(at, _): &(usize, &str)| {
        let is_close = at > 0 && !line[..at].ends_with(char::is_whitespace);
        is_close && !line[at + sign.len()..].starts_with(char::is_alphanumeric)
    };
    let Some((at, _)) = line.match_indices(sign).find(ends) else {
        open_below[which] = inner.len() - line.len();
        return None;
    };
    Some((&line[..at], inside, at + 2 * sign.len()))
}

/// Where a text that begins with an address leads. What ends a sentence or closes a bracket of it is no part of the address.
fn address(text: &str) -> Option<(String, usize)> {
    let (begins, before) =
        ADDRESSES.into_iter().find(|(begins, _)| text.get(..begins.len()).is_some_and(|head| head.eq_ignore_ascii_case(begins)))?;
    let mut address = text.split(|sign: char| sign.is_whitespace() || sign.is_control() || "<>\"".contains(sign)).next()?;
    let mut too_many = address.matches(')').count().saturating_sub(address.matches('(').count());
    while let Some(last) = address.chars().next_back() {
        if !".,;:!?'*_~)]}…".contains(last) || last == ')' && too_many == 0 {
            break;
        }
        too_many -= usize::from(last == ')');
        address = &address[..address.len() - last.len_utf8()];
    }
    let is_some = address.get(begins.len()..).is_some_and(|host| host.contains(char::is_alphanumeric));
    is_some.then(|| (format!("{before}{address}"), address.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with a tag for each look, as it would stand in a page.
    fn tagged(text: &str) -> String {
        let tag = |is: bool, tag: &str, text: String| if is { format!("<{tag}>{text}</{tag}>") } else { text };
        runs(text)
            .into_iter()
            .map(|Run { text, style, href }| {
                let text = href.map_or(text.clone(), |href| format!("[{text}]({href})"));
                let text = tag(style.is_code, "code", text);
                tag(style.is_bold, "b", tag(style.is_italic, "i", tag(style.is_struck, "s", text)))
            })
            .collect()
    }

    #[test]
    fn signs_around_words_change_how_they_look_and_go() {
        for (text, shown) in [
            ("*Hello* there", "<b>Hello</b> there"),
            ("It is _really_ ~not~ here.", "It is <i>really</i> <s>not</s> here."),
            ("*bold _and italic_*", "<b>bold </b><b><i>and italic</i></b>"),
            ("`*code*` and ```two\n*lines*```", "<code>*code*</code> and <code>two\n*lines*</code>"),
            ("(*in brackets*), *two* *times*", "(<b>in brackets</b>), <b>two</b> <b>times</b>"),
            ("*Größe: 5 €*\n_你好_", "<b>Größe: 5 €</b>\n<i>你好</i>"),
        ] {
            assert_eq!(tagged(text), shown);
        }
    }

    #[test]
    fn signs_that_mean_themselves_stay() {
        for text in [
            "2*3*4 = 24",
            "snake_case_name",
            "* not a list *",
            "**",
            "*",
            "a * b * c",
            "*open",
            "*not\nover lines*",
            "~5 km",
            "``",
            "```",
            "__init__x",
            "5 * 3 = 15*",
            "",
            "\u{202e}*",
            "~~~~",
        ] {
            assert_eq!(tagged(text), text);
        }
    }

    #[test]
    fn nothing_of_a_text_becomes_html_but_what_is_ours() {
        assert_eq!(html("<b>bold</b> & \"quoted\""), None, "what looks as it was written is shown as a text");
        let hostile = "*<img src=x onerror='alert(1)'>* & https://a.example/\"onclick=alert(1)?<i>&b";
        let shown = html(hostile).unwrap();
        assert!(
            shown.starts_with("<strong>&lt;img src=x onerror=&#x27;alert(1)&#x27;&gt;</strong> &amp; <a href=\"https://a.example/\" "),
            "{shown}"
        );
        let ours =
            ["<strong>", "</strong>", "<a href=\"https://a.example/\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">", "</a>"];
        let left = ours.iter().fold(shown, |left, tag| left.replacen(tag, "", 1));
        assert!(!left.contains(['<', '>', '"', '\'']), "{left}");
    }

    #[test]
    fn addresses_lead_somewhere_and_keep_their_signs() {
        for (text, shown) in [
            ("See https://a.example/x_y_z?q=*1*.", "See [https://a.example/x_y_z?q=*1](https://a.example/x_y_z?q=*1)*."),
            ("(www.a.example/b_(c)), yes", "([www.a.example/b_(c)](https://www.a.example/b_(c))), yes"),
            ("*HTTP://A.example*", "<b>[HTTP://A.example](HTTP://A.example)</b>"),
            ("https:// www. javascript:alert(1) xhttps://a.example", "https:// www. javascript:alert(1) xhttps://a.example"),
            ("<https://a.example>", "<[https://a.example](https://a.example)>"),
        ] {
            assert_eq!(tagged(text), shown);
        }
    }

    /// Each takes a moment, and would take minutes if its length counted twice.
    #[test]
    fn texts_that_were_made_to_take_long_do_not() {
        for text in [" *a".repeat(5_000), format!("www.a{}", ")".repeat(16_000)), "*_~`".repeat(4_000), "_a *b ~c `d ".repeat(1_300)] {
            let shown: String = runs(&text).into_iter().map(|run| run.text).collect();
            assert!(shown.len() <= text.len());
        }
        let long = "*a* ".repeat(5_000);
        assert_eq!(runs(&long), [Run { text: long, ..Run::default() }], "what is longer than a text of WhatsApp stays as it is");
    }

    #[test]
    fn nothing_is_lost_but_signs_that_count() {
        let text = "*a* _b ~c_ d~ `e` ``` f ```*g*https://h.example*i*\n*j _k* l_ www.m.example_n_ *o*p* ~_*q*_~";
        let shown: String = runs(text).into_iter().map(|run| run.text).collect();
        let letters = |text: &str| text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>();
        assert_eq!(letters(&shown), letters(text));
    }
}
