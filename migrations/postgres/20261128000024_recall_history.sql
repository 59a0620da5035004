-- Conversations that a handset had before its phone was linked. A part is kept packed, as it came, until all of it is imported.
CREATE TABLE history_parts (
    -- In the order in which they came.
    id TEXT NOT NULL PRIMARY KEY,
    phone_id TEXT NOT NULL REFERENCES phones (id),
    packed BYTEA NOT NULL,
    -- Bytes unpacked.
    size BIGINT NOT NULL,
    -- How much of the whole is handed over with it, as the handset says.
    percent BIGINT,
    -- Its conversations that are imported.
    talks_done BIGINT NOT NULL DEFAULT 0
);

-- How people call themselves of whom no conversation is imported yet: the handset may tell names first.
CREATE TABLE history_names (
    phone_id TEXT NOT NULL REFERENCES phones (id),
    -- The number in E.164, or the LID.
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (phone_id, address)
);

-- Whether it is known from there only: it came before the link, or has not come by itself yet.
ALTER TABLE messages ADD COLUMN recalled BIGINT NOT NULL DEFAULT 0;
CREATE INDEX messages_recalled ON messages (phone_id, lead_id) WHERE recalled = 1;

-- What was imported, and how much of the whole was handed over.
ALTER TABLE phones ADD COLUMN history_messages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE phones ADD COLUMN history_people BIGINT NOT NULL DEFAULT 0;
ALTER TABLE phones ADD COLUMN history_percent BIGINT;
