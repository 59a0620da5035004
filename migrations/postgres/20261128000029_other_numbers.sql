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
    END) STORED,
    backwards TEXT GENERATED ALWAYS AS (reverse(substr(number, 2))) STORED,
    PRIMARY KEY (number, lead_id)
);
CREATE INDEX former_numbers_by_lead ON former_numbers (lead_id);
CREATE INDEX former_numbers_by_national ON former_numbers (national);
CREATE INDEX former_numbers_by_backwards ON former_numbers (backwards);

-- Merged people are found by their numbers too, and Leadwire merges by itself when somebody changes to a number that is a lead already.
ALTER TABLE merged_leads ALTER COLUMN person_id DROP NOT NULL;
-- Whether its addresses are nobody's any more, as the person changed to those of the other: nothing is sent there.
ALTER TABLE merged_leads ADD COLUMN is_former BIGINT NOT NULL DEFAULT 0;
ALTER TABLE merged_leads ADD COLUMN national TEXT GENERATED ALWAYS AS (CASE
        WHEN substr(number, 2, 1) IN ('1', '7') THEN substr(number, 3)
        WHEN substr(number, 2, 2) IN (
            '20', '27', '30', '31', '32', '33', '34', '36', '39', '40', '41', '43', '44', '45', '46', '47', '48', '49',
            '51', '52', '53', '54', '55', '56', '57', '58', '60', '61', '62', '63', '64', '65', '66', '81', '82', '84', '86', '90', '91', '92', '93', '94', '95', '98'
        ) THEN substr(number, 4)
        ELSE substr(number, 5)
    END) STORED;
ALTER TABLE merged_leads ADD COLUMN backwards TEXT GENERATED ALWAYS AS (reverse(substr(number, 2))) STORED;
CREATE INDEX merged_leads_by_national ON merged_leads (national);
CREATE INDEX merged_leads_by_backwards ON merged_leads (backwards);
