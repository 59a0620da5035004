//! Wording a template, with a bubble that shows how it reads.
use super::{
    file_view::file_line,
    filling::{KNOWN, Values, fill},
    model::{Template, Wording},
    server_fns::save_template,
    templates_page::Shelf,
    words,
};
use crate::{
    error::AppError,
    media::{AttachButton, Attached, AttachedFiles, FileId, largest_file},
    team::SignedIn,
    ui::{Button, Dialog, Field, FormError, Look, browser, browser_files, effect, sent, typed},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// The dialog, as a part of the page: most who look at templates change none.
#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split_dialog(template: Template, me: Option<SignedIn>, may_edit_teams: bool, shelf: Shelf) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <TemplateDialog template me may_edit_teams shelf/> }.into_any())
}

/// The dialog of one template.
#[component]
fn TemplateDialog(
    /// Which.
    template: Template,
    /// Who words it.
    me: Option<SignedIn>,
    /// Whether they may word the team's.
    may_edit_teams: bool,
    /// What it is part of.
    shelf: Shelf,
) -> impl IntoView {
    let Template { id, owner, wording, file } = template;
    let is_new = wording.name.is_empty();
    let for_team = owner.is_none();
    let body = RwSignal::new(wording.body);
    let error = RwSignal::new(None::<AppError>);
    let busy = RwSignal::new(false);
    let of_field =
        move |name: &'static str| Signal::derive(move || error.with(|error| error.as_ref()?.of_field(name).map(ToOwned::to_owned)));
    let of_body = of_field("body");
    let unfit_file = RwSignal::new(None::<String>);
    let of_file = Signal::derive(move || unfit_file.get().or_else(|| of_field("file").get()));
    let known = StoredValue::new(file.as_ref().map(|file| file.id));
    let attached = Attached::one(file.map(|file| file.chosen_as(file.id.0)), unfit_file);
    // How much of a new file is on the server, percent.
    let carried = RwSignal::new(None::<u8>);
    // The fields say what is wrong with them.
    let of_form = Signal::derive(move || error.get().filter(|error| !matches!(error, AppError::Invalid(_))).map(|error| error.to_string()));
    let on_close = Callback::new(move |()| shelf.open.set(None));
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let field = |name| browser::field_of(&event, name);
        let file = untrack(move || attached.first());
        let wording = match Wording::parse(&field("name"), &field("shortcut"), &body.get_untracked(), file.is_some()) {
            Ok(wording) => wording,
            Err(unfit) => return error.set(Some(unfit)),
        };
        let for_team = if may_edit_teams { field("for_team") == "true" } else { for_team };
        busy.set(true);
        unfit_file.set(None);
        spawn_local(async move {
            let (file, file_name) = file.map(|file| (FileId(file.id), file.name)).unzip();
            if let Some(new) = file.filter(|file| known.try_get_value().flatten() != Some(*file))
                && let Err(why) = bring(new, carried).await
            {
                unfit_file.try_set(Some(why));
                busy.try_set(false);
                return;
            }
            // Whoever closed the dialog meanwhile has changed their mind.
            if busy.try_get_untracked().is_none() {
                return;
            }
            // Should it not be saved yet, the file is there already.
            known.try_set_value(file);
            let file_name = file_name.unwrap_or_default();
            match save_template(id, wording.name, wording.shortcut, wording.body, for_team, file, file_name).await {
                Ok(template) => {
                    shelf.put(template);
                    on_close.try_run(());
                }
                Err(unfit) => drop(error.try_set(Some(unfit))),
            }
            busy.try_set(false);
        });
    });
    // Another file is another try.
    effect(move || {
        attached.first();
        error.set(None);
    });
    effect(move || {
        spawn_local(async move {
            // Should nobody know, the server says it when the file comes.
            attached.largest.try_set_value(largest_file().await.ok());
        });
    });
    let somebody = Values {
        name: Some(words::SOMEBODY.0.to_owned()),
        number: Some(words::SOMEBODY.1.to_owned()),
        my_name: me.map(|me| me.actor.name),
        phone_name: Some(words::SALES.to_owned()),
    };
    let read = move || fill(&body.read(), &somebody);
    let write = typed(move |typed| {
        // What was complained about may be right now.
        error.set(None);
        body.set(typed);
    });
    view! {
        <Dialog title=if is_new { words::NEW } else { words::CHANGE } on_close class="template-dialog">
            <form class="form" on:submit=submit>
                <FormError error=of_form/>
                // What is on its way is what was written when it went.
                <div class="form" inert=move || busy.get()>
                    <Field label=words::NAME name="name" error=of_field("name") value=wording.name autofocus=true/>
                    <Field label=words::SHORTCUT name="shortcut" hint=words::SHORTCUT_HINT error=of_field("shortcut") value=wording.shortcut/>
                    <div class="field">
                        <label class="field-label" for="field-body">{words::BODY}</label>
                        // Its content is a property, never a child: children of a textarea are not escaped by the server.
                        <textarea
                            class="input template-body"
                            id="field-body"
                            rows="4"
                            aria-describedby="body-hint body-error"
                            aria-invalid=move || of_body.read().is_some().then_some("true")
                            prop:value=move || body.get()
                            on:input=write
                        ></textarea>
                        <p class="field-hint" id="body-hint">{words::body_hint(&KNOWN)}</p>
                        <p class="field-error" id="body-error" role="alert">{move || of_body.get()}</p>
                    </div>
                    <div class="field">
                        <span class="template-attach"><AttachButton attached/>{words::FILE}</span>
                        <AttachedFiles attached/>
                        <p class="field-hint" role="status">{move || carried.get().map(words::carried)}</p>
                        <p class="field-error" role="alert">{move || of_file.get()}</p>
                    </div>
                    {may_edit_teams.then(|| view! {
                        <label class="check"><input type="checkbox" name="for_team" value="true" checked=for_team/>{words::FOR_TEAM}</label>
                    }.into_any())}
                </div>
                <p class="field-label" id="template-preview">{words::PREVIEW}</p>
                <div class="message message-ours message-first template-preview" aria-labelledby="template-preview" role="group">
                    {move || attached.first().as_ref().map(file_line)}
                    <p class="message-text" dir="auto">{read}</p>
                </div>
                <div class="form-actions">
                    <Button on_press=on_close>{words::CANCEL}</Button>
                    <Button look=Look::Primary kind="submit" busy=busy>{words::SAVE}</Button>
                </div>
            </form>
        </Dialog>
    }
}

/// Brings a file to the server, with its small picture.
async fn bring(file: FileId, carried: RwSignal<Option<u8>>) -> Result<(), String> {
    carried.try_set(Some(0));
    let brought = browser_files::upload(file.0, move |percent| {
        carried.try_set(Some(percent));
    })
    .await;
    if brought.is_ok() {
        browser_files::upload_thumbnail(file.0).await;
    }
    carried.try_set(None);
    brought.map(|_| ()).map_err(|why| why.unwrap_or_else(|| AppError::Unreachable.to_string()))
}
