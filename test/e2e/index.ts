export { Browsing } from './browsing.ts';
export { ensurePage } from './plant/page.ts';
export { changeFiles } from './web/fixture/files.ts';
export { longProgram } from './web/fixture/programs.ts';
export { hasBrowser, Stage } from './web/harness.ts';
