/** What people write on the cards of models; the facts of a card are put together when it is read. */
export const modelCards = `
  CREATE TABLE model_cards (
    model_id TEXT PRIMARY KEY REFERENCES models (id) ON DELETE CASCADE,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
