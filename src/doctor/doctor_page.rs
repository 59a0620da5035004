//! The page of the doctor: a button that runs the checks, and what they found.
use super::{
    model::{Examined, Finding},
    server_fns::run_doctor,
    words,
};
use crate::ui::{Button, Entry, Glyph, Icon, Look, PageHeader, StatusChip, Toasts, browser, entries, title};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The page "Doctor", for those who manage phones; the server refuses the others.
#[component]
pub fn DoctorPage() -> impl IntoView {
    title(|| words::DOCTOR.to_owned());
    let toasts = Toasts::of_page();
    let found = RwSignal::new(None::<Examined>);
    let busy = RwSignal::new(false);
    let run = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match run_doctor().await {
                Ok(examined) => drop(found.try_set(Some(examined))),
                Err(error) => toasts.show(error.to_string()),
            }
            busy.try_set(false);
        });
    });
    let copy = Callback::new(move |()| {
        let copied = found.read_untracked().as_ref().is_some_and(|examined| browser::copy(&examined.text));
        toasts.show(if copied { words::COPIED } else { words::NOT_COPIED });
    });
    let copy_button = move || found.read().is_some().then(|| view! { <Button on_press=copy>{words::COPY}</Button> }.into_any());
    view! {
        <div class="page">
            <PageHeader title=words::DOCTOR>
                {move || copy_button()}
                <Button look=Look::Primary busy=busy on_press=run><Icon glyph=Glyph::Again/>{words::RUN}</Button>
            </PageHeader>
            <p class="row-text" role="status">{move || if busy.get() { words::RUNNING } else { words::WHAT }}</p>
            <ul class="list" aria-label=words::DOCTOR>{entries(move || found.read().as_ref().map(rows).unwrap_or_default())}</ul>
        </div>
    }
}

/// A row a step; the name of a phone stands above its steps.
fn rows(Examined { report, .. }: &Examined) -> Vec<Entry> {
    let mut rows = Vec::new();
    let mut about = &None;
    // Every report makes its rows anew.
    let mut key = report.at * 1000;
    let mut add = |make: Box<dyn FnOnce() -> AnyView + Send>| {
        key += 1;
        rows.push(Entry::new((false, key, Uuid::nil()), make));
    };
    for step in &report.steps {
        if step.phone != *about {
            about = &step.phone;
            let phone = step.phone.clone();
            add(Box::new(move || view! { <li class="row"><h2>{phone}</h2></li> }.into_any()));
        }
        let step = step.clone();
        add(Box::new(move || row(step)));
    }
    rows
}

fn row(step: Finding) -> AnyView {
    let (tone, glyph, text) = words::looks(step.outcome);
    view! {
        <li class="row doctor-row">
            <div class="row-main">
                <p class="row-title">{step.name}</p>
                <p>{step.words}</p>
                {step.advice.map(|advice| view! { <p class="doctor-advice">{advice}</p> }.into_any())}
            </div>
            <span class="row-text">{format!("{} ms", step.took_ms)}</span>
            <StatusChip tone glyph text/>
        </li>
    }
    .into_any()
}
