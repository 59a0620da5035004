-- Where a lead stands. Rows, as each team words its own; new leads begin at the first open one.
CREATE TABLE stages (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- open, won or lost
    kind TEXT NOT NULL,
    position BIGINT NOT NULL
);
INSERT INTO stages (id, name, kind, position) VALUES
    ('019ac8e0-0000-7000-8000-000000000001', 'New', 'open', 1),
    ('019ac8e0-0000-7000-8000-000000000002', 'Contacted', 'open', 2),
    ('019ac8e0-0000-7000-8000-000000000003', 'Interested', 'open', 3),
    ('019ac8e0-0000-7000-8000-000000000004', 'Offer', 'open', 4),
    ('019ac8e0-0000-7000-8000-000000000005', 'Won', 'won', 5),
    ('019ac8e0-0000-7000-8000-000000000006', 'Lost', 'lost', 6);

-- Nothing only while this migration runs: SQLite adds no column that must have a value and points elsewhere.
ALTER TABLE leads ADD COLUMN stage_id TEXT REFERENCES stages (id);
UPDATE leads SET stage_id = '019ac8e0-0000-7000-8000-000000000001';
-- When somebody chose the stage; nobody did when null.
ALTER TABLE leads ADD COLUMN staged_at BIGINT;
-- Why it is in a lost stage.
ALTER TABLE leads ADD COLUMN lost_reason TEXT NOT NULL DEFAULT '';
-- What the team calls the person; as they call themselves when empty.
ALTER TABLE leads ADD COLUMN called TEXT NOT NULL DEFAULT '';
-- Where the lead came from, in a few words.
ALTER TABLE leads ADD COLUMN source TEXT NOT NULL DEFAULT '';
-- What it may bring, in hundredths of the team's currency; unknown when null.
ALTER TABLE leads ADD COLUMN worth BIGINT;
-- Its tags, one a line; lead_tags has the same, to be found by.
ALTER TABLE leads ADD COLUMN tags TEXT NOT NULL DEFAULT '';

CREATE TABLE lead_tags (
    lead_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    -- As of the lead, so that the leads of a tag are read in the order of the list.
    last_message_at BIGINT NOT NULL,
    PRIMARY KEY (lead_id, tag)
);
CREATE INDEX lead_tags_by_activity ON lead_tags (tag, last_message_at DESC, lead_id DESC);

-- What colleagues tell each other about a lead.
CREATE TABLE lead_notes (
    id TEXT NOT NULL PRIMARY KEY,
    lead_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    text TEXT NOT NULL
);
CREATE INDEX lead_notes_by_lead ON lead_notes (lead_id, at, id);

-- The list by what it can be filtered by, each in the order of the list.
CREATE INDEX leads_by_stage ON leads (stage_id, last_message_at DESC, id DESC);
CREATE INDEX leads_by_owner ON leads (owner_id, last_message_at DESC, id DESC);
CREATE INDEX leads_by_owner_and_stage ON leads (owner_id, stage_id, last_message_at DESC, id DESC);
CREATE INDEX leads_unanswered ON leads (last_message_at DESC, id DESC) WHERE done_at IS NULL AND waiting_since IS NOT NULL;
CREATE INDEX leads_unanswered_by_owner ON leads (owner_id, last_message_at DESC, id DESC)
    WHERE done_at IS NULL AND waiting_since IS NOT NULL;
