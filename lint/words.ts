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
