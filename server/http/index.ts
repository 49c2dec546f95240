export { type App, createHttp } from './app.ts';
export type { Access, RouteEntry } from './guard.ts';
export type { GitHttp, PlantActs, PlantReader } from './plant.ts';
export type { HttpOptions } from './routing.ts';
