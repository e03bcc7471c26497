-- Up to which event the tables derived from decisions are folded: the earliest row counts, and without one nothing is.
-- Before this, whoever appended an event folded it in the same transaction.
CREATE TABLE folded (
    until TIMESTAMP NOT NULL
);

INSERT INTO folded SELECT max(made_at) FROM decisions HAVING count(*) > 0;
