//! Wording a template, with a bubble that shows how it reads.
use super::{
    filling::{KNOWN, Values, fill},
    model::{Template, Wording},
    server_fns::save_template,
    templates_page::Shelf,
    words,
};
use crate::{
    error::AppError,
    team::SignedIn,
    ui::{Button, Dialog, Field, FormError, Look, browser, sent, typed},
};
use leptos::{prelude::*, task::spawn_local};

/// The dialog of one template.
#[component]
pub(super) fn TemplateDialog(
    /// Which.
    template: Template,
    /// Who words it.
    me: Option<SignedIn>,
    /// Whether they may word the team's.
    may_edit_teams: bool,
    /// What it is part of.
    shelf: Shelf,
) -> impl IntoView {
    let Template { id, owner, wording } = template;
    let is_new = wording.body.is_empty();
    let for_team = owner.is_none();
    let body = RwSignal::new(wording.body);
    let error = RwSignal::new(None::<AppError>);
    let busy = RwSignal::new(false);
    let of_field =
        move |name: &'static str| Signal::derive(move || error.with(|error| error.as_ref()?.of_field(name).map(ToOwned::to_owned)));
    let of_body = of_field("body");
    // The fields say what is wrong with them.
    let of_form = Signal::derive(move || error.get().filter(|error| !matches!(error, AppError::Invalid(_))).map(|error| error.to_string()));
    let on_close = Callback::new(move |()| shelf.open.set(None));
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let field = |name| browser::field_of(&event, name);
        let wording = match Wording::parse(&field("name"), &field("shortcut"), &body.get_untracked()) {
            Ok(wording) => wording,
            Err(unfit) => return error.set(Some(unfit)),
        };
        let for_team = if may_edit_teams { field("for_team") == "true" } else { for_team };
        busy.set(true);
        spawn_local(async move {
            match save_template(id, wording.name, wording.shortcut, wording.body, for_team).await {
                Ok(template) => {
                    shelf.put(template);
                    on_close.run(());
                }
                Err(unfit) => drop(error.try_set(Some(unfit))),
            }
            busy.try_set(false);
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
                {may_edit_teams.then(|| view! {
                    <label class="check"><input type="checkbox" name="for_team" value="true" checked=for_team/>{words::FOR_TEAM}</label>
                }.into_any())}
                <p class="field-label" id="template-preview">{words::PREVIEW}</p>
                <div class="message message-ours message-first template-preview" aria-labelledby="template-preview" role="group">
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
