CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    lead_id TEXT NOT NULL REFERENCES leads (id),
    phone_id TEXT NOT NULL REFERENCES phones (id),
    ours BIGINT NOT NULL,
    stanza_id TEXT NOT NULL,
    person_id TEXT,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    status TEXT NOT NULL,
    failure TEXT,
    -- WhatsApp may deliver a message again; its ids are unique only within a conversation and a direction.
    CONSTRAINT messages_stanza UNIQUE (phone_id, lead_id, ours, stanza_id)
);
CREATE INDEX messages_by_lead ON messages (lead_id, at, id);
CREATE INDEX messages_queued ON messages (phone_id, at, id) WHERE status = 'queued';
CREATE INDEX messages_by_stanza ON messages (phone_id, stanza_id);
