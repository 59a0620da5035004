//! The team's stages: worded, ordered, added and removed, and saved together.
use super::{
    server_fns::save_stages,
    stages::{Stage, StageId, StageKind},
    words,
};
use crate::ui::{Button, Dialog, Entry, FormError, Glyph, Icon, Look, entries, pressed, sent, typed};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// The dialog.
#[component]
pub fn StagesDialog(
    /// The stages as they are.
    stages: Vec<Stage>,
    /// Closed, saved or not.
    on_close: Callback<()>,
) -> impl IntoView {
    let stages = RwSignal::new(stages);
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let add = move |()| {
        let new = Stage { id: StageId(Uuid::now_v7()), name: String::new(), kind: StageKind::Open };
        // Before what ends the way.
        stages.update(|stages| {
            let end = stages.iter().position(|stage| stage.kind != StageKind::Open).unwrap_or(stages.len());
            stages.insert(end, new);
        });
    };
    let submit = sent(move |event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match save_stages(stages.get_untracked()).await {
                Ok(_) => drop(on_close.try_run(())),
                Err(refused) => drop(error.try_set(Some(refused.to_string()))),
            }
            busy.try_set(false);
        });
    });
    let entry = move |stage: Stage| Entry::new((false, 0, stage.id.0), move || view! { <OneStage stage stages/> }.into_any());
    view! {
        <Dialog title=words::STAGES_TITLE on_close class="stages-dialog">
            <form class="form" on:submit=submit>
                <FormError error/>
                <ul class="stages-list" aria-label=words::STAGES>{entries(move || stages.get().into_iter().map(entry).collect())}</ul>
                <div class="form-actions">
                    <Button on_press=Callback::new(add)><Icon glyph=Glyph::Plus/>{words::ADD_STAGE}</Button>
                    <Button look=Look::Primary kind="submit" busy>{words::SAVE}</Button>
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn OneStage(stage: Stage, stages: RwSignal<Vec<Stage>>) -> impl IntoView {
    let Stage { id, name, kind } = stage;
    // The fields hold what was typed; the list is only painted anew when its order changes.
    let change = move |change: &dyn Fn(&mut Stage)| {
        stages.update_untracked(|stages| stages.iter_mut().filter(|stage| stage.id == id).for_each(change));
    };
    let rename = typed(move |name: String| change(&|stage| stage.name.clone_from(&name)));
    let mean = typed(move |value: String| {
        if let Some(kind) = StageKind::ALL.into_iter().find(|kind| kind.as_str() == value) {
            change(&|stage| stage.kind = kind);
        }
    });
    let up = pressed(move || {
        stages.update(|stages| {
            if let Some(at) = stages.iter().position(|stage| stage.id == id).filter(|at| *at > 0) {
                stages.swap(at, at - 1);
            }
        });
    });
    let remove = pressed(move || stages.update(|stages| stages.retain(|stage| stage.id != id)));
    let kinds = StageKind::ALL.map(|one| view! { <option value=one.as_str() selected=one == kind>{words::kind(one)}</option> }.into_any());
    view! {
        <li class="stages-line">
            <input class="input" aria-label=words::STAGE_NAME dir="auto" maxlength="40" autocomplete="off" prop:value=name on:input=rename/>
            <select class="input" aria-label=words::STAGE_KIND on:change=mean>{kinds.into_iter().collect::<Vec<_>>()}</select>
            <button type="button" class="icon-button" aria-label=words::MOVE_UP on:click=up><Icon glyph=Glyph::Up/></button>
            <button type="button" class="icon-button" aria-label=words::REMOVE_STAGE on:click=remove><Icon glyph=Glyph::Close/></button>
        </li>
    }
}
