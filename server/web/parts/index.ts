export { ActForm, textOf } from './act-form.tsx';
export { Copyable } from './copy.tsx';
export { Dialog } from './dialog.tsx';
export { SignMark, WhoMark } from './marks.tsx';
export { Empty, Failed, Loaded, Loading } from './states.tsx';
export { CoverageStrip, StripLegend, type StripSpan } from './strip.tsx';
export { useTitle } from './title.ts';
export { WindowBar } from './window-bar.tsx';
export * from './words.ts';
