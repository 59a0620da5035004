//! Figures of today above the lists, each leading to what is behind it, and the messages of the last days. A part of the page.
use super::{
    model::{Day, Figures, Sent},
    server_fns::figures,
    today_lists::heading_of,
    words,
};
use crate::{
    leads::{Layout, LeadFilter, LeadState, Need},
    live::{Change, Live},
    ui::{browser, effect, on_change, part},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::time::Duration;

/// Days of the chart.
const DAYS: i64 = 7;
const DAY_MS: i64 = 86_400_000;
/// Changes within this time are counted together.
const PAUSE: Duration = Duration::from_secs(4);
/// The chart, in its own units.
const HEIGHT: u32 = 48;
const WIDTH: u32 = 30;

/// The tiles; room for them until they are here.
pub fn tiles(everybodys: bool) -> AnyView {
    part(|| view! { <div class="tiles"></div> }.into_any(), move || Box::pin(split(everybodys)))
}

#[wasm_split(part_team, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn split(everybodys: bool) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Tiles everybodys/> }.into_any())
}

#[component]
fn Tiles(everybodys: bool) -> impl IntoView {
    let (shown, waits) = (RwSignal::new(None::<Figures>), StoredValue::new(false));
    let read = move || {
        spawn_local(async move {
            let now = browser::now_ms();
            let noon = browser::morning(now, 0, 12);
            let days = (0..DAYS).rev().map(|before| browser::morning(noon - before * DAY_MS, 0, 0)).collect();
            // Should it fail, the connection is away; what comes back with it reads again.
            if let Ok(fresh) = figures(everybodys, days, browser::day_ends(now)).await {
                shown.try_set(Some(fresh));
            }
        });
    };
    let soon = move || {
        if waits.try_update_value(|waits| std::mem::replace(waits, true)) == Some(false) {
            set_timeout(
                move || {
                    if waits.try_set_value(false).is_none() {
                        read();
                    }
                },
                PAUSE,
            );
        }
    };
    let live = Live::of_tab();
    live.listen(move |change| {
        if matches!(change, Change::Phone(_) | Change::PhoneRemoved(_) | Change::Lead(_) | Change::Message(_)) {
            soon();
        }
    });
    on_change(live.resynced(), read);
    effect(read);
    view! { <div class="tiles">{move || shown.get().map(|figures| all(&figures))}</div> }
}

fn all(figures: &Figures) -> AnyView {
    let Figures { connected, phones, waiting, due, sent, wrote, days } = figures;
    let Sent { all, delivered, read, failed } = *sent;
    let capped = |count: u32| if count >= Figures::MOST { format!("{}+", Figures::MOST) } else { count.to_string() };
    let today = days.last().map(|day| day.begins).unwrap_or_default();
    let list = |filter: LeadFilter| filter.address(Layout::List);
    // What stands below is what is counted; below nothing, there is nothing to go to.
    let need = |need, count, state| match count {
        0 => list(LeadFilter { state, ..LeadFilter::default() }),
        _ => format!("#{}", heading_of(need)),
    };
    let of_today = |state| list(LeadFilter { state, since: today, ..LeadFilter::default() });
    view! {
        {tile("/phones".into(), words::CONNECTED, format!("{connected} / {phones}"), None)}
        {tile(need(Need::Answer, *waiting, LeadState::Waiting), words::WAITING, capped(*waiting), None)}
        {tile(need(Need::FollowUp, *due, LeadState::Planned), words::DUE_TODAY, capped(*due), None)}
        {tile(of_today(LeadState::Sent), words::SENT_TODAY, all.to_string(), Some(words::of_sent(delivered, read, failed)))}
        {tile(of_today(LeadState::Wrote), words::WROTE_TODAY, wrote.to_string(), None)}
        {chart(days)}
    }
    .into_any()
}

fn tile(href: String, label: &'static str, figure: String, more: Option<String>) -> AnyView {
    let rel = href.starts_with('#').then_some("external");
    view! {
        <a class="tile" href=href rel=rel>
            <span class="tile-label">{label}</span>
            <span class="tile-figure">{figure}</span>
            <span class="tile-more">{more}</span>
        </a>
    }
    .into_any()
}

/// Two bars a day, and the same as a table.
fn chart(days: &[Day]) -> AnyView {
    let most = days.iter().flat_map(|day| [day.incoming, day.outgoing]).max().unwrap_or_default().max(1);
    let bar = |at: u32, count: u32, class: &'static str| {
        let height = (count * HEIGHT).div_ceil(most);
        view! { <rect class=class x=at.to_string() y=(HEIGHT - height).to_string() width="10" height=height.to_string() rx="2"></rect> }
            .into_any()
    };
    let bars: Vec<_> = days
        .iter()
        .zip(0_u32..)
        .flat_map(|(day, nth)| [bar(nth * WIDTH + 4, day.incoming, "chart-in"), bar(nth * WIDTH + 15, day.outgoing, "chart-out")])
        .collect();
    let width = WIDTH * u32::try_from(days.len()).unwrap_or(1);
    let row = |day: &Day| {
        view! {
            <tr><th scope="row">{browser::local_weekday(day.begins)}</th><td>{day.incoming.to_string()}</td><td>{day.outgoing.to_string()}</td></tr>
        }
        .into_any()
    };
    view! {
        <details class="tile chart">
            <summary>
                <span class="tile-label">{words::LAST_DAYS}</span>
                <svg viewBox=format!("0 0 {width} {HEIGHT}") width=width.to_string() height=HEIGHT.to_string() aria-hidden="true">{bars}</svg>
                <span class="chart-key"><span class="chart-in"></span>{words::CAME}" "<span class="chart-out"></span>{words::WENT}</span>
            </summary>
            <table>
                <thead><tr><th scope="col">{words::DAY}</th><th scope="col">{words::CAME}</th><th scope="col">{words::WENT}</th></tr></thead>
                <tbody>{days.iter().map(row).collect::<Vec<_>>()}</tbody>
            </table>
        </details>
    }
    .into_any()
}
