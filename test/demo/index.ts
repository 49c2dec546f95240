export { buildPage, pageIsOutdated } from './page.ts';
