//! The file of a template as pages show it, and as an answer takes it.
use super::model::TemplateFile;
use crate::{
    media::{picture_of, words},
    ui::{Picked, browser_files},
};
use leptos::prelude::*;
use uuid::Uuid;

impl TemplateFile {
    /// The file as one that a person chose under this id.
    pub(super) fn chosen_as(&self, id: Uuid) -> Picked {
        let name = if self.name.is_empty() { words::FILE.to_owned() } else { self.name.clone() };
        Picked { id, name, size: self.size, claims: self.kind.claims(), preview: self.picture(), recorded: 0 }
    }

    /// The file as one that goes with an answer: the server has it, and takes it from the template.
    pub fn picked(&self) -> Picked {
        let picked = self.chosen_as(Uuid::now_v7());
        browser_files::keep_of_server(&picked, format!("template-file/{}", self.id.0));
        picked
    }

    /// One line: what it looks like, what it is called, how large it is.
    pub fn line(&self) -> AnyView {
        file_line(&self.chosen_as(self.id.0))
    }
}

/// One line of a file: what it looks like, what it is called, how large it is.
pub(super) fn file_line(file: &Picked) -> AnyView {
    let (name, size) = (file.name.clone(), words::size(file.size));
    view! {
        <span class="template-file">
            {picture_of(file)}
            <span class="attached-name" dir="auto">{name}</span>
            <span class="media-size">{size}</span>
        </span>
    }
    .into_any()
}
