import { expect, test } from 'vitest';
import { contentSecurityPolicy, gpuPagePolicy } from './content-security-policy.ts';

test('allows the page itself and nothing from elsewhere', () => {
  expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(contentSecurityPolicy).toContain("form-action 'none'");
  expect(contentSecurityPolicy).toContain("frame-ancestors 'none'");
  expect(contentSecurityPolicy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
});

test('allows the hidden window its script, and no network, style, picture, frame or code from strings', () => {
  expect(gpuPagePolicy).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(gpuPagePolicy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
  expect(gpuPagePolicy).not.toMatch(/https?:|\*|unsafe|connect-src|style-src|img-src|frame-src|worker-src/);
});
