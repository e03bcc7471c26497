-- What people said of a run: a name of its own, a note, whether it stands first or is put away. A deleted run keeps its
-- record and its rows, which the leaderboard's statistics count; its files are gone.
CREATE TABLE run_marks (
    run_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    pinned BOOLEAN NOT NULL,
    archived BOOLEAN NOT NULL,
    deleted BOOLEAN NOT NULL
);

-- Runs that are neither listed nor measured again, and whose rows the leaderboard does not show.
CREATE VIEW put_away AS SELECT run_id FROM run_marks WHERE archived OR deleted;
