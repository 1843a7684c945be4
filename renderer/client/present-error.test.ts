import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { type ErrorCode, errorCatalogue } from '../../main/contract/errors.ts';
import { presentError } from './present-error.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

test.each(codes)('%s has a title, its message and a next step', (code) => {
  const error = new ORPCError(code, {
    message: 'The thing broke.',
    data: { next: 'Mend it.' },
  });
  const shown = presentError(error);
  expect(shown.title).toBe(errorCatalogue[code].title);
  expect(shown.message).toBe('The thing broke.');
  expect(shown.next).toBe('Mend it.');
});

test('an internal error names its entry in the log', () => {
  const data = { next: 'Try again.', errorId: 'e-17' };
  expect(presentError(new ORPCError('INTERNAL', { message: 'Oops.', data })).message).toContain('e-17');
});

test.each(['/photos/aunt', 'C:\\photos\\aunt', '\\\\nas\\photos'])(
  'the path %s is named, once',
  (subject) => {
    const shown = (message: string) =>
      presentError(new ORPCError('PATH_NOT_FOUND', { message, data: { next: 'Check the path.', subject } }));
    expect(shown('There is no such folder.').message).toBe(`There is no such folder. (${subject})`);
    expect(shown(`There is no folder ${subject}.`).message).toBe(`There is no folder ${subject}.`);
  },
);

test('a path that cannot be read or written does not lead to an import', () => {
  const data = { next: 'Change its permissions.', subject: '/library/runs' };
  for (const code of ['PATH_NOT_FOUND', 'PATH_UNREADABLE'])
    expect(presentError(new ORPCError(code, { message: 'No.', data })).remedy).toBeUndefined();
});

test('an id is not shown', () => {
  const data = { next: 'Choose another.', subject: 'run-17' };
  expect(
    presentError(new ORPCError('RUN_NOT_FOUND', { message: 'There is no such run.', data })).message,
  ).toBe('There is no such run.');
});

test('input that the contract refuses is shown as input that does not fit', () => {
  const shown = presentError(new ORPCError('BAD_REQUEST', { message: 'Input validation failed' }));
  expect(shown.title).toBe(errorCatalogue.INVALID_INPUT.title);
  expect(shown.next).not.toBe('');
});

test('an unknown code is shown as internal, anything else as a broken connection', () => {
  expect(presentError(new ORPCError('TEAPOT')).title).toBe(errorCatalogue.INTERNAL.title);
  expect(presentError(new Error('socket closed')).title).toBe('The studio did not answer');
  expect(presentError('what').next).toContain('connection');
});
