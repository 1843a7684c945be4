import type { CardSection, CardText, ModelCard } from '../../../contract/models/model-card.ts';
import { type CardFacts, cardSections } from './card-sections.ts';

/** A card from facts and its owner's words. Pure: the same facts give the same card. */
export function modelCard(facts: CardFacts, text: CardText): ModelCard {
  const title = facts.name;
  const sections = cardSections(facts, text);
  return { title, sections, text, markdown: cardMarkdown(title, sections) };
}

/** A card as Markdown (CommonMark with GitHub's tables). */
function cardMarkdown(title: string, sections: readonly CardSection[]): string {
  const blocks = [`# ${escapeMarkdown(title)}`, ...sections.flatMap(sectionBlocks)];
  return `${blocks.join('\n\n')}\n`;
}

function sectionBlocks({ title, sentences, facts, table, ownText }: CardSection): string[] {
  return [
    `## ${escapeMarkdown(title)}`,
    ...(ownText === undefined ? [] : [quote(ownText)]),
    ...(sentences.length === 0 ? [] : [sentences.map(escapeMarkdown).join('\n')]),
    ...(facts.length === 0
      ? []
      : [facts.map(({ label, value }) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`).join('\n')]),
    ...(table === undefined || table.rows.length === 0
      ? []
      : [[table.head, table.head.map(() => '---'), ...table.rows].map(tableRow).join('\n')]),
  ];
}

const tableRow = (cells: readonly string[]) =>
  `| ${cells.map((cell) => (cell === '---' ? cell : escapeMarkdown(cell))).join(' | ')} |`;

/**
 * A name or a path as it is, whatever it contains: on one line, and with a backslash before everything that Markdown or
 * GitHub's additions to it would take for more than text (CommonMark 0.31, 2.4).
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*_[\]<>#|~&!$@]/g, '\\$&')
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&');
}

/** Its owner's words as a quotation: their Markdown counts, and stays theirs. HTML does not. */
const quote = (text: string) =>
  text
    .replaceAll('<', '&lt;')
    .split(/\r\n|\r|\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
