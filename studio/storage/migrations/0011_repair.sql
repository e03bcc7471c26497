-- The pair whose query asked two things, for a pair that a person split off from it: it follows that decision, and stands
-- on the side of the first of them.
ALTER TABLE pairs ADD COLUMN split_from VARCHAR;

-- The pair that one was merged into as its duplicate; empty for all others.
ALTER TABLE pair_state ADD COLUMN duplicate_of VARCHAR DEFAULT '';

-- How well the passage answers, 0 to 3, where a person graded it.
ALTER TABLE pair_state ADD COLUMN grade TINYINT;
