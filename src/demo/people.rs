//! Who writes in demo mode: a week of a small furniture shop.

/// A person, what was said, oldest first, and what was decided about them.
pub(super) struct Customer {
    /// Of no real subscriber's range.
    pub(super) number: &'static str,
    pub(super) name: &'static str,
    pub(super) said: &'static [(Side, u32, &'static str)],
    pub(super) decided: Decided,
    pub(super) known: Known,
}

/// What the team knows of them.
pub(super) struct Known {
    pub(super) stage: &'static str,
    /// Why it is lost; empty when it is not.
    pub(super) reason: &'static str,
    pub(super) tags: &'static [&'static str],
    pub(super) source: &'static str,
    /// In hundredths; unknown when zero.
    pub(super) worth: i64,
    pub(super) note: &'static str,
    /// Whether the owner works on it.
    pub(super) is_owners: bool,
}

impl Known {
    /// Nothing but where they stand.
    const fn only(stage: &'static str) -> Self {
        Self { stage, reason: "", tags: &[], source: "", worth: 0, note: "", is_owners: false }
    }
}

/// Who wrote; the number beside it tells how many minutes ago.
#[derive(Clone, Copy)]
pub(super) enum Side {
    They,
    Us,
}

#[derive(Clone, Copy)]
pub(super) enum Decided {
    Nothing,
    /// We come back to them in so many minutes, for this.
    FollowUp(u32, &'static str),
    Done,
}

use Decided::{Done, FollowUp, Nothing};
use Side::{They, Us};

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// The team's sequence: its name, and of each step whether it is a message, after how many days, at which hour, and what it says.
pub(super) const SEQUENCE: (&str, [(bool, u16, u16, &str); 4]) = (
    "After a question",
    [
        (true, 2, 10, "Hello {{first_name|there}}, did you find what you were looking for?"),
        (true, 3, 10, "Hello {{first_name|there}}, shall I keep one for you until the weekend?"),
        (false, 2, 9, "Call {{name}}"),
        (true, 7, 11, "Hello {{first_name|there}}, this is my last message about it. You are welcome any time. {{my_name}}"),
    ],
);
/// For whom it runs.
pub(super) const FOLLOWED_UP: &str = "Grace Okafor";

/// The team's templates: what each is called, how it is found, what it says, and the sheet that goes with it.
pub(super) const TEMPLATES: [(&str, &str, &str, Option<Sheet>); 3] = [
    ("Greeting", "hello", "Hello {{first_name|there}}, thank you for writing to us. How can we help?", None),
    (
        "Price list",
        "prices",
        "Here is our price list, {{first_name|dear customer}}. Delivery within the city is free.",
        Some(Sheet {
            name: "Price list.pdf",
            lines: &[
                "Prices",
                "",
                "Teak table, 180 cm .................... 420",
                "Teak table, 220 cm .................... 510",
                "Rattan chair ............................... 85",
                "Bookshelf, oak ........................... 240",
                "",
                "Delivery within the city is free.",
            ],
        }),
    ),
    ("After delivery", "delivered", "Hello {{first_name|there}}, did everything arrive well? Yours, {{my_name}}", None),
];

/// A sheet of paper.
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) lines: &'static [&'static str],
}

pub(super) const CUSTOMERS: [Customer; 11] = [
    Customer {
        number: "6281200000011",
        name: "Dewi Lestari",
        said: &[
            (They, DAY + 3 * HOUR, "Hello, do you still have the teak table?"),
            (Us, DAY + 2 * HOUR, "Hello Dewi, two are left. Shall I send you pictures?"),
            (They, 3 * HOUR + 10, "Yes please!"),
            (They, 3 * HOUR + 8, "The one with six chairs"),
        ],
        decided: Nothing,
        known: Known { tags: &["dining", "teak"], source: "Instagram", worth: 145_000, is_owners: true, ..Known::only("Interested") },
    },
    Customer {
        number: "5511900000012",
        name: "João Pereira",
        said: &[(They, 25, "Oi! Can you ship to São Paulo? 🙂")],
        decided: Nothing,
        known: Known::only("New"),
    },
    Customer {
        number: "212600000015",
        name: "نور الهدى",
        said: &[(They, 48, "مرحبا، هل يتوفر التوصيل إلى الرباط؟")],
        decided: Nothing,
        known: Known::only("New"),
    },
    Customer {
        number: "48500000016",
        name: "Marek Nowak",
        said: &[
            (They, 5 * HOUR, "Is the oak shelf 120 or 140 cm wide?"),
            (Us, 5 * HOUR - 12, "It comes in both widths, and both are in stock."),
            (They, 4 * HOUR + 30, "Then two of 140, please. What would that be with delivery to Kraków?"),
        ],
        decided: Nothing,
        known: Known { tags: &["delivery", "shelf"], source: "Website", worth: 62_000, ..Known::only("Contacted") },
    },
    Customer {
        number: "919000000013",
        name: "Asha Nair",
        said: &[
            (They, 2 * DAY, "What are your opening hours on Saturday?"),
            (Us, 2 * DAY - 9, "From 10 to 18. Shall I keep the lamp for you until then?"),
            (They, 2 * DAY - 14, "That would be lovely, thank you"),
            (Us, 2 * DAY - 15, "Done. It stands at the counter under your name."),
        ],
        decided: FollowUp(1, "Did she come for the lamp?"),
        known: Known {
            tags: &["lamp"],
            source: "Walked in",
            worth: 18_000,
            note: "Comes on Saturdays. The lamp stands at the counter.",
            is_owners: true,
            ..Known::only("Offer")
        },
    },
    Customer {
        number: "34600000017",
        name: "Lucía Fernández",
        said: &[
            (They, DAY + 6 * HOUR, "Do you repair chairs as well? Four of ours have loose legs."),
            (Us, DAY + 5 * HOUR, "We do. Bring them on a weekday, it takes two days."),
        ],
        decided: FollowUp(2 * DAY, "Chairs are ready: tell her"),
        known: Known { tags: &["repair"], worth: 9_000, is_owners: true, ..Known::only("Contacted") },
    },
    Customer {
        number: "4915100000014",
        name: "Jonas Weber",
        said: &[
            (They, 9 * DAY, "Could you send me an offer for the office? Six desks."),
            (Us, 8 * DAY + 20 * HOUR, "Here it is: six desks in ash, delivered and assembled, 2,940 €."),
            (They, 8 * DAY, "Thanks for the offer, I will think about it."),
            (Us, 8 * DAY - 30, "Take your time. It is valid until the end of the month."),
        ],
        decided: Nothing,
        known: Known {
            tags: &["office", "vip"],
            source: "Recommended",
            worth: 294_000,
            note: "Decides with his partner, who is back on the 3rd.",
            is_owners: true,
            ..Known::only("Offer")
        },
    },
    Customer {
        number: "447700900018",
        name: "Grace Okafor",
        said: &[
            (They, 6 * DAY, "Hi, is the armchair available in green?"),
            (Us, 6 * DAY - 40, "It is, in two shades. Would you like samples by post?"),
        ],
        decided: Nothing,
        known: Known { tags: &["armchair"], source: "Instagram", worth: 54_000, ..Known::only("Interested") },
    },
    Customer {
        number: "33600000019",
        name: "Fatima El Amrani",
        said: &[
            (They, DAY + HOUR, "C’est bien arrivé, merci beaucoup !"),
            (Us, DAY + 40, "Avec plaisir ! Dites-nous si tout va bien après le montage."),
        ],
        decided: Nothing,
        known: Known { tags: &["delivery"], worth: 112_000, is_owners: true, ..Known::only("Won") },
    },
    Customer {
        number: "61400000020",
        name: "Liam Walsh",
        said: &[
            (They, 3 * DAY, "Do you have this one without the drawers?"),
            (Us, 3 * DAY - 25, "Not from stock. We can build it in four weeks."),
            (They, 2 * DAY + 20 * HOUR, "Too long for us, sorry. Thanks anyway!"),
            (Us, 2 * DAY + 19 * HOUR, "A pity. We are here if your plans change."),
        ],
        decided: Done,
        known: Known { reason: "Four weeks are too long", source: "Website", worth: 76_000, ..Known::only("Lost") },
    },
    Customer {
        number: "905000000021",
        name: "Elif Yılmaz",
        said: &[
            (They, 4 * HOUR, "Hello! Which wax do you recommend for walnut?"),
            (Us, 3 * HOUR + 45, "Any hard wax oil. We have small tins at the counter."),
        ],
        decided: Nothing,
        known: Known { tags: &["care"], ..Known::only("Contacted") },
    },
];
