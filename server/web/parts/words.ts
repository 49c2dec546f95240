import type {
  AssetCapabilities,
  ChangeItem,
  ChangeSummary,
  CoverageRange,
  MemberChange,
  Who,
} from '@witnessmark/shared/api';

export type Sign = ChangeItem['sign'] | MemberChange['sign'];
export type Kind = ChangeItem['kind'];
export type SightGroup = AssetCapabilities['groups'][number];
export type FoundState = SightGroup['capabilities'][number]['state'];
export type Covered = CoverageRange['rows'][number]['spans'][number]['state'];

interface Mark {
  readonly glyph: string;
  readonly word: string;
}

export const signMarks: Readonly<Record<Sign, Mark>> = {
  added: { glyph: '+', word: 'added' },
  removed: { glyph: '−', word: 'removed' },
  changed: { glyph: '~', word: 'changed' },
  renamed: { glyph: '↕', word: 'moved' },
  unreadable: { glyph: '!', word: 'unreadable' },
  withheld: { glyph: '!', word: 'withheld' },
  'readable-again': { glyph: '~', word: 'readable again' },
  retyped: { glyph: '~', word: 'retyped' },
  described: { glyph: '~', word: 'described anew' },
};

export const verdictMarks: Readonly<Record<Who['verdict'], Mark>> = {
  witnessed: { glyph: '●', word: 'witnessed' },
  bracketed: { glyph: '[ ]', word: 'bracketed' },
  claimed: { glyph: '“', word: 'claimed' },
  ambiguous: { glyph: '?', word: 'ambiguous' },
  unattributed: { glyph: '○', word: 'unattributed' },
};

export const coverageMarks: Readonly<Record<Covered, Mark>> = {
  watched: { glyph: '■', word: 'watched' },
  gap: { glyph: '▒', word: 'not watched' },
  blind: { glyph: '╳', word: 'blind' },
  unknown: { glyph: '?', word: 'unknown' },
};

export const capabilityMarks: Readonly<Record<FoundState, Mark>> = {
  yes: { glyph: '✓', word: 'yes' },
  partly: { glyph: '◐', word: 'partly' },
  no: { glyph: '╳', word: 'no' },
  unknown: { glyph: '?', word: 'unknown' },
};

export const sightMarks: Readonly<Record<SightGroup['sight'], Mark>> = {
  seen: { glyph: '✓', word: 'seen' },
  partly: { glyph: '◐', word: 'partly seen' },
  blind: { glyph: '╳', word: 'blind' },
  unknown: { glyph: '?', word: 'not known' },
};

export const servesNames: Readonly<Record<SightGroup['serves'], string>> = {
  values: 'Values',
  logic: 'Logic',
  config: 'The controller itself',
  who: 'Who',
};

export const kindNames: Readonly<Record<Kind, string>> = {
  logic: 'logic',
  setpoint: 'setpoint',
  recipe: 'recipe',
  config: 'configuration',
};

export const sortNames: Readonly<Record<ChangeSummary['sort'], string>> = {
  change: 'change',
  first: 'first snapshot',
  load: 'recipe load',
  late: 'arrived late',
};

export const phaseNames: Readonly<Record<string, string>> = {
  simulated: 'simulated',
  commissioning: 'commissioning',
  production: 'production',
  'maintenance-window': 'maintenance window',
  'out-of-service': 'out of service',
};

/** `link-lost` as a person says it. */
export function reasonText(reason: string | null): string {
  return reason ? reason.replaceAll('-', ' ') : 'no reason recorded';
}

export function bytesText(bytes: number): string {
  if (bytes < 1023.5) return `${Math.round(bytes)} B`;
  const steps = ['KB', 'MB', 'GB', 'TB'];
  let size = bytes / 1024;
  let step = 0;
  while (size >= 1024 && step < steps.length - 1) {
    size /= 1024;
    step += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${steps[step]}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
