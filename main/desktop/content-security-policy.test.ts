import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

test('allows the page itself and nothing from elsewhere', () => {
  expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(contentSecurityPolicy).toContain("form-action 'none'");
  expect(contentSecurityPolicy).toContain("frame-ancestors 'none'");
  expect(contentSecurityPolicy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
});
