export { Browsing } from './browsing.ts';
export { ensurePage } from './plant/page.ts';
export { hasBrowser } from './web/harness.ts';
