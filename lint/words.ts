/** Names in a file that the list of words in `main/contract/README.md` does not have, each with the word that it has. */
export function strangeNames(text: string): string[] {
  return [...text.matchAll(declaration)].flatMap(([, name]) => {
    const parts = name.split(/(?=[A-Z])|_/).map((part) => part.toLowerCase());
    return Object.entries(insteadOf).flatMap(([strange, word]) =>
      parts.includes(strange) ? `${name}: say ${word}` : [],
    );
  });
}

const declaration = /\b(?:const|let|function|class|interface|type) (\w+)/g;

/** Only words that nothing stored has, and that mean nothing else in this project. */
const insteadOf: Readonly<Record<string, string>> = {
  critic: 'discriminator',
  iteration: 'step or tick',
  breath: 'yielder',
  drawable: 'generator',
  resolution: 'side',
  rewind: 'go back',
  sampler: 'drawer',
};

/** What people read in a text, in other words than those of the list; each with the word that it has. */
export function strangePhrases(text: string): string[] {
  return phrases.flatMap(([phrase, word]) =>
    [...text.matchAll(phrase)].map(([found]) => `${found.toLowerCase()}: say ${word}`),
  );
}

/** Only those that mean nothing else in a sentence of this project. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/\bsource (?:image|picture|photo)s?\b/gi, 'photo'],
  [/\bdemo (?:face|picture)s?\b/gi, 'sample faces'],
  [/\b(?:roll(?:s|ed|ing)?|rewinds?) back\b/gi, 'go back'],
  [/\bfine-tun(?:e[sd]?|ing) from\b/gi, 'start from'],
  [/\bdrawables?\b/gi, 'generator'],
  [/\bepochs?\b/gi, 'tick'],
  [/\bforces a way\b/gi, 'step mode'],
];
