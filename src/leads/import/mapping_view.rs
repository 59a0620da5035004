//! What the columns of a file hold, seen on its first rows.
use super::{
    desk::Desk,
    model::{Column, ImportId, ImportPlan, Preview, PreviewRow},
    options_view::{OptionsView, choice},
    server_fns::{begin_import, preview_import},
    words,
};
use crate::{
    error::AppError,
    ui::{Button, FormError, Glyph, Icon, Look, Skeleton, effect},
};
use leptos::{prelude::*, task::spawn_local};

/// How a file is going to be read.
#[derive(Clone, Copy)]
pub(super) struct Mapping {
    id: ImportId,
    preview: RwSignal<Option<Preview>>,
    error: RwSignal<Option<AppError>>,
    asked: StoredValue<u64>,
}

impl Mapping {
    /// The plan as it is on screen, tracked; nothing before there is one.
    pub(super) fn plan<T>(self, of: impl Fn(&ImportPlan) -> T) -> Option<T> {
        self.preview.read().as_ref().map(|preview| of(&preview.plan))
    }

    /// Changes the plan without looking at the rows again.
    pub(super) fn note(self, change: impl FnOnce(&mut ImportPlan)) {
        self.preview.update(|preview| {
            if let Some(preview) = preview {
                change(&mut preview.plan);
            }
        });
    }

    /// Changes the plan, and shows the rows as it reads them.
    pub(super) fn change(self, change: impl FnOnce(&mut ImportPlan)) {
        self.note(change);
        self.ask(self.preview.with_untracked(|preview| preview.as_ref().map(|preview| preview.plan.clone())));
    }

    fn ask(self, plan: Option<ImportPlan>) {
        let asked = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        spawn_local(async move {
            let answer = preview_import(self.id, plan).await;
            // What was asked last is what is shown.
            if self.asked.try_get_value() != asked {
                return;
            }
            match answer {
                Ok(preview) => {
                    self.error.try_set(None);
                    self.preview.try_set(Some(preview));
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}

/// A file that is not begun.
#[component]
pub(super) fn MappingView(
    /// Which.
    id: ImportId,
    /// What it is called.
    file: String,
    /// What it is part of.
    desk: Desk,
) -> impl IntoView {
    let mapping = Mapping { id, preview: RwSignal::new(None), error: RwSignal::new(None), asked: StoredValue::new(0) };
    effect(move || mapping.ask(None));
    let is_here = Memo::new(move |_| mapping.preview.read().is_some());
    let busy = RwSignal::new(false);
    let begin = Callback::new(move |()| {
        busy.set(true);
        let plan = mapping.preview.with_untracked(|preview| preview.as_ref().map(|preview| preview.plan.clone()));
        spawn_local(async move {
            match begin_import(id, plan).await {
                Ok(import) => desk.put(import),
                Err(error) => drop(mapping.error.try_set(Some(error))),
            }
            busy.try_set(false);
        });
    });
    let complaint = Signal::derive(move || {
        let trouble = || mapping.preview.read().as_ref().map(|preview| preview.trouble.clone()).filter(|trouble| !trouble.is_empty());
        mapping.error.get().map(|error| error.to_string()).or_else(trouble)
    });
    view! {
        <section class="import-mapping" aria-labelledby="import-file">
            <h2 id="import-file" class="import-heading" dir="auto">{file}</h2>
            {move || match is_here.get() {
                true => view! { <Table mapping/><OptionsView mapping desk/> }.into_any(),
                false => view! { <Skeleton label=words::LOADING/> }.into_any(),
            }}
            <FormError error=complaint/>
            <div class="form-actions">
                <Button on_press=Callback::new(move |()| desk.end(id))>{words::OTHER_FILE}</Button>
                <Button look=Look::Primary busy=busy on_press=begin>{words::BEGIN}</Button>
            </div>
        </section>
    }
}

#[component]
fn Table(mapping: Mapping) -> impl IntoView {
    // The choices stay as they are while the rows below them change.
    let titles = Memo::new(move |_| {
        mapping.preview.read().as_ref().map_or_else(Vec::new, |preview| {
            let title = |at: usize| preview.titles.get(at).filter(|title| !title.is_empty()).cloned();
            (0..preview.plan.columns.len()).map(|at| title(at).unwrap_or_else(|| words::nth_column(at + 1))).collect()
        })
    });
    let rows = Memo::new(move |_| mapping.preview.read().as_ref().map(|preview| preview.rows.clone()).unwrap_or_default());
    let head = move |(at, title): (usize, String)| {
        let options = || Column::ALL.map(|column| (key(column), words::column(column).to_owned())).to_vec();
        let chosen = Signal::derive(move || mapping.plan(|plan| plan.columns.get(at).copied()).flatten().map(key).unwrap_or_default());
        let choose = move |value: String| {
            let column = Column::ALL.into_iter().find(|column| key(*column) == value).unwrap_or(Column::Ignore);
            mapping.change(|plan| give(plan, at, column));
        };
        let label = words::holds(&title);
        view! { <th scope="col"><span class="import-title" dir="auto">{title}</span>{choice(label, options(), chosen, Box::new(choose))}</th> }.into_any()
    };
    let width = move || titles.read().len();
    view! {
        <div class="import-rows" role="region" aria-label=words::FIRST_ROWS tabindex="0">
            <table>
                <caption class="visually-hidden">{words::COLUMNS}</caption>
                <thead>
                    <tr><th scope="col">{words::ROW}</th>{move || titles.get().into_iter().enumerate().map(head).collect::<Vec<_>>()}</tr>
                </thead>
                <tbody>{move || rows.get().into_iter().map(|row| line(row, width())).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
}

fn line(row: PreviewRow, width: usize) -> AnyView {
    let has_problem = !row.problem.is_empty();
    let cell = |at: usize| view! { <td dir="auto">{row.cells.get(at).cloned()}</td> }.into_any();
    let cells: Vec<_> = (0..width).map(cell).collect();
    let problem = has_problem.then(|| {
        view! {
            <tr class="import-problem"><td></td><td colspan=width.max(1).to_string()><Icon glyph=Glyph::Alert/><span>{row.problem}</span></td></tr>
        }
        .into_any()
    });
    view! { <tr class:import-refused=has_problem><th scope="row">{words::counted(row.row)}</th>{cells}</tr>{problem} }.into_any()
}

/// What only one column can hold is taken from the one that held it.
fn give(plan: &mut ImportPlan, at: usize, column: Column) {
    for (other, held) in plan.columns.iter_mut().enumerate() {
        if other == at {
            *held = column;
        } else if *held == column && !column.may_repeat() {
            *held = Column::Ignore;
        }
    }
}

fn key(column: Column) -> String {
    words::column(column).to_owned()
}
