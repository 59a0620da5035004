-- Files of templates. The file lies on the shelf under the id. What no template has any more stays a day, so that deleting can be undone;
-- then `template_id` is emptied, nobody can have it again, and file and row go.
CREATE TABLE template_files (
    id TEXT NOT NULL PRIMARY KEY,
    template_id TEXT NOT NULL,
    -- Who alone may use it; nobody when the team may. As the template was when it was saved with this file last.
    owner_id TEXT REFERENCES people (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    size BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- When the template was saved or deleted last, Unix milliseconds.
    at BIGINT NOT NULL,
    thumbnail BLOB
);
CREATE INDEX template_files_of_a_template ON template_files (template_id);
ALTER TABLE templates ADD COLUMN file_id TEXT REFERENCES template_files (id);
CREATE INDEX templates_with_a_file ON templates (file_id) WHERE file_id IS NOT NULL;
