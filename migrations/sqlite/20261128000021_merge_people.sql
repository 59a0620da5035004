-- People whom somebody found to be one: the lead that became part of another, with its addresses, by which it goes on being met, and
-- with what is needed to take both apart again.
CREATE TABLE merged_leads (
    -- Its id as a lead, which it has again once taken apart.
    id TEXT NOT NULL PRIMARY KEY,
    into_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    number TEXT UNIQUE,
    lid TEXT UNIQUE,
    at BIGINT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    -- As it was, and the other one before and after, as JSON.
    lead TEXT NOT NULL,
    into_before TEXT NOT NULL,
    into_after TEXT NOT NULL
);
CREATE INDEX merged_leads_by_lead ON merged_leads (into_id, at);

-- The merged lead that it belongs to, whose address it came from or goes to; null when that is the lead itself.
ALTER TABLE messages ADD COLUMN merged_id TEXT;
ALTER TABLE scheduled_messages ADD COLUMN merged_id TEXT;
ALTER TABLE lead_changes ADD COLUMN merged_id TEXT;
ALTER TABLE lead_notes ADD COLUMN merged_id TEXT;
