-- How a card was shown where that matters: drawn at random, in an audit, among disagreements; empty elsewhere.
ALTER TABLE decisions ADD COLUMN shown VARCHAR DEFAULT '';

-- For a pair accepted unseen, what was known of all those accepted with it; empty where a person looked at it.
ALTER TABLE pair_state ADD COLUMN claim VARCHAR DEFAULT '';

-- Audits: a pool that was frozen when one began, its level, and the seed by which the sample was drawn.
CREATE TABLE audits (
    audit_id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    reviewer VARCHAR NOT NULL,
    alpha DOUBLE NOT NULL,
    seed BIGINT NOT NULL,
    ended BOOLEAN NOT NULL
);

-- The frozen pool: pairs, or passages that are their negatives (passage_no is null for pairs). place counts the sample
-- from 1 in the order in which it is judged, and is null outside it.
CREATE TABLE audit_units (
    audit_id VARCHAR NOT NULL,
    pair_no INTEGER NOT NULL,
    passage_no INTEGER,
    place INTEGER
);

-- Pairs handed to reviewers of packets, so that no pair is handed out twice but for those that everybody gets.
CREATE TABLE shares (
    reviewer VARCHAR NOT NULL,
    pair_no INTEGER NOT NULL
);
