/** What steps cost: by all that their cost depends on, and with memory and compile time; takes the place of `speeds`. */
export const measurements = `
  CREATE TABLE measurements (
    key TEXT PRIMARY KEY,
    preset TEXT NOT NULL,
    engine TEXT NOT NULL,
    is_own INTEGER NOT NULL,
    measurement TEXT NOT NULL,
    measured_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX measurements_by_preset ON measurements (preset, engine, measured_at);
  DROP TABLE speeds;
`;
