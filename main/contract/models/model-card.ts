import { z } from 'zod';
import { ModelId } from '../ids.ts';

const ownText = z.string().trim().max(4000);

/** What people write on a model's card; kept apart from its facts, which nobody can edit. */
export const CardText = z.object({ intendedUse: ownText, limits: ownText, notes: ownText });
export type CardText = z.infer<typeof CardText>;

export const emptyCardText: CardText = { intendedUse: '', limits: '', notes: '' };

/** A part of a card, in the order in which it is read; the window and Markdown show the same. */
export const CardSection = z.object({
  title: z.string(),
  /** Sentences that follow from the facts. */
  sentences: z.array(z.string()),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  table: z.object({ head: z.array(z.string()), rows: z.array(z.array(z.string())) }).optional(),
  /** What its owner wrote. */
  ownText: z.string().optional(),
});
export type CardSection = z.infer<typeof CardSection>;

/** Everything that is known of a model, in words. */
export const ModelCard = z.object({
  title: z.string(),
  sections: z.array(CardSection),
  text: CardText,
  markdown: z.string(),
});
export type ModelCard = z.infer<typeof ModelCard>;

export const SetCardTextInput = z.object({ id: ModelId, text: CardText });
