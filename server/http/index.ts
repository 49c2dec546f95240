export { type App, createHttp, type HttpOptions } from './app.ts';
export type { Access, RouteEntry } from './guard.ts';
export type { GitHttp, PlantActs, PlantReader } from './plant.ts';
