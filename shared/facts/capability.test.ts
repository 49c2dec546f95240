import { describe, expect, test } from 'vitest';
import {
  capabilitiesSchema,
  capability,
  capabilitySays,
  capabilitySchema,
  capabilityWords,
  noticeSchema,
} from './index.ts';

const at = { wall: '2026-11-23T02:10:05.123Z' };

describe('a capability', () => {
  test('of every word is one that a fact may hold, whatever was found', () => {
    for (const word of Object.keys(capabilityWords) as (keyof typeof capabilityWords)[]) {
      const made = capability(word, 'partly', 'x'.repeat(5000), at);
      expect(capabilitySchema.parse(made)).toEqual(made);
      expect(capabilitySays(word)).not.toBe(word);
    }
  });

  test('of a word this build does not know is taken and shown as it stands', () => {
    const strange = { ...capability('identity', 'yes', 'read', at), id: 'who.telepathy' };
    expect(capabilitySchema.parse(strange).id).toBe('who.telepathy');
    expect(capabilitySays('who.telepathy')).toBe('who.telepathy');
    expect(capabilitySays('toString')).toBe('toString');
  });

  test('without a word of how it was found is none', () => {
    const made = capability('clock', 'no', '', at);
    expect(capabilitySchema.safeParse(made).success).toBe(false);
  });

  test('stands once in a list, and a list is bounded', () => {
    const one = capability('clock', 'yes', 'read', at);
    expect(capabilitiesSchema.safeParse([one, one]).success).toBe(false);
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ ...one, id: `clock.n${n}` }));
    expect(capabilitiesSchema.safeParse(many(48)).success).toBe(true);
    expect(capabilitiesSchema.safeParse(many(49)).success).toBe(false);
  });

  test('rides a notice', () => {
    const notice = {
      code: 'capabilities.found',
      says: 'probed',
      data: {},
      capabilities: [capability('clock', 'yes', 'clock service answered', at)],
    };
    expect(noticeSchema.parse(notice)).toEqual(notice);
  });
});
