import type { ChartLine } from './LiveChart.tsx';

/** L_D and L_G of every step. */
export const lossLines: readonly ChartLine[] = [
  { column: 'dLoss', label: 'Discriminator', colour: 'discriminator' },
  { column: 'gLoss', label: 'Generator', colour: 'generator' },
];

/** Mean D(x) and D(G(z)) of every step. */
export const outputLines: readonly ChartLine[] = [
  { column: 'dReal', label: 'D(x)', hint: 'Mean answer to real pictures', colour: 'discriminator' },
  {
    column: 'dFake',
    label: 'D(G(z))',
    hint: 'Mean answer to pictures of the generator',
    colour: 'generator',
  },
];
