-- The list by what is planned and what is done, in its order.
CREATE INDEX leads_planned ON leads (last_message_at DESC, id DESC) WHERE done_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX leads_planned_by_owner ON leads (owner_id, last_message_at DESC, id DESC) WHERE done_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX leads_done ON leads (last_message_at DESC, id DESC) WHERE done_at IS NOT NULL;
CREATE INDEX leads_done_by_owner ON leads (owner_id, last_message_at DESC, id DESC) WHERE done_at IS NOT NULL;

-- Lists that somebody gave a name: what the address says, without what is asked in words.
CREATE TABLE saved_views (
    id TEXT NOT NULL PRIMARY KEY,
    -- Whose; the whole team's when null.
    person_id TEXT REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX saved_views_by_person ON saved_views (person_id, at);
