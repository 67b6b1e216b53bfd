-- Who is named among those who know which fact, in its current state: a merge has to find all that names somebody.

CREATE TABLE knowers (
  u    INTEGER NOT NULL,
  node TEXT NOT NULL,
  fact TEXT NOT NULL,
  PRIMARY KEY (u, node, fact)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO knowers
SELECT facts.u, knower.value, facts.id FROM facts, json_each(facts.body, '$.visibility.to') AS knower
WHERE facts.until = 9223372036854775807;
