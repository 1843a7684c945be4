import { expect, it } from 'vitest';
import { readExitStatus } from './exit-status.ts';

it.each([
  [9, 'SIGKILL'],
  [137, 'SIGKILL'],
  [-9, 'SIGKILL'],
  [11, 'SIGSEGV'],
  [139, 'SIGSEGV'],
  [8, 'SIGFPE'],
  [136, 'SIGFPE'],
  [4, 'SIGILL'],
  [6, 'SIGABRT'],
  [134, 'SIGABRT'],
  [5, 'SIGTRAP'],
  [133, 'SIGTRAP'],
  [7, 'SIGBUS'],
  [15, 'SIGTERM'],
])('reads %d on Linux as %s', (status, signal) => {
  expect(readExitStatus(status, 'linux')).toEqual({ code: null, signal });
});

it.each([
  [0, 0],
  [1, 1],
  [2, 2],
  [256, 1],
  [13 * 256, 13],
  [200, 200],
])('reads %d on Linux as the exit code %d', (status, code) => {
  expect(readExitStatus(status, 'linux')).toEqual({ code, signal: null });
});

it('knows the numbers of macOS', () => {
  expect(readExitStatus(10, 'darwin')).toEqual({ code: null, signal: 'SIGBUS' });
  expect(readExitStatus(7, 'darwin')).toEqual({ code: 7, signal: null });
});

it.each([
  [0xc0000005, 'SIGSEGV'],
  [0xc0000005 - 2 ** 32, 'SIGSEGV'],
  [0xc0000094, 'SIGFPE'],
  [0xc000001d, 'SIGILL'],
  [0xc0000409, 'SIGABRT'],
  [0x80000003, 'SIGTRAP'],
  [0xe0000008, 'SIGKILL'],
])('reads the exception %d of Windows as %s', (status, signal) => {
  expect(readExitStatus(status, 'win32')).toEqual({ code: null, signal });
});

it('reads small numbers of Windows as exit codes', () => {
  for (const code of [0, 1, 9, 11, 137])
    expect(readExitStatus(code, 'win32')).toEqual({ code, signal: null });
});
