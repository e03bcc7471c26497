-- Documents and passages. Numbers stand for names in the tables that are large. Nothing is deleted: active is false.
-- group_id and split of a document are repeated on its passages, split on their pairs: reading them needs no join.
CREATE TABLE documents (
    document_id VARCHAR PRIMARY KEY,
    title VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    characters BIGINT NOT NULL,
    root VARCHAR NOT NULL,
    group_id VARCHAR NOT NULL,
    split VARCHAR NOT NULL,
    active BOOLEAN NOT NULL
);

CREATE TABLE passages (
    passage_no INTEGER PRIMARY KEY,
    passage_id VARCHAR NOT NULL UNIQUE,
    document_id VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    heading_path VARCHAR[] NOT NULL,
    text VARCHAR NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    tokens INTEGER NOT NULL,
    duplicate_of VARCHAR,
    group_id VARCHAR NOT NULL,
    split VARCHAR NOT NULL,
    active BOOLEAN NOT NULL
);

-- Pairs as they were written, with what machines measured of them. active and split follow the passage.
CREATE TABLE pairs (
    pair_no INTEGER PRIMARY KEY,
    pair_id VARCHAR NOT NULL UNIQUE,
    query VARCHAR NOT NULL,
    style VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    prompt_version VARCHAR NOT NULL,
    passage_no INTEGER NOT NULL,
    split VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    mined BOOLEAN NOT NULL DEFAULT false,
    dense_rank INTEGER,
    bm25_rank INTEGER,
    positive_score DOUBLE,
    overlap DOUBLE,
    margin DOUBLE,
    suspects INTEGER NOT NULL DEFAULT 0,
    duplicate_of VARCHAR,
    shortfall VARCHAR,
    worth DOUBLE NOT NULL,
    reason VARCHAR NOT NULL
);

-- What machines mined: replaced by every mining, but for the rows that a person judged. Position 0 waits in the pool.
CREATE TABLE negatives (
    pair_no INTEGER NOT NULL,
    passage_no INTEGER NOT NULL,
    position TINYINT NOT NULL,
    rank INTEGER,
    score DOUBLE,
    margin DOUBLE,
    origin VARCHAR NOT NULL,
    suspect BOOLEAN NOT NULL
);

-- What people said: events, appended and never changed. pair_no is null for undo and redo.
CREATE TABLE decisions (
    event_id VARCHAR NOT NULL,
    batch_id VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    reviewer VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    pair_no INTEGER,
    pair_id VARCHAR NOT NULL,
    passage_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    pair_hash VARCHAR NOT NULL
);

-- Derived from decisions, and rebuildable from them: what stands for each pair that a person touched.
CREATE TABLE pair_state (
    pair_no INTEGER PRIMARY KEY,
    status VARCHAR NOT NULL,
    flagged BOOLEAN NOT NULL,
    comment VARCHAR NOT NULL,
    query VARCHAR,
    passage VARCHAR,
    reviewer VARCHAR NOT NULL,
    decided_at TIMESTAMP
);

-- Derived from decisions: what stands for each passage that a person judged as a pair's negative, or added as one.
CREATE TABLE negative_state (
    pair_no INTEGER NOT NULL,
    passage_no INTEGER NOT NULL,
    verdict VARCHAR NOT NULL,
    added TINYINT NOT NULL,
    replaces INTEGER
);

-- What the studio did.
CREATE TABLE jobs (
    job_id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    landed_at TIMESTAMP,
    summary VARCHAR NOT NULL,
    error VARCHAR NOT NULL
);

CREATE TABLE problems (
    job_id VARCHAR NOT NULL,
    step VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);

CREATE TABLE datasets (
    dataset_hash VARCHAR PRIMARY KEY,
    created_at TIMESTAMP NOT NULL,
    path VARCHAR NOT NULL,
    examples INTEGER NOT NULL,
    pairs INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    negatives INTEGER NOT NULL,
    groups INTEGER NOT NULL,
    use VARCHAR NOT NULL
);

CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    job_id VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    dataset_hash VARCHAR NOT NULL,
    base VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    model_hash VARCHAR NOT NULL,
    settings VARCHAR NOT NULL,
    done BOOLEAN NOT NULL
);

-- Test sets. A generated one is a version: when its pairs change, a new one of the same family takes its place.
CREATE TABLE test_sets (
    test_set VARCHAR PRIMARY KEY,
    family VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    superseded BOOLEAN NOT NULL,
    looks INTEGER NOT NULL
);

CREATE TABLE test_queries (
    test_set VARCHAR NOT NULL,
    query_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    style VARCHAR NOT NULL,
    group_id VARCHAR NOT NULL,
    source_document VARCHAR
);

CREATE TABLE qrels (
    test_set VARCHAR NOT NULL,
    query_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    grade INTEGER NOT NULL
);

-- What was measured. A row measured again replaces itself.
CREATE TABLE results (
    row_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    test_set VARCHAR NOT NULL,
    queries INTEGER NOT NULL,
    groups INTEGER NOT NULL,
    dimensions INTEGER NOT NULL,
    ndcg_10 DOUBLE NOT NULL,
    mrr_10 DOUBLE NOT NULL,
    recall_10 DOUBLE NOT NULL,
    recall_100 DOUBLE NOT NULL,
    map_100 DOUBLE NOT NULL,
    judged_10 DOUBLE NOT NULL,
    difference DOUBLE,
    ci_low DOUBLE,
    ci_high DOUBLE,
    p_value DOUBLE,
    detectable DOUBLE,
    won INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    latency_p50 DOUBLE,
    latency_p95 DOUBLE,
    bytes_per_million BIGINT,
    model_hash VARCHAR NOT NULL,
    settings_hash VARCHAR NOT NULL,
    seed BIGINT NOT NULL,
    job_id VARCHAR NOT NULL,
    measured_at TIMESTAMP NOT NULL
);

CREATE TABLE per_query (
    row_id VARCHAR NOT NULL,
    query_id VARCHAR NOT NULL,
    ndcg_10 DOUBLE NOT NULL,
    mrr_10 DOUBLE NOT NULL,
    recall_10 DOUBLE NOT NULL,
    recall_100 DOUBLE NOT NULL,
    map_100 DOUBLE NOT NULL
);

CREATE TABLE rankings (
    row_id VARCHAR NOT NULL,
    query_id VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    unit_id VARCHAR NOT NULL,
    passage_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL
);

-- Single facts: the split options by which sides were assigned, counts that only a landing changes.
CREATE TABLE facts (
    name VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL
);

-- Documents whose passages are positives of a dataset: a run that trained on them may not be measured on their queries.
CREATE TABLE dataset_documents (
    dataset_hash VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL
);
