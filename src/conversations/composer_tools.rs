//! What helps to write an answer: templates, sending it later, and which phone it goes by. A part of the page.
use super::{
    later::{Desk, Scheduled, desk},
    later_dialog::{LaterDialog, Planned},
    later_list::LaterList,
    model::MessageText,
    talk::Talk,
    template_offer::{Offered, TemplateOffer},
    words,
};
use crate::{
    live::{Change, Live},
    ui::{Button, Glyph, Icon, Look, browser, effect, on_change, part},
};
use leptos::{
    html,
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use uuid::Uuid;

/// The field that an answer is written in.
#[derive(Clone, Copy)]
pub struct Writing {
    /// What it holds.
    pub text: RwSignal<String>,
    /// The field itself.
    pub field: NodeRef<html::Textarea>,
    /// What is wrong with it.
    pub error: RwSignal<Option<String>>,
    /// Puts another text into it, and keeps it as the draft.
    pub write: Callback<String>,
}

impl Writing {
    /// Puts a text into the field, and the person behind it.
    pub fn put(self, text: String) {
        self.write.run(text);
        if let Some(field) = self.field.get_untracked() {
            browser::focus(&field);
        }
    }
}

/// The tools, above the field.
pub fn composer_tools(talk: Talk, writing: Writing) -> AnyView {
    part(|| view! { <div class="composer-tools"></div> }.into_any(), move || Box::pin(split_composer_tools(talk, writing)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, preload(fetch_composer_tools), fallible)]
pub fn split_composer_tools(talk: Talk, writing: Writing) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <ComposerTools talk writing/> }.into_any())
}

#[component]
fn ComposerTools(talk: Talk, writing: Writing) -> impl IntoView {
    let desk = desk_of(talk);
    let open = RwSignal::new(None::<Planned>);
    let offered = Offered::of(talk, writing);
    let later = Callback::new(move |()| match MessageText::parse(&writing.text.get_untracked()) {
        Ok(fit) => {
            writing.error.set(None);
            open.set(Some(Planned { id: Uuid::now_v7(), text: fit.as_str().to_owned(), send_at: None }));
        }
        Err(unfit) => writing.error.set(Some(unfit.to_string())),
    });
    let edit = Callback::new(move |scheduled: Scheduled| {
        let Scheduled { id, text, send_at, .. } = scheduled;
        open.set(Some(Planned { id: id.0, text, send_at: Some(send_at) }));
    });
    let by = move || desk.read().phone_name.as_deref().map(words::goes_by);
    let cannot = move || desk.read().cannot.clone().map(|why| view! { <p class="composer-cannot" role="status">{why}</p> }.into_any());
    let dialog = move |planned: Planned| view! { <LaterDialog planned talk writing desk open/> }.into_any();
    view! {
        <LaterList desk writing edit/>
        <TemplateOffer offered/>
        {move || cannot()}
        <div class="composer-tools">
            <Button look=Look::Quiet on_press=Callback::new(move |()| offered.ask())>
                <Icon glyph=Glyph::Talk/><span title=words::TEMPLATES_KEY>{words::TEMPLATES}</span>
            </Button>
            <Button look=Look::Quiet on_press=later><Icon glyph=Glyph::Clock/>{words::SEND_LATER}</Button>
            <span class="composer-by" dir="auto">{move || by()}</span>
        </div>
        {move || open.get().map(dialog)}
    }
}

/// What is at hand for one lead, kept in step with the server.
fn desk_of(talk: Talk) -> RwSignal<Desk> {
    let shown = RwSignal::new(Desk::default());
    let read = move || {
        spawn_local(async move {
            // Should it fail, the connection is away; what comes back with it reads again.
            if let Ok(fresh) = desk(talk.lead).await {
                shown.try_set(fresh);
            }
        });
    };
    let live = Live::of_tab();
    live.listen(move |change| {
        if matches!(change, Change::Phone(_) | Change::PhoneRemoved(_)) || *change == Change::Scheduled(talk.lead) {
            read();
        }
    });
    on_change(live.resynced(), read);
    effect(read);
    shown
}
