-- A number that a person does not have any more, because WhatsApp said that they changed it. It goes on being found, and nothing is sent to it.
CREATE TABLE former_numbers (
    number TEXT NOT NULL,
    lead_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    -- The merged lead that had it, and has it again once taken apart.
    merged_id TEXT,
    at BIGINT NOT NULL,
    national TEXT GENERATED ALWAYS AS (CASE
        WHEN substr(number, 2, 1) IN ('1', '7') THEN substr(number, 3)
        WHEN substr(number, 2, 2) IN (
            '20', '27', '30', '31', '32', '33', '34', '36', '39', '40', '41', '43', '44', '45', '46', '47', '48', '49',
            '51', '52', '53', '54', '55', '56', '57', '58', '60', '61', '62', '63', '64', '65', '66', '81', '82', '84', '86', '90', '91', '92', '93', '94', '95', '98'
        ) THEN substr(number, 4)
        ELSE substr(number, 5)
    END) VIRTUAL,
    backwards TEXT GENERATED ALWAYS AS (replace(
        substr(number, -1, 1) || substr(number, -2, 1) || substr(number, -3, 1) || substr(number, -4, 1) || substr(number, -5, 1) ||
        substr(number, -6, 1) || substr(number, -7, 1) || substr(number, -8, 1) || substr(number, -9, 1) || substr(number, -10, 1) ||
        substr(number, -11, 1) || substr(number, -12, 1) || substr(number, -13, 1) || substr(number, -14, 1) || substr(number, -15, 1),
        '+', ''
    )) VIRTUAL,
    PRIMARY KEY (number, lead_id)
);
CREATE INDEX former_numbers_by_lead ON former_numbers (lead_id);
CREATE INDEX former_numbers_by_national ON former_numbers (national);
CREATE INDEX former_numbers_by_backwards ON former_numbers (backwards);

-- Merged people are found by their numbers too, and Leadwire merges by itself when somebody changes to a number that is a lead already.
-- SQLite lets no column become nullable, so the table is made anew.
ALTER TABLE merged_leads RENAME TO merged_leads_before;
DROP INDEX merged_leads_by_lead;
CREATE TABLE merged_leads (
    -- Its id as a lead, which it has again once taken apart.
    id TEXT NOT NULL PRIMARY KEY,
    into_id TEXT NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
    number TEXT UNIQUE,
    lid TEXT UNIQUE,
    at BIGINT NOT NULL,
    -- Nobody but Leadwire when null.
    person_id TEXT REFERENCES people (id),
    -- As it was, and the other one before and after, as JSON.
    lead TEXT NOT NULL,
    into_before TEXT NOT NULL,
    into_after TEXT NOT NULL,
    -- Whether its addresses are nobody's any more, as the person changed to those of the other: nothing is sent there.
    is_former BIGINT NOT NULL DEFAULT 0,
    national TEXT GENERATED ALWAYS AS (CASE
        WHEN substr(number, 2, 1) IN ('1', '7') THEN substr(number, 3)
        WHEN substr(number, 2, 2) IN (
            '20', '27', '30', '31', '32', '33', '34', '36', '39', '40', '41', '43', '44', '45', '46', '47', '48', '49',
            '51', '52', '53', '54', '55', '56', '57', '58', '60', '61', '62', '63', '64', '65', '66', '81', '82', '84', '86', '90', '91', '92', '93', '94', '95', '98'
        ) THEN substr(number, 4)
        ELSE substr(number, 5)
    END) VIRTUAL,
    backwards TEXT GENERATED ALWAYS AS (replace(
        substr(number, -1, 1) || substr(number, -2, 1) || substr(number, -3, 1) || substr(number, -4, 1) || substr(number, -5, 1) ||
        substr(number, -6, 1) || substr(number, -7, 1) || substr(number, -8, 1) || substr(number, -9, 1) || substr(number, -10, 1) ||
        substr(number, -11, 1) || substr(number, -12, 1) || substr(number, -13, 1) || substr(number, -14, 1) || substr(number, -15, 1),
        '+', ''
    )) VIRTUAL
);
INSERT INTO merged_leads (id, into_id, number, lid, at, person_id, lead, into_before, into_after)
    SELECT id, into_id, number, lid, at, person_id, lead, into_before, into_after FROM merged_leads_before;
DROP TABLE merged_leads_before;
CREATE INDEX merged_leads_by_lead ON merged_leads (into_id, at);
CREATE INDEX merged_leads_by_national ON merged_leads (national);
CREATE INDEX merged_leads_by_backwards ON merged_leads (backwards);
