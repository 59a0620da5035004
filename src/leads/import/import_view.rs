//! One import: how far it is, and what became of its rows.
use super::{
    desk::Desk,
    model::{Import, ImportProblem, ImportState},
    server_fns::{begin_import, import_problems},
    words,
};
use crate::{
    leads::{Layout, filter::LeadFilter},
    ui::{Button, Glyph, Look, StatusChip, Time, TimeStyle, Tone, browser, effect},
};
use leptos::{prelude::*, task::spawn_local};

/// More problems than these are folded away at first.
const FEW: u64 = 20;

/// A row of the list.
#[component]
pub(super) fn ImportRow(
    /// The import as it is now.
    import: ArcRwSignal<Import>,
    /// What it is part of.
    desk: Desk,
) -> impl IntoView {
    let import = RwSignal::from(import);
    let state = Memo::new(move |_| import.read().state);
    let file = import.read_untracked().file.clone();
    let problems = RwSignal::new(Vec::<ImportProblem>::new());
    // They are read once it has ended.
    effect(move || {
        if state.get() != ImportState::Running && import.read_untracked().refused > 0 {
            let id = import.read_untracked().id;
            spawn_local(async move {
                if let Ok(found) = import_problems(id).await {
                    problems.try_set(found);
                }
            });
        }
    });
    let total = move || import.read().total.unwrap_or(1).max(1).to_string();
    let progress = move || {
        (state.get() == ImportState::Running).then(|| {
            let done = move || import.read().total.map(|_| import.read().dealt_with().to_string());
            view! {
                <progress class="import-progress" max=total value=done aria-label=words::progress(&import.read_untracked())></progress>
                <p class="row-text">{move || words::progress(&import.read())}</p>
            }
            .into_any()
        })
    };
    let ended = move || {
        (state.get() == ImportState::Failed || state.get() == ImportState::Stopped).then(|| {
            let import = import.get();
            view! { <p class="row-text">{import.trouble.clone()}" "{words::ended_at(&import)}</p> }.into_any()
        })
    };
    let said = {
        let file = file.clone();
        move || {
            if state.get() == ImportState::Running {
                String::new()
            } else {
                format!("{file}: {}. {}.", words::state(&import.read()), words::tally(&import.read()))
            }
        }
    };
    view! {
        <li class="row import-row">
            <div class="row-main">
                <p class="import-line">
                    <span class="row-title" dir="auto">{file}</span>
                    {move || chip(&import.read())}
                    <span class="row-text"><Time at=import.read_untracked().at style=TimeStyle::Since/></span>
                </p>
                {progress}
                <p class="row-text">{move || words::tally(&import.read())}</p>
                {ended}
                <p class="visually-hidden" role="status">{said}</p>
                {move || (!problems.read().is_empty()).then(|| listed(&problems.read(), import.read_untracked().refused))}
            </div>
            <span class="row-actions">{move || { let _ = state.get(); actions(import, desk) }}</span>
        </li>
    }
}

fn chip(import: &Import) -> AnyView {
    let (tone, glyph) = match import.state {
        ImportState::Ready => (Tone::Neutral, Glyph::Dot),
        ImportState::Running => (Tone::Busy, Glyph::Work),
        ImportState::Done => (Tone::Good, Glyph::Tick),
        ImportState::Stopped => (Tone::Warning, Glyph::Close),
        ImportState::Failed => (Tone::Bad, Glyph::Alert),
    };
    view! { <StatusChip tone glyph text=words::state(import)/> }.into_any()
}

fn listed(problems: &[ImportProblem], all: u64) -> AnyView {
    let lines: Vec<_> =
        problems.iter().map(|problem| view! { <li dir="auto">{words::problem(problem.row, &problem.why)}</li> }.into_any()).collect();
    let more = all.saturating_sub(problems.len() as u64);
    view! {
        <details class="import-problems" open=all <= FEW>
            <summary>{words::PROBLEMS}</summary>
            <ul aria-label=words::PROBLEMS>{lines}</ul>
            {(more > 0).then(|| view! { <p>{words::more_problems(more)}</p> }.into_any())}
        </details>
    }
    .into_any()
}

/// What can be done with an import in this state.
fn actions(import: RwSignal<Import>, desk: Desk) -> AnyView {
    let Import { id, state, refused, tag, .. } = import.get_untracked();
    let end = Callback::new(move |()| desk.end(id));
    if state == ImportState::Running {
        return view! { <Button on_press=end>{words::STOP}</Button> }.into_any();
    }
    let go_on = Callback::new(move |()| {
        spawn_local(async move {
            match begin_import(id, None).await {
                Ok(import) => desk.put(import),
                Err(error) => desk.complain(&error),
            }
        });
    });
    let ended_early = state != ImportState::Done;
    let tagged = LeadFilter { tag: browser::lower_case(tag.trim_start_matches('#')), ..LeadFilter::default() };
    let list = (!tag.is_empty()).then(|| tagged.address(Layout::List));
    view! {
        {list.map(|list| view! { <a class=Look::Plain.class() href=list>{words::SEE}</a> }.into_any())}
        {(refused > 0).then(|| view! {
            <a class=Look::Plain.class() href=format!("/download/imports/{id}") download="not-imported.csv" rel="external">{words::REPORT}</a>
        }.into_any())}
        {ended_early.then(|| view! { <Button on_press=go_on>{words::GO_ON}</Button> }.into_any())}
        <Button look=Look::Quiet on_press=end>{words::FORGET}</Button>
    }
    .into_any()
}
