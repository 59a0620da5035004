-- When nothing goes to a lead by itself, by the lead's clocks. One row at most; without it the defaults hold.
CREATE TABLE quiet_hours (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    is_on BIGINT NOT NULL,
    -- Minutes of the day.
    from_minute BIGINT NOT NULL,
    to_minute BIGINT NOT NULL,
    -- The team's own zone, for leads whose zone nobody knows; null when nobody has said.
    zone TEXT
);
