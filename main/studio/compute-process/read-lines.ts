import type { Readable } from 'node:stream';

/**
 * Tells each line that a program writes, as it comes. Node's readline keeps a line until it ends, and a program that prints
 * without end would fill the memory.
 */
export function readLines(input: Readable, tell: (line: string) => void): void {
  let rest = '';
  input.setEncoding('utf8');
  input.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(line.replace(/\r$/, ''));
    while (rest.length > longestLine) {
      tell(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
  });
  input.on('end', () => {
    if (rest !== '') tell(rest);
    rest = '';
  });
}

/** Characters of one line; what is longer is told in pieces. */
const longestLine = 64 * 1024;
