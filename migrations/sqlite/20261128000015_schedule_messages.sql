-- Messages that wait for their time. Sending one takes its row and stores a message of the same id, in one transaction.
CREATE TABLE scheduled_messages (
    id TEXT NOT NULL PRIMARY KEY,
    lead_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    send_at BIGINT NOT NULL,
    -- What the person writes after this overtakes it.
    planned_at BIGINT NOT NULL,
    -- Why it is not sent by itself any more, as a person reads it.
    held TEXT
);
CREATE INDEX scheduled_messages_by_lead ON scheduled_messages (lead_id, send_at, id);
CREATE INDEX scheduled_messages_due ON scheduled_messages (send_at, id) WHERE held IS NULL;
