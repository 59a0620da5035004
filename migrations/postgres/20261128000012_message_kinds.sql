-- What a message is: 'text', 'photo', 'location'…; 'waiting' until one that cannot be read comes again, 'deleted' once its writer took it back.
ALTER TABLE messages ADD COLUMN kind TEXT NOT NULL DEFAULT 'text';
-- A location's coordinates.
ALTER TABLE messages ADD COLUMN place TEXT;
-- The message that this one replies to: WhatsApp's id, whose it is, and its words at that time.
ALTER TABLE messages ADD COLUMN quoted_stanza TEXT;
ALTER TABLE messages ADD COLUMN quoted_ours BIGINT;
ALTER TABLE messages ADD COLUMN quoted_text TEXT;
-- What was written before the first edit; null while there was none.
ALTER TABLE messages ADD COLUMN first_text TEXT;
ALTER TABLE messages ADD COLUMN reaction_theirs TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN reaction_ours TEXT NOT NULL DEFAULT '';

-- What was said about another message: 'reaction', 'edit' or 'delete'. It may come before the message and more than once, so a
-- message is made anew from all of them.
CREATE TABLE message_amendments (
    phone_id TEXT NOT NULL REFERENCES phones (id),
    lead_id TEXT NOT NULL REFERENCES leads (id),
    ours BIGINT NOT NULL,
    stanza_id TEXT NOT NULL,
    of_ours BIGINT NOT NULL,
    of_stanza TEXT NOT NULL,
    what TEXT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (phone_id, lead_id, ours, stanza_id)
);
CREATE INDEX message_amendments_by_message ON message_amendments (phone_id, lead_id, of_ours, of_stanza);
CREATE INDEX message_amendments_by_stanza ON message_amendments (phone_id, stanza_id);
CREATE INDEX message_amendments_by_lead ON message_amendments (lead_id);
