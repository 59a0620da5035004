//! A small picture of a picture or film, drawn by the browser, which has the decoders for it.
use super::{browser_files::settled, picked::Claims};
use futures_channel::oneshot;
use gloo_timers::callback::Timeout;
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use std::{cell::Cell, rc::Rc};
use web_sys::{Blob, CanvasRenderingContext2d, Event, File, HtmlCanvasElement, HtmlVideoElement, ImageBitmap, Url};

/// Its longer side, in pixels: as large as WhatsApp's own clients make it.
const LONGEST_SIDE: f64 = 120.0;
/// Its quality, of 1: what it loses nobody sees at this size.
const QUALITY: f64 = 0.6;
/// A film whose first frame is not there after this, milliseconds, goes without.
const PATIENCE_MS: u32 = 5_000;

/// A small picture, and the width and height at which the file itself is shown.
pub(super) struct Small {
    pub(super) jpeg: Blob,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// That of a file; none when there is nothing to see, or this browser cannot show it.
pub(super) async fn of(file: &File, claims: Claims) -> Option<Small> {
    match claims {
        Claims::Picture => of_picture(file).await,
        Claims::Film => of_film(file).await,
        Claims::Sound | Claims::Other => None,
    }
}

async fn of_picture(file: &File) -> Option<Small> {
    let opening = window().create_image_bitmap_with_blob(file).ok()?;
    let picture: ImageBitmap = settled(&opening).await?.unchecked_into();
    let (width, height) = (picture.width(), picture.height());
    let drawn =
        draw(width, height, |canvas, to_x, to_y| canvas.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, to_x, to_y).is_ok());
    picture.close();
    Some(Small { jpeg: as_jpeg(&drawn?).await?, width, height })
}

async fn of_film(file: &File) -> Option<Small> {
    let film: HtmlVideoElement = document().create_element("video").ok()?.unchecked_into();
    let address = Url::create_object_url_with_blob(file).ok()?;
    let has_frame = first_frame(&film, &address).await;
    let (width, height) = (film.video_width(), film.video_height());
    let drawn = if has_frame {
        draw(width, height, |canvas, to_x, to_y| {
            canvas.draw_image_with_html_video_element_and_dw_and_dh(&film, 0.0, 0.0, to_x, to_y).is_ok()
        })
    } else {
        None
    };
    film.set_src("");
    drop(Url::revoke_object_url(&address));
    Some(Small { jpeg: as_jpeg(&drawn?).await?, width, height })
}

async fn first_frame(film: &HtmlVideoElement, address: &str) -> bool {
    let (tell, told) = oneshot::channel();
    let tell = Rc::new(Cell::new(Some(tell)));
    let late = tell.clone();
    let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        if let Some(tell) = tell.take() {
            tell.send(event.type_() == "loadeddata").unwrap_or_default();
        }
    });
    film.set_onloadeddata(Some(hear.as_ref().unchecked_ref()));
    film.set_onerror(Some(hear.as_ref().unchecked_ref()));
    film.set_muted(true);
    film.set_preload("auto");
    film.set_src(address);
    let patience = Timeout::new(PATIENCE_MS, move || {
        if let Some(tell) = late.take() {
            tell.send(false).unwrap_or_default();
        }
    });
    let has_frame = told.await.unwrap_or_default();
    patience.cancel();
    film.set_onloadeddata(None);
    film.set_onerror(None);
    has_frame
}

/// Draws something of this width and height as small as it is wanted.
fn draw(width: u32, height: u32, put: impl FnOnce(&CanvasRenderingContext2d, f64, f64) -> bool) -> Option<HtmlCanvasElement> {
    let scale = (LONGEST_SIDE / f64::from(width.max(height))).min(1.0);
    let side = |side: u32| (f64::from(side) * scale).round().max(1.0);
    let (to_x, to_y) = (side(width), side(height));
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    canvas.set_width(to_x as u32);
    canvas.set_height(to_y as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    // What can be seen through would be black in a JPEG.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, to_x, to_y);
    (width > 0 && height > 0 && put(&context, to_x, to_y)).then_some(canvas)
}

async fn as_jpeg(canvas: &HtmlCanvasElement) -> Option<Blob> {
    let (tell, told) = oneshot::channel();
    let made = Closure::once(move |blob: JsValue| drop(tell.send(blob.dyn_into::<Blob>().ok())));
    canvas.to_blob_with_type_and_encoder_options(made.as_ref().unchecked_ref(), "image/jpeg", &QUALITY.into()).ok()?;
    told.await.ok().flatten()
}
