import { expect, test } from 'vitest';
import { StudioError } from '../contract/errors.ts';
import { toSetupProblem } from './setup-problem.ts';

test('an error made for people is passed on', () => {
  const error = new StudioError('ENGINE_UNAVAILABLE', 'g++ is missing.', { next: 'Install it.' });
  expect(toSetupProblem(error, '/cache')).toEqual({ reason: 'g++ is missing.', next: 'Install it.' });
});

test.each([
  ['ENOSPC', /disk is full. \(\/cache\)/, /Free some space.*FACELOOM_CACHE_DIR/],
  ['EROFS', /can only be read. \(\/cache\)/, /FACELOOM_CACHE_DIR/],
  ['ENOENT', /it went wrong/, /report it/],
  ['EWHAT', /it went wrong/, /report it/],
])('%s', (code, reason, next) => {
  const problem = toSetupProblem(Object.assign(new Error('it went wrong'), { code }), '/cache');
  expect(problem.reason).toMatch(reason);
  expect(problem.next).toMatch(next);
});
