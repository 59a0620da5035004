//! How a file is written, and what becomes of leads that are here already.
use super::{
    desk::Desk,
    mapping_view::Mapping,
    model::{Column, Delimiter, ENCODINGS},
    words,
};
use crate::ui::{browser, typed};
use leptos::prelude::*;

/// The choices below the rows.
#[component]
pub(super) fn OptionsView(
    /// What they are about.
    mapping: Mapping,
    /// What it is part of.
    desk: Desk,
) -> impl IntoView {
    let encoding = Signal::derive(move || mapping.plan(|plan| plan.encoding.clone()).unwrap_or_default());
    let delimiter = Signal::derive(move || mapping.plan(|plan| words::delimiter(plan.delimiter)).unwrap_or_default().to_owned());
    let country = Signal::derive(move || mapping.plan(|plan| plan.country.clone()).unwrap_or_default());
    let dates = Signal::derive(move || if mapping.plan(|plan| plan.month_first) == Some(true) { MONTH } else { DAY }.to_owned());
    let has_dates = Memo::new(move |_| mapping.plan(|plan| plan.columns.contains(&Column::FollowUp)) == Some(true));
    let has_header = move || mapping.plan(|plan| plan.has_header) == Some(true);
    let delimiters = Delimiter::ALL.map(|one| (words::delimiter(one).to_owned(), words::delimiter(one).to_owned())).to_vec();
    let choose_delimiter = move |value: String| {
        let one = Delimiter::ALL.into_iter().find(|one| words::delimiter(*one) == value).unwrap_or(Delimiter::Comma);
        mapping.change(|plan| plan.delimiter = one);
    };
    let date_orders = || vec![(DAY.to_owned(), words::DAY_FIRST.to_owned()), (MONTH.to_owned(), words::MONTH_FIRST.to_owned())];
    let choose_dates = move || Box::new(move |value: String| mapping.change(|plan| plan.month_first = value == MONTH));
    let tag = untrack(|| mapping.plan(|plan| plan.tag.clone())).unwrap_or_default();
    view! {
        <div class="import-options">
            {labelled(words::COUNTRY, choice(words::COUNTRY.to_owned(), countries(desk), country, Box::new(move |value| mapping.change(|plan| plan.country = value))))}
            {labelled(words::DELIMITER, choice(words::DELIMITER.to_owned(), delimiters, delimiter, Box::new(choose_delimiter)))}
            {labelled(words::ENCODING, choice(
                words::ENCODING.to_owned(), encodings(encoding.get_untracked()), encoding, Box::new(move |value| mapping.change(|plan| plan.encoding = value)),
            ))}
            {move || has_dates.get().then(|| labelled(words::DATES, choice(words::DATES.to_owned(), date_orders(), dates, choose_dates())))}
            <label class="check">
                <input type="checkbox" prop:checked=has_header on:change=move |event| {
                    let has_header = event_target_checked(&event);
                    mapping.change(|plan| plan.has_header = has_header);
                }/>
                {words::HAS_HEADER}
            </label>
        </div>
        <fieldset class="import-known">
            <legend class="field-label">{words::KNOWN}</legend>
            {known(mapping, false, words::SKIP)}
            {known(mapping, true, words::UPDATE)}
        </fieldset>
        <div class="field import-tag">
            <label class="field-label" for="import-tag">{words::TAG}</label>
            <input class="input" id="import-tag" type="text" autocomplete="off" value=tag aria-describedby="import-tag-hint"
                on:input=typed(move |value| mapping.note(|plan| plan.tag = value.trim().to_owned()))/>
            <p class="field-hint" id="import-tag-hint">{words::TAG_HINT}</p>
        </div>
    }
}

/// What becomes of leads that are here already.
fn known(mapping: Mapping, update: bool, text: &'static str) -> AnyView {
    let is_so = move || mapping.plan(|plan| plan.update) == Some(update);
    view! {
        <label class="check">
            <input type="radio" name="known" prop:checked=is_so on:change=move |_| mapping.note(|plan| plan.update = update)/>
            {text}
        </label>
    }
    .into_any()
}

const DAY: &str = "day";
const MONTH: &str = "month";

type Options = Vec<(String, String)>;

/// The countries by name.
fn countries(desk: Desk) -> Options {
    let countries = desk.countries.get_untracked();
    let names = browser::country_names(countries.iter().map(|(country, _)| country.as_str()));
    let mut options: Options =
        countries.iter().zip(names).map(|((country, code), name)| (country.clone(), format!("{name} +{code}"))).collect();
    options.sort_by(|one, other| one.1.cmp(&other.1));
    options.insert(0, (String::new(), words::NO_COUNTRY.to_owned()));
    options
}

/// The encodings, with the one that was guessed.
fn encodings(guessed: String) -> Options {
    let mut options: Options = ENCODINGS.iter().map(|(label, name)| ((*label).to_owned(), (*name).to_owned())).collect();
    if !options.iter().any(|(label, _)| *label == guessed) {
        options.push((guessed.clone(), guessed));
    }
    options
}

fn labelled(label: &'static str, field: AnyView) -> AnyView {
    // The field names itself: its label is for the eye.
    view! { <div class="field"><span class="field-label" aria-hidden="true">{label}</span>{field}</div> }.into_any()
}

/// A choice of one.
pub(super) fn choice(label: String, options: Options, chosen: Signal<String>, choose: Box<dyn FnMut(String) + Send>) -> AnyView {
    let option = move |(value, words): (String, String)| {
        let this = value.clone();
        view! { <option value=value prop:selected=move || chosen.get() == this>{words}</option> }.into_any()
    };
    view! { <select class="input" aria-label=label on:change=typed(choose)>{options.into_iter().map(option).collect::<Vec<_>>()}</select> }
        .into_any()
}
