//! The nouns of imports.
use crate::team::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A file of leads that somebody sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImportId(pub Uuid);

impl std::fmt::Display for ImportId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// The largest file, in bytes.
pub const LARGEST_FILE: u64 = 50 << 20;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is here; nobody has begun it.
    Ready,
    /// Under way, or waiting for another one to end.
    Running,
    /// Every row was dealt with.
    Done,
    /// A person stopped it.
    Stopped,
    /// It could not go on.
    Failed,
}

impl ImportState {
    /// Each of them.
    pub const ALL: [Self; 5] = [Self::Ready, Self::Running, Self::Done, Self::Stopped, Self::Failed];

    /// The name as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

/// An import as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its identity.
    pub id: ImportId,
    /// Whose it is.
    pub by: PersonId,
    /// What the file is called.
    pub file: String,
    /// When it was sent in, Unix milliseconds.
    pub at: i64,
    /// How far it is.
    pub state: ImportState,
    /// How many people the file has; unknown before it is begun.
    pub total: Option<u64>,
    /// Leads that are new.
    pub added: u64,
    /// Leads that were here and changed.
    pub updated: u64,
    /// Leads that were here and stayed as they are.
    pub skipped: u64,
    /// Rows that were not taken.
    pub refused: u64,
    /// The tag that all of them got; may be empty.
    pub tag: String,
    /// Why it ended before its end; may be empty.
    pub trouble: String,
}

impl Import {
    /// Rows that were dealt with.
    pub fn dealt_with(&self) -> u64 {
        self.added + self.updated + self.skipped + self.refused
    }
}

/// What parts the cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The sign.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// What a column of the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Nothing of interest.
    Ignore,
    /// What the team calls the person; several are put together, as a first and a last name.
    Name,
    /// The number.
    Number,
    /// Tags, parted by commas, semicolons or lines.
    Tags,
    /// Where the lead came from.
    Source,
    /// The name of a stage.
    Stage,
    /// The owner's e-mail address, or their name.
    Owner,
    /// What it may bring.
    Worth,
    /// A note.
    Note,
    /// The day of the next follow-up, perhaps with a time.
    FollowUp,
}

impl Column {
    /// Each of them.
    pub const ALL: [Self; 10] = [
        Self::Ignore,
        Self::Name,
        Self::Number,
        Self::Tags,
        Self::Source,
        Self::Stage,
        Self::Owner,
        Self::Worth,
        Self::Note,
        Self::FollowUp,
    ];

    /// Whether several columns may hold it.
    pub fn may_repeat(self) -> bool {
        matches!(self, Self::Ignore | Self::Name | Self::Tags | Self::Note)
    }
}

/// How a file is read and what becomes of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// A label of the Encoding Standard, such as `utf-8`.
    pub encoding: String,
    /// What parts the cells.
    pub delimiter: Delimiter,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// What each column holds.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// The country of numbers without a country code, by two letters; of none when empty.
    pub country: String,
    /// Whether a date such as 1/2/2026 begins with the month.
    pub month_first: bool,
    /// How far the clock of the person who imports is ahead of UTC, minutes.
    pub zone_minutes: i32,
    /// Whether leads that are here already are changed.
    pub update: bool,
    /// A tag for all of them; may be empty.
    pub tag: String,
}

/// The encodings that are offered, by label and name; any other label can be guessed too.
pub const ENCODINGS: [(&str, &str); 19] = [
    ("utf-8", "UTF-8"),
    ("utf-16le", "UTF-16 LE"),
    ("utf-16be", "UTF-16 BE"),
    ("windows-1252", "Western (Windows-1252)"),
    ("windows-1250", "Central European (Windows-1250)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("koi8-r", "Cyrillic (KOI8-R)"),
    ("windows-1253", "Greek (Windows-1253)"),
    ("windows-1254", "Turkish (Windows-1254)"),
    ("windows-1255", "Hebrew (Windows-1255)"),
    ("windows-1256", "Arabic (Windows-1256)"),
    ("windows-1257", "Baltic (Windows-1257)"),
    ("windows-1258", "Vietnamese (Windows-1258)"),
    ("windows-874", "Thai (Windows-874)"),
    ("shift_jis", "Japanese (Shift_JIS)"),
    ("euc-jp", "Japanese (EUC-JP)"),
    ("gbk", "Chinese (GBK)"),
    ("big5", "Chinese (Big5)"),
    ("euc-kr", "Korean (EUC-KR)"),
];

/// The first rows of a file as they would be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// How it is read: as asked for, with what had to be guessed.
    pub plan: ImportPlan,
    /// What the columns are called; empty where the file says nothing.
    pub titles: Vec<String>,
    /// The first rows.
    pub rows: Vec<PreviewRow>,
    /// What keeps it from being begun, a whole sentence; may be empty.
    pub trouble: String,
}

/// A row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Its number as spreadsheets count.
    pub row: u64,
    /// Its cells, each cut to 80 characters.
    pub cells: Vec<String>,
    /// Why it would not be taken; empty when it would.
    pub problem: String,
}

/// What the page begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDesk {
    /// The imports of the person who asks, the newest first.
    pub imports: Vec<Import>,
    /// Every country by its two letters, with the code that its numbers begin with.
    pub countries: Vec<(String, u16)>,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// Its number as spreadsheets count.
    pub row: u64,
    /// Why, a whole sentence.
    pub why: String,
}
