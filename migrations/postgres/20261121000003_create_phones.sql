CREATE TABLE phones (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    number TEXT UNIQUE,
    lid TEXT,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    cause TEXT,
    created_at BIGINT NOT NULL
);

-- The timeline: every change of state with its time and cause, kept.
CREATE TABLE phone_changes (
    id TEXT NOT NULL PRIMARY KEY,
    phone_id TEXT NOT NULL REFERENCES phones (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    cause TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX phone_changes_by_phone ON phone_changes (phone_id, at);
