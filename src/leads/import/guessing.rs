//! Guessing how a file is written and what its columns hold; the person sees it and may say otherwise.
use super::{
    decoding::Decoded,
    model::{Column, Delimiter, ImportPlan},
    records::{Record, Records},
};
use crate::{leads::csv_cell, phones::parse_number};

/// Rows that are looked at.
pub const LOOKED_AT: usize = 200;

/// Words that name a column, without spaces and signs, in the languages of many lists.
const NAMES: &[(Column, &[&str])] = &[
    (
        Column::Number,
        &[
            "number",
            "phone",
            "phonenumber",
            "phone1value",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cell",
            "cellphone",
            "whatsapp",
            "whatsappnumber",
            "wa",
            "nowa",
            "nomorwa",
            "nomor",
            "nomorhp",
            "nohp",
            "hp",
            "nomortelepon",
            "telepon",
            "telefon",
            "telefonnummer",
            "handy",
            "handynummer",
            "tel",
            "telefono",
            "teléfono",
            "telefone",
            "celular",
            "movil",
            "móvil",
            "numero",
            "número",
            "telephone",
            "téléphone",
            "portable",
            "telefoonnummer",
            "téléphoneportable",
            "телефон",
            "номер",
            "номертелефона",
            "电话",
            "手机",
            "電話番号",
            "携帯",
            "전화번호",
            "هاتف",
            "फ़ोन",
        ],
    ),
    (
        Column::Name,
        &[
            "name",
            "fullname",
            "firstname",
            "lastname",
            "givenname",
            "familyname",
            "middlename",
            "surname",
            "contact",
            "contactname",
            "customer",
            "customername",
            "client",
            "lead",
            "nama",
            "namalengkap",
            "nombre",
            "nombres",
            "apellido",
            "apellidos",
            "nome",
            "sobrenome",
            "cognome",
            "vorname",
            "nachname",
            "nom",
            "prénom",
            "prenom",
            "naam",
            "ad",
            "isim",
            "имя",
            "фамилия",
            "姓名",
            "名前",
            "氏名",
            "이름",
            "नाम",
            "الاسم",
        ],
    ),
    (Column::Tags, &["tags", "tag", "labels", "label", "groupmembership", "groups", "etiquetas", "etiketten", "schlagworte", "étiquettes"]),
    (Column::Source, &["source", "leadsource", "origin", "sumber", "origen", "origem", "fuente", "quelle", "bron", "utmsource", "channel"]),
    (Column::Stage, &["stage", "status", "pipeline", "pipelinestage", "leadstatus", "etapa", "tahap", "phase", "fase", "estado", "стадия"]),
    (
        Column::Owner,
        &[
            "owner",
            "assignee",
            "assignedto",
            "agent",
            "salesrep",
            "owneremail",
            "responsible",
            "responsable",
            "propietario",
            "eigenaar",
            "pemilik",
        ],
    ),
    (
        Column::Worth,
        &["value", "worth", "amount", "dealvalue", "price", "revenue", "nilai", "valor", "waarde", "bedrag", "wert", "montant", "сумма"],
    ),
    (
        Column::Note,
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "remark",
            "remarks",
            "catatan",
            "notas",
            "nota",
            "observações",
            "notiz",
            "notizen",
            "notitie",
            "notities",
            "opmerking",
            "opmerkingen",
            "описание",
        ],
    ),
    (Column::FollowUp, &["followup", "nextfollowup", "duedate", "reminder", "nextcontact", "tindaklanjut", "seguimiento", "wiedervorlage"]),
];

/// What parts the cells: whatever makes the most rows of the same length, and of more than one cell.
pub fn delimiter(head: &str) -> Delimiter {
    let score = |delimiter: Delimiter| {
        let rows: Vec<usize> = rows_of(head, delimiter).iter().map(|record| record.cells.len()).collect();
        let width = rows.iter().copied().max_by_key(|width| (rows.iter().filter(|other| *other == width).count(), *width)).unwrap_or(1);
        let even = rows.iter().filter(|other| **other == width).count();
        if width > 1 { (even * 100 / rows.len().max(1), width) } else { (0, 0) }
    };
    let best = Delimiter::ALL.into_iter().rev().max_by_key(|delimiter| score(*delimiter));
    best.filter(|best| score(*best).1 > 0).unwrap_or(Delimiter::Comma)
}

/// The first rows of a text that have something in them.
fn rows_of(head: &str, delimiter: Delimiter) -> Vec<Record> {
    let records = Records::new(Decoded::new(head.as_bytes(), "utf-8"), delimiter).filter_map(Result::ok);
    records.filter(|record| !record.is_blank()).take(LOOKED_AT).collect()
}

/// Whether the first row names the columns: it has a word for one of them, and no number.
pub fn has_header(rows: &[Record]) -> bool {
    let Some(first) = rows.first() else { return false };
    let has_number = first.cells.iter().any(|cell| looks_like_number(cell));
    let has_word = first.cells.iter().any(|cell| by_title(cell) != Column::Ignore);
    !has_number && (has_word || rows.iter().skip(1).any(|row| row.cells.iter().any(|cell| looks_like_number(cell))))
}

/// What the columns hold, by their titles, then by what is in them.
pub fn columns(rows: &[Record], has_header: bool) -> Vec<Column> {
    let width = rows.first().map_or(0, |row| row.cells.len());
    let mut columns: Vec<Column> = match rows.first().filter(|_| has_header) {
        Some(header) => header.cells.iter().map(|title| by_title(title)).collect(),
        None => vec![Column::Ignore; width],
    };
    let data = &rows[usize::from(has_header).min(rows.len())..];
    // Of several columns of numbers the one with the most is it; what is called so and holds none is not.
    let numbers = |at: usize| data.iter().filter(|row| row.cells.get(at).is_some_and(|cell| looks_like_number(cell))).count();
    let titled = |at: &usize| columns[*at] == Column::Number;
    let of_titled = (0..width).filter(titled).max_by_key(|at| (numbers(*at), width - at));
    let of_all = || (0..width).max_by_key(|at| (numbers(*at), width - at)).filter(|at| numbers(*at) * 2 > data.len());
    let number = of_titled.or_else(of_all);
    for (at, column) in columns.iter_mut().enumerate() {
        if *column == Column::Number && Some(at) != number {
            *column = Column::Ignore;
        }
    }
    if let Some(at) = number {
        columns[at] = Column::Number;
    }
    // Without titles, words beside the number are the name.
    if !has_header && let Some(at) = (0..width).find(|at| columns[*at] == Column::Ignore && is_words(data, *at)) {
        columns[at] = Column::Name;
    }
    // A whole name makes its parts superfluous.
    let titles: Vec<String> = rows.first().map(|row| row.cells.iter().map(|cell| plain(cell)).collect()).unwrap_or_default();
    let is_whole = |title: &String| ["name", "fullname", "nama", "namalengkap", "displayname"].contains(&title.as_str());
    if has_header && titles.iter().any(is_whole) {
        for (at, title) in titles.iter().enumerate() {
            if columns[at] == Column::Name && !is_whole(title) {
                columns[at] = Column::Ignore;
            }
        }
    }
    only_once(&mut columns);
    columns
}

fn only_once(columns: &mut [Column]) {
    for at in 1..columns.len() {
        if !columns[at].may_repeat() && columns[..at].contains(&columns[at]) {
            columns[at] = Column::Ignore;
        }
    }
}

/// Whether dates of the column begin with the month, as far as they say.
pub fn month_first(rows: &[Record], plan: &ImportPlan) -> bool {
    let Some(at) = plan.columns.iter().position(|column| *column == Column::FollowUp) else { return plan.country == "US" };
    let parts = |row: &Record| -> Option<(u32, u32)> {
        let mut parts = row.cells.get(at)?.trim().split(['/', '.', '-', ' ']);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    let firsts: Vec<_> = rows.iter().filter_map(parts).filter(|(first, _)| *first <= 31).collect();
    match (firsts.iter().any(|(first, _)| *first > 12), firsts.iter().any(|(_, second)| *second > 12)) {
        (false, true) => true,
        (true, _) => false,
        (false, false) => plan.country == "US",
    }
}

fn by_title(title: &str) -> Column {
    let title = plain(title);
    NAMES.iter().find(|(_, names)| names.contains(&title.as_str())).map_or(Column::Ignore, |(column, _)| *column)
}

/// Letters and digits in lower case.
fn plain(title: &str) -> String {
    title.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn looks_like_number(cell: &str) -> bool {
    let cell = csv_cell::plain(cell).trim();
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let is_clean = cell.chars().all(|letter| letter.is_ascii_digit() || "+-(). /".contains(letter));
    // A date or an amount is shorter, or no number of any country.
    is_clean && (8..=15).contains(&digits) && (cell.starts_with(['+', '0']) || digits >= 10 || parse_number(cell, None).is_some())
}

fn is_words(rows: &[Record], at: usize) -> bool {
    let words =
        rows.iter().filter(|row| row.cells.get(at).is_some_and(|cell| cell.chars().any(char::is_alphabetic) && !cell.contains('@')));
    words.count() * 2 > rows.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Record> {
        rows_of(text, delimiter(text))
    }

    fn guess(text: &str) -> (bool, Vec<Column>) {
        let rows = rows(text);
        let header = has_header(&rows);
        (header, columns(&rows, header))
    }

    #[test]
    fn the_delimiter_is_what_makes_even_rows() {
        for (text, wanted) in [
            ("a,b\n1,2\n", Delimiter::Comma),
            ("a;b\n\"1,5\";2\n3,5;4", Delimiter::Semicolon),
            ("a\tb\n1, and more\t2\n", Delimiter::Tab),
            ("a|b\n1;2|3;4\n", Delimiter::Pipe),
            ("one\ntwo\n", Delimiter::Comma),
            ("", Delimiter::Comma),
            ("name;note\nAda;\"a, b, c\nd, e, f\"\nBo;x", Delimiter::Semicolon),
        ] {
            assert_eq!(delimiter(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn columns_are_known_by_their_titles_in_many_languages_or_by_what_they_hold() {
        use Column::{FollowUp, Ignore, Name, Note, Number, Owner, Source, Stage, Tags, Worth};
        for (text, header, wanted) in [
            ("Name,Phone,E-mail\nAda,+628123456789,a@b.c", true, vec![Name, Number, Ignore]),
            ("Nama Lengkap;No. WA;Catatan\nBudi;0812-3456-7890;x", true, vec![Name, Number, Note]),
            ("First Name,Last Name,Mobile Phone\nAda,L,+628123456789", true, vec![Name, Name, Number]),
            ("Name,Given Name,Phone 1 - Value,Group Membership\nAda L,Ada,+628123456789,x", true, vec![Name, Ignore, Number, Tags]),
            ("+628123456789,Ada\n+628123456780,Bo", false, vec![Number, Name]),
            ("628123456789\n628123456780", false, vec![Number]),
            ("kolom a,kolom b\n0812-3456-7890,Ada", true, vec![Number, Ignore]),
            ("name,phone,mobile\nAda,,+628123456789\nBo,,+628123456780", true, vec![Name, Ignore, Number]),
            (
                "Name,Number,Stage,Owner,Tags,Source,Worth,Follow-up,Notes,Status\nAda,'+62 812-3456-7890,New,a@b.c,x,y,1,2026-12-01,z,x",
                true,
                vec![Name, Number, Stage, Owner, Tags, Source, Worth, FollowUp, Note, Ignore],
            ),
        ] {
            assert_eq!(guess(text), (header, wanted), "{text}");
        }
        assert_eq!(guess(""), (false, vec![]));
    }
}
