-- Queries that people asked, to be judged in the studio: how often each was asked, and its place in the list.
-- state is the hash of its judgments, empty where nothing answers it.
CREATE TABLE asked_queries (
    test_set VARCHAR NOT NULL,
    query_id VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    times INTEGER NOT NULL,
    state VARCHAR NOT NULL
);

-- Passages to judge for such a query, and the rows that found each of them.
CREATE TABLE pools (
    test_set VARCHAR NOT NULL,
    query_id VARCHAR NOT NULL,
    passage_id VARCHAR NOT NULL,
    found_by VARCHAR[] NOT NULL
);

-- What people said of them: events, appended and never changed. qrels of these test sets are derived from them.
CREATE TABLE judgments (
    event_id VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    reviewer VARCHAR NOT NULL,
    saying VARCHAR NOT NULL,
    test_set VARCHAR NOT NULL,
    query_id VARCHAR NOT NULL,
    passage_id VARCHAR NOT NULL,
    grade INTEGER,
    target VARCHAR NOT NULL
);

-- The state of each test set that a job measured on: rows measured on an earlier one are stale.
CREATE TABLE measured_states (
    job_id VARCHAR NOT NULL,
    test_set VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL
);
