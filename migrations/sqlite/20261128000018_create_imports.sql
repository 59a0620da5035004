-- Files of leads that were sent in. The files themselves lie in the data folder, named by the id, and go with the row.
CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    file_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- ready, running, done, stopped or failed
    state TEXT NOT NULL,
    -- How the file is read and what its columns are, as JSON.
    plan TEXT NOT NULL,
    -- When it was begun.
    begun_at BIGINT,
    -- The last row of the file that was dealt with: written with what became of it, so that each row counts once.
    row_done BIGINT NOT NULL DEFAULT 0,
    -- How many people the file has; unknown before it is begun.
    total BIGINT,
    added BIGINT NOT NULL DEFAULT 0,
    updated BIGINT NOT NULL DEFAULT 0,
    skipped BIGINT NOT NULL DEFAULT 0,
    refused BIGINT NOT NULL DEFAULT 0,
    -- Why it ended before its end, as a person reads it.
    trouble TEXT NOT NULL DEFAULT ''
);
CREATE INDEX imports_by_person ON imports (person_id, created_at DESC, id DESC);
CREATE INDEX imports_running ON imports (begun_at, id) WHERE state = 'running';

-- The rows that were not taken, and why. What they hold stands in the file.
CREATE TABLE import_problems (
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    row_number BIGINT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (import_id, row_number)
);
