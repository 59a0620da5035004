-- Who gets a lead that appears by itself: the first rule that fits, in the order of positions.
CREATE TABLE assignment_rules (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Which leads it is for, and who gets them, as JSON.
    fits TEXT NOT NULL,
    receiver TEXT NOT NULL,
    position BIGINT NOT NULL
);

-- Where the turns of a rule stand: whoever has the lowest number is next. Written with the lead that was given.
CREATE TABLE assignment_turns (
    rule_id TEXT NOT NULL REFERENCES assignment_rules (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id),
    nth BIGINT NOT NULL,
    PRIMARY KEY (rule_id, person_id)
);
