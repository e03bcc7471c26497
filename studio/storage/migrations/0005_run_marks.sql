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
