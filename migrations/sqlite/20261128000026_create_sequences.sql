-- Steps that go to somebody one after another until they answer. The team's when nobody owns them.
CREATE TABLE sequences (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- In their order, as JSON.
    steps TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- A sequence that was started for a lead, with the steps as they were then. Its next step is a row of scheduled_messages.
CREATE TABLE sequence_runs (
    id TEXT NOT NULL PRIMARY KEY,
    lead_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    -- Who started it, and is the author of its messages.
    person_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    name TEXT NOT NULL,
    steps TEXT NOT NULL,
    -- By whose clocks, when the lead's zone is not known and the team has set none.
    zone TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    -- Whether nothing was left to do for the lead then.
    was_done BIGINT NOT NULL,
    -- The next step, counted from 0, and when it is to go.
    next_step BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    -- Null while it runs.
    ended_at BIGINT,
    -- Who ended it; null when it ended by itself.
    ended_by TEXT,
    merged_id TEXT
);
CREATE UNIQUE INDEX sequence_runs_running ON sequence_runs (lead_id) WHERE ended_at IS NULL;
CREATE INDEX sequence_runs_by_lead ON sequence_runs (lead_id);
CREATE INDEX sequence_runs_merged ON sequence_runs (merged_id) WHERE merged_id IS NOT NULL;

-- The sequence that it is a step of; its text is that of the step then.
ALTER TABLE scheduled_messages ADD COLUMN run_id TEXT REFERENCES sequence_runs (id) ON DELETE CASCADE;
CREATE INDEX scheduled_messages_by_run ON scheduled_messages (run_id) WHERE run_id IS NOT NULL;
