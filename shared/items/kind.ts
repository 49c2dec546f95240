import { z } from 'zod';

/** What an item is. Process values are not items and have no kind. */
export const kinds = ['logic', 'setpoint', 'recipe', 'config'] as const;
export const kindSchema = z.enum(kinds);
export type Kind = z.infer<typeof kindSchema>;

/**
 * What one reading found of an item. Only `absent` removes it from the current state:
 * `unreadable` (the device refused or failed) and `withheld` (seen, content kept back
 * because it holds secrets) keep the last content and say so.
 */
export const itemStates = ['present', 'absent', 'unreadable', 'withheld'] as const;
export const itemStateSchema = z.enum(itemStates);
export type ItemState = z.infer<typeof itemStateSchema>;
