-- Texts that are written often. The team's when nobody owns it.
CREATE TABLE templates (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    shortcut TEXT NOT NULL,
    body TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX templates_of_the_team ON templates (shortcut) WHERE owner_id IS NULL;
CREATE UNIQUE INDEX templates_of_a_person ON templates (owner_id, shortcut) WHERE owner_id IS NOT NULL;
