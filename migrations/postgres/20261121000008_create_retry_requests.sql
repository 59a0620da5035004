-- A device of the other person could not open a message of ours and asked for it again. A row goes when WhatsApp's server has
-- taken the message once more; until then it is given again, also by another connection than the one that was asked.
CREATE TABLE retry_requests (
    phone_id TEXT NOT NULL REFERENCES phones (id) ON DELETE CASCADE,
    stanza_id TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    recipient TEXT,
    count BIGINT NOT NULL,
    -- When it is given again unless that has happened, Unix milliseconds.
    again_at BIGINT NOT NULL,
    given BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (phone_id, stanza_id, asked_by)
);
