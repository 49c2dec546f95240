import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Asked, defaultSessionPolicy, needsOf, sessionPolicySchema } from './policy.ts';

const press = { id: 'press-2', area: 'hall' };
const boiler = { id: 'boiler-1', area: 'utilities' };
const asked = (wish: Partial<Asked> = {}): Asked => ({
  assets: [press],
  kinds: ['logic'],
  vendor: false,
  breakGlass: false,
  ...wish,
});

describe('what a session needs', () => {
  const policy = sessionPolicySchema.parse({
    rules: [
      { name: 'glass', breakGlass: true, approvals: 0, longestHours: 2 },
      { name: 'boilers', areas: ['utilities'], kinds: ['logic'], approvals: 2, longestHours: 4 },
      { name: 'vendors', vendor: true, approvals: 0 },
      { name: 'others', approvals: 0, ownApproval: true },
    ],
  });

  test('is what the first rule says that fits the asset', () => {
    expect(needsOf(policy, asked())).toMatchObject({ rule: 'others', approvals: 0, longestHours: 12 });
    expect(needsOf(policy, asked({ assets: [boiler] }))).toMatchObject({ rule: 'boilers', approvals: 2 });
    expect(needsOf(policy, asked({ assets: [boiler], kinds: ['setpoint'] }))).toMatchObject({
      rule: 'others',
    });
  });

  test('of several assets is the strictest of each', () => {
    expect(needsOf(policy, asked({ assets: [press, boiler] }))).toEqual({
      rule: 'boilers',
      approvals: 2,
      longestHours: 4,
      ownApproval: false,
    });
  });

  test('of a vendor is an approval by somebody else, whatever the rule says', () => {
    expect(needsOf(policy, asked({ vendor: true }))).toMatchObject({ approvals: 1, ownApproval: false });
  });

  test('is two approvals where no rule fits', () => {
    const narrow = sessionPolicySchema.parse({ rules: [{ name: 'x', assets: ['other'], approvals: 0 }] });
    expect(needsOf(narrow, asked())).toMatchObject({ approvals: 2 });
  });

  test('lets only a break-glass rule speak for breaking the glass', () => {
    expect(needsOf(policy, asked({ assets: [boiler], breakGlass: true }))).toMatchObject({ rule: 'glass' });
    expect(needsOf(defaultSessionPolicy, asked({ breakGlass: true }))).toMatchObject({
      approvals: 0,
      longestHours: 4,
    });
  });

  test('never gets less with another asset, and does not depend on their order', () => {
    const place = fc.record({
      id: fc.constantFrom('press-2', 'boiler-1', 'x'),
      area: fc.constantFrom('hall', 'utilities'),
    });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 5 }), place, (assets, more) => {
        const one = needsOf(policy, asked({ assets }));
        const both = needsOf(policy, asked({ assets: [...assets, more] }));
        expect(both.approvals).toBeGreaterThanOrEqual(one.approvals);
        expect(both.longestHours).toBeLessThanOrEqual(one.longestHours);
        const turned = needsOf(policy, asked({ assets: [...assets].reverse() }));
        expect({ ...turned, rule: '' }).toEqual({ ...one, rule: '' });
      }),
    );
  });
});
