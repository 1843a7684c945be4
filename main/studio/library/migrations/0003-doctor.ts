/**
 * What the dataset doctor knows of each picture; imports as batches with their provenance; imports that can go on; and
 * versions of a set, so that a run can go on with the pictures it started with. Pictures of earlier libraries become
 * batch 0, without measurements.
 */
export const doctor = `
  ALTER TABLE datasets ADD COLUMN item_count INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE datasets ADD COLUMN held_out_count INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE datasets ADD COLUMN faces TEXT NOT NULL DEFAULT 'centre';
  ALTER TABLE datasets ADD COLUMN policies TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE datasets ADD COLUMN people TEXT NOT NULL DEFAULT '[]';
  UPDATE datasets SET item_count = image_count;

  ALTER TABLE dataset_items ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE dataset_items ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE dataset_items ADD COLUMN file_number INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE dataset_items ADD COLUMN source_hash TEXT NOT NULL DEFAULT '';
  ALTER TABLE dataset_items ADD COLUMN side REAL NOT NULL DEFAULT 0;
  ALTER TABLE dataset_items ADD COLUMN pixel_hash TEXT NOT NULL DEFAULT '';
  ALTER TABLE dataset_items ADD COLUMN perceptual_hash TEXT NOT NULL DEFAULT '';
  ALTER TABLE dataset_items ADD COLUMN signature BLOB;
  ALTER TABLE dataset_items ADD COLUMN is_grey INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE dataset_items ADD COLUMN quality REAL NOT NULL DEFAULT 0;
  ALTER TABLE dataset_items ADD COLUMN face TEXT;
  ALTER TABLE dataset_items ADD COLUMN embedding_row INTEGER;
  ALTER TABLE dataset_items ADD COLUMN preview INTEGER;
  ALTER TABLE dataset_items ADD COLUMN findings INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE dataset_items ADD COLUMN decision TEXT NOT NULL DEFAULT 'auto';
  ALTER TABLE dataset_items ADD COLUMN is_used INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE dataset_items ADD COLUMN held_out INTEGER NOT NULL DEFAULT 0;
  UPDATE dataset_items SET place = idx, file_number = idx, side = min(source_width, source_height);

  CREATE TABLE dataset_batches (
    dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    batch INTEGER NOT NULL,
    sources TEXT NOT NULL,
    faces TEXT NOT NULL,
    size INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    ignored INTEGER NOT NULL,
    faces_per_file TEXT,
    imported_at TEXT NOT NULL,
    PRIMARY KEY (dataset_id, batch)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO dataset_batches
    SELECT id, 0, sources, 'centre', size, image_count + quarantined_count, 0, NULL, created_at FROM datasets;

  CREATE TABLE set_aside (
    number INTEGER PRIMARY KEY,
    dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    batch INTEGER NOT NULL,
    file TEXT NOT NULL,
    reason TEXT NOT NULL,
    path TEXT,
    thumbnail TEXT,
    is_dismissed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX set_aside_by_dataset ON set_aside (dataset_id);
  INSERT INTO set_aside (dataset_id, batch, file, reason) SELECT dataset_id, 0, file, reason FROM quarantine;
  DROP TABLE quarantine;

  CREATE TABLE dataset_versions (
    dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    trained BLOB NOT NULL,
    held_out BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (dataset_id, hash)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    dataset_id TEXT NOT NULL,
    plan TEXT NOT NULL,
    total INTEGER,
    started_at TEXT NOT NULL
  ) STRICT;

  ALTER TABLE runs ADD COLUMN provenance TEXT;
  ALTER TABLE models ADD COLUMN provenance TEXT;
`;
