-- One keyring holds all keys of one linked phone. Every other table here belongs to one keyring and goes when it goes.
-- Our own times (keyrings.created_at, stored_at) are Unix milliseconds; times the engine library hands over stay as they are, in seconds.
CREATE TABLE keyrings (
    id INTEGER PRIMARY KEY,
    phone_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    device TEXT
);
CREATE INDEX keyrings_phone ON keyrings (phone_id, created_at);

-- Tables of small rows are kept without rowid: one tree to write instead of two.
CREATE TABLE keyring_identities (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    public_key BLOB NOT NULL,
    PRIMARY KEY (keyring_id, address)
) WITHOUT ROWID;

CREATE TABLE keyring_sessions (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (keyring_id, address)
);

CREATE TABLE keyring_prekeys (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    record BLOB NOT NULL,
    uploaded INTEGER NOT NULL,
    PRIMARY KEY (keyring_id, id)
) WITHOUT ROWID;

CREATE TABLE keyring_signed_prekeys (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    id INTEGER NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (keyring_id, id)
) WITHOUT ROWID;

CREATE TABLE keyring_sender_keys (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (keyring_id, address)
);

-- position counts the writes, so that the newest key is the one written last, whatever its timestamp says.
CREATE TABLE keyring_app_state_keys (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    key_id BLOB NOT NULL,
    key_data BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    timestamp INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (keyring_id, key_id)
) WITHOUT ROWID;

CREATE TABLE keyring_app_state_versions (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (keyring_id, collection)
);

CREATE TABLE keyring_app_state_macs (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    index_mac BLOB NOT NULL,
    value_mac BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (keyring_id, collection, index_mac)
) WITHOUT ROWID;

CREATE TABLE keyring_sender_key_devices (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    group_jid TEXT NOT NULL,
    device_jid TEXT NOT NULL,
    has_key INTEGER NOT NULL,
    PRIMARY KEY (keyring_id, group_jid, device_jid)
) WITHOUT ROWID;
CREATE INDEX keyring_sender_key_devices_device ON keyring_sender_key_devices (keyring_id, device_jid);

CREATE TABLE keyring_lid_mappings (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    lid TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    learning_source TEXT NOT NULL,
    PRIMARY KEY (keyring_id, lid)
) WITHOUT ROWID;
CREATE INDEX keyring_lid_mappings_phone_number ON keyring_lid_mappings (keyring_id, phone_number, updated_at);

CREATE TABLE keyring_base_keys (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    base_key BLOB NOT NULL,
    PRIMARY KEY (keyring_id, address, message_id)
) WITHOUT ROWID;

CREATE TABLE keyring_device_lists (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    owner TEXT NOT NULL,
    list TEXT NOT NULL,
    PRIMARY KEY (keyring_id, owner)
);

CREATE TABLE keyring_groups (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    group_jid TEXT NOT NULL,
    metadata BLOB NOT NULL,
    PRIMARY KEY (keyring_id, group_jid)
);

CREATE TABLE keyring_tc_tokens (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    jid TEXT NOT NULL,
    token BLOB NOT NULL,
    token_timestamp INTEGER NOT NULL,
    sender_timestamp INTEGER,
    PRIMARY KEY (keyring_id, jid)
) WITHOUT ROWID;

CREATE TABLE keyring_sent_messages (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    message_id TEXT NOT NULL,
    payload BLOB NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (keyring_id, chat, message_id)
);

CREATE TABLE keyring_pending_inbound (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    sender TEXT NOT NULL,
    message_id TEXT NOT NULL,
    message BLOB NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (keyring_id, chat, sender, message_id)
);

CREATE TABLE keyring_message_secrets (
    keyring_id INTEGER NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    chat TEXT NOT NULL,
    sender TEXT NOT NULL,
    message_id TEXT NOT NULL,
    secret BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    message_ts INTEGER NOT NULL,
    PRIMARY KEY (keyring_id, chat, sender, message_id)
) WITHOUT ROWID;
CREATE INDEX keyring_message_secrets_expiry ON keyring_message_secrets (keyring_id, expires_at) WHERE expires_at <> 0;
