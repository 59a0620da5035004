-- Whose lead it is; nobody's when null.
ALTER TABLE leads ADD COLUMN owner_id TEXT REFERENCES people (id);
-- When the person wrote what was not answered since; nobody waits when null.
ALTER TABLE leads ADD COLUMN waiting_since BIGINT;
-- The follow-up: when it is due, what is to be done then, and when it was planned.
ALTER TABLE leads ADD COLUMN due_at BIGINT;
ALTER TABLE leads ADD COLUMN due_note TEXT NOT NULL DEFAULT '';
ALTER TABLE leads ADD COLUMN planned_at BIGINT;
-- Since when nothing is left to do. Who waits and what is due stay beside it, so that it can be undone.
ALTER TABLE leads ADD COLUMN done_at BIGINT;

UPDATE leads SET waiting_since = (
    SELECT MIN(m.at) FROM messages m WHERE m.lead_id = leads.id AND m.ours = 0
    AND m.at > COALESCE((SELECT MAX(o.at) FROM messages o WHERE o.lead_id = leads.id AND o.ours = 1), 0)
) WHERE last_message_is_ours = 0;

CREATE INDEX leads_waiting ON leads (waiting_since, id) WHERE done_at IS NULL AND waiting_since IS NOT NULL;
CREATE INDEX leads_due ON leads (due_at, id) WHERE done_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX leads_without_step ON leads (last_message_at DESC, id DESC)
    WHERE done_at IS NULL AND waiting_since IS NULL AND due_at IS NULL;

-- What happened to a lead besides messages, as JSON, and who did it; nobody but Leadwire when null.
CREATE TABLE lead_changes (
    id TEXT NOT NULL PRIMARY KEY,
    lead_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    person_id TEXT REFERENCES people (id),
    what TEXT NOT NULL
);
CREATE INDEX lead_changes_by_lead ON lead_changes (lead_id, at, id);
