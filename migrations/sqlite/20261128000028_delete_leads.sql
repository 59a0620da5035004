-- Leads that somebody deleted. The row in `leads` stays as an empty place for what hangs on it, below every list (`last_message_at` is -1);
-- what the lead was stands here until it is restored, or removed for good.
CREATE TABLE deleted_leads (
    id TEXT NOT NULL PRIMARY KEY REFERENCES leads (id) ON DELETE CASCADE,
    number TEXT,
    lid TEXT,
    -- Its names and its number, as they are searched.
    sought TEXT NOT NULL,
    at BIGINT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    -- As it was, as JSON.
    lead TEXT NOT NULL,
    -- Whether it cannot be had back: what hangs on it is being removed.
    is_gone BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX deleted_leads_by_time ON deleted_leads (at DESC, id DESC) WHERE is_gone = 0;
CREATE INDEX deleted_leads_by_number ON deleted_leads (number) WHERE number IS NOT NULL;
CREATE INDEX deleted_leads_by_lid ON deleted_leads (lid) WHERE lid IS NOT NULL;
CREATE INDEX deleted_leads_gone ON deleted_leads (id) WHERE is_gone = 1;
