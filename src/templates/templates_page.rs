//! The page of the templates: the team's and one's own, each as it reads.
use super::{
    model::{Template, TemplateId, Wording},
    server_fns::{delete_template, list_templates, save_template},
    template_dialog::split_dialog,
    template_row::TemplateRow,
    words,
};
use crate::{
    live::{Change, Live},
    team::{IfMay, Permission, SignedIn},
    ui::{
        Button, EmptyState, Entry, ErrorView, Glyph, Icon, Look, PageHeader, Reading, Row, Rows, Skeleton, Toasts, awaited, entries, part,
        title,
    },
};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// What the page shows, and what is open on it.
#[derive(Clone, Copy)]
pub(super) struct Shelf {
    rows: Rows<Template>,
    /// The template that is being worded.
    pub(super) open: RwSignal<Option<Template>>,
    toasts: Toasts,
}

impl Shelf {
    fn show(self, templates: Vec<Template>) {
        self.rows.replace(templates.into_iter().map(|template| (template.id.0, template)).collect());
    }

    fn read_again(self) {
        spawn_local(async move {
            // Should it fail, the next change or the next visit reads again.
            if let Ok(templates) = list_templates().await {
                self.show(templates);
            }
        });
    }

    /// A new one begins as one's own.
    fn add(self) {
        let owner = SignedIn::here().map(|here| here.actor.id);
        self.open.set(Some(Template { id: TemplateId(Uuid::now_v7()), owner, wording: Wording::default(), file: None }));
    }

    /// Shows a template as it was saved.
    pub(super) fn put(self, template: Template) {
        self.rows.put(template.id.0, template);
        self.rows.sort(|one, other| one.wording.shortcut.cmp(&other.wording.shortcut));
    }

    /// Takes one off, and offers to bring it back.
    pub(super) fn delete(self, template: Template) {
        self.rows.remove(template.id.0);
        spawn_local(async move {
            match delete_template(template.id).await {
                Ok(()) => {
                    let sentence = words::deleted(&template.wording.name);
                    self.toasts.show_done(sentence, Callback::new(move |()| self.bring_back(template.clone())));
                }
                Err(error) => {
                    self.put(template);
                    self.toasts.show(error.to_string());
                }
            }
        });
    }

    fn bring_back(self, template: Template) {
        let Template { id, owner, wording, file } = template;
        // The name it has is known where the file is.
        let file = file.map(|file| file.id);
        spawn_local(async move {
            match save_template(id, wording.name, wording.shortcut, wording.body, owner.is_none(), file, String::new()).await {
                Ok(template) => self.put(template),
                Err(error) => self.toasts.show(error.to_string()),
            }
        });
    }
}

/// The page "Templates".
#[component]
pub fn TemplatesPage() -> impl IntoView {
    title(|| words::TEMPLATES.to_owned());
    let shelf = Shelf { rows: Rows::default(), open: RwSignal::new(None), toasts: Toasts::of_page() };
    let templates = Reading::of(list_templates);
    // A change names none: whose a template is, only its reader is told.
    let keeper = Live::of_tab().keep(
        list_templates,
        move |templates| shelf.show(templates),
        move |change| {
            if *change == Change::Templates {
                shelf.read_again();
            }
        },
    );
    let part = move || async move {
        match templates.answer().await {
            Ok(templates) => {
                SignedIn::known().await;
                keeper.loaded(templates);
                view! { <List shelf/> }.into_any()
            }
            Err(error) => view! { <ErrorView error on_retry=Callback::new(move |()| templates.again())/> }.into_any(),
        }
    };
    view! {
        <div class="page">
            <PageHeader title=words::TEMPLATES>
                <IfMay permission=Permission::SendMessages>
                    <Button look=Look::Primary on_press=Callback::new(move |()| shelf.add())><Icon glyph=Glyph::Plus/>{words::ADD}</Button>
                </IfMay>
            </PageHeader>
            {awaited(|| view! { <Skeleton label=words::LOADING/> }.into_any(), part)}
        </div>
    }
}

#[component]
fn List(shelf: Shelf) -> impl IntoView {
    let Shelf { rows, open, .. } = shelf;
    let may_edit_teams = SignedIn::may(Permission::EditTeamTemplates);
    let me = StoredValue::new(SignedIn::here());
    let entry = move |row: Row<Template>| {
        Entry::of(row, move |template| {
            let may_edit = template.read_untracked().owner.is_some() || may_edit_teams;
            view! { <TemplateRow template may_edit shelf/> }.into_any()
        })
    };
    let is_empty = Memo::new(move |_| rows.is_empty());
    let dialog = move |template: Template| {
        let me = me.get_value();
        part(|| ().into_any(), move || Box::pin(split_dialog(template.clone(), me.clone(), may_edit_teams, shelf)))
    };
    view! {
        {move || match is_empty.get() {
            true => view! { <EmptyState glyph=Glyph::Talk title=words::EMPTY text=words::EMPTY_TEXT/> }.into_any(),
            false => view! {
                <p class="templates-hint">{words::HINT}</p>
                <ul class="list" aria-label=words::TEMPLATES>{entries(move || rows.all().into_iter().map(entry).collect())}</ul>
            }
            .into_any(),
        }}
        {move || open.get().map(dialog)}
    }
}
