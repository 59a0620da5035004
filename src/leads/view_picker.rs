//! Choosing a saved view, saving what is on screen as one, and deleting it.
use super::{
    choosing::from_today_on,
    filter::LeadFilter,
    model::LeadChoices,
    server_fns::{delete_view, save_view},
    views::{Layout, View, ViewId},
    words,
};
use crate::{
    team::{IfMay, Permission},
    ui::{Button, Dialog, Field, FormError, Look, Toasts, browser, sent, typed},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use uuid::Uuid;

/// The choice, and what can be done with what is chosen.
#[component]
pub fn ViewPicker(
    /// What there is to choose from.
    choices: RwSignal<LeadChoices>,
    /// What is filtered now.
    which: Memo<LeadFilter>,
    /// How the leads stand.
    layout: Memo<Layout>,
    /// Unix milliseconds.
    now: Signal<i64>,
) -> impl IntoView {
    let (navigate, toasts, naming) = (use_navigate(), Toasts::of_page(), RwSignal::new(false));
    let current = Memo::new(move |_| {
        let (which, layout, choices, now) = (which.read(), layout.get(), choices.read(), now.get());
        choices.views.iter().find(|view| from_today_on(view.filter.clone(), now) == *which && view.layout == layout).cloned()
    });
    let choose = move |value: String| {
        let view = choices.with_untracked(|choices| choices.views.iter().find(|view| view.id.0.to_string() == value).cloned());
        let address = |view: View| from_today_on(view.filter, browser::now_ms()).address(view.layout);
        navigate(&view.map_or_else(|| "/leads".to_owned(), address), NavigateOptions::default());
    };
    let option = move |view: View| {
        let id = view.id;
        let selected = move || current.read().as_ref().is_some_and(|view| view.id == id);
        view! { <option value=id.0.to_string() prop:selected=selected>{view.name}</option> }.into_any()
    };
    let none = move || current.read().is_none();
    let is_plain = move || which.read().is_open() && layout.get() == Layout::List;
    // A view is of the day on which it is opened: another day cannot be saved.
    let is_of_today = move || from_today_on(which.get(), now.get()) == which.get();
    let delete = Callback::new(move |()| {
        if let Some(view) = current.get_untracked() {
            remove(view, choices, toasts);
        }
    });
    let delete_it = move || view! { <Button look=Look::Quiet on_press=delete>{words::DELETE_VIEW}</Button> }.into_any();
    let action = move || match current.get() {
        Some(view) if view.for_team => view! { <IfMay permission=Permission::ManageStages>{delete_it()}</IfMay> }.into_any(),
        Some(_) => delete_it(),
        None if !is_plain() && is_of_today() => {
            view! { <Button look=Look::Quiet on_press=Callback::new(move |()| naming.set(true))>{words::SAVE_VIEW}</Button> }.into_any()
        }
        _ => ().into_any(),
    };
    let close = Callback::new(move |()| naming.set(false));
    let save = Callback::new(move |view: View| choices.update(|choices| choices.views.push(view)));
    view! {
        {move || (!choices.read().views.is_empty()).then(|| view! {
            <select class="input filter-choice" class:filter-choice-set=move || !none() aria-label=words::VIEWS on:change=typed(choose.clone())>
                <option value="" prop:selected=none>{words::NO_VIEW}</option>
                {move || choices.get().views.into_iter().map(option).collect::<Vec<_>>()}
            </select>
        }.into_any())}
        {move || action()}
        {move || naming.get().then(|| view! {
            <Naming filter=which.get_untracked() layout=layout.get_untracked() save close/>
        }.into_any())}
    }
}

#[component]
fn Naming(filter: LeadFilter, layout: Layout, save: Callback<View>, close: Callback<()>) -> impl IntoView {
    let (error, name_error, busy) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>), RwSignal::new(false));
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let for_team = !browser::field_of(&event, "for_team").is_empty();
        let name = match View::parse_name(&browser::field_of(&event, "name")) {
            Ok(name) => name,
            Err(unfit) => return name_error.set(unfit.of_field("name").map(ToOwned::to_owned)),
        };
        let view = View { id: ViewId(Uuid::now_v7()), name, filter: LeadFilter { since: 0, ..filter.clone() }, layout, for_team };
        busy.set(true);
        spawn_local(async move {
            match save_view(view).await {
                Ok(view) => {
                    save.try_run(view);
                    close.try_run(());
                }
                Err(refused) => drop(error.try_set(Some(refused.to_string()))),
            }
            busy.try_set(false);
        });
    });
    view! {
        <Dialog title=words::VIEW_TITLE on_close=close>
            <form class="form" on:submit=submit>
                <FormError error/>
                <Field label=words::VIEW_NAME name="name" hint=words::VIEW_HINT error=name_error autofocus=true/>
                <IfMay permission=Permission::ManageStages>
                    <label class="check"><input type="checkbox" name="for_team" value="yes"/>" "{words::VIEW_FOR_TEAM}</label>
                </IfMay>
                <div class="form-actions"><Button look=Look::Primary kind="submit" busy>{words::SAVE}</Button></div>
            </form>
        </Dialog>
    }
}

/// Deletes a view at once; it can be had back.
fn remove(view: View, choices: RwSignal<LeadChoices>, toasts: Toasts) {
    choices.update(|choices| choices.views.retain(|one| one.id != view.id));
    spawn_local(async move {
        if let Err(error) = delete_view(view.id).await {
            choices.try_update(|choices| choices.views.push(view));
            return toasts.show(error.to_string());
        }
        let again = Box::new(move || {
            let view = view.clone();
            spawn_local(async move {
                if let Err(error) = save_view(view).await {
                    toasts.show(error.to_string());
                }
            });
        });
        toasts.show_done_for_good(words::VIEW_DELETED, again);
    });
}
