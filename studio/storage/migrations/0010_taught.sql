-- Pairs of a dataset: a run that trained on them may not be measured by their queries. Datasets of before taught no query
-- of a document that steers training.
CREATE TABLE dataset_pairs (
    dataset_hash VARCHAR NOT NULL,
    pair_id VARCHAR NOT NULL
);
