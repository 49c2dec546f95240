/** Tables made from the log: kept up with every append, made again whenever needed. Queries for people stand in `server/plant`. */
export { changeId } from './change-id.ts';
export { project } from './project.ts';
export { catchUp, dumpProjections, type RebuildProgress, rebuild } from './rebuild.ts';
export { type LaneSort, lanes } from './statement-lanes.ts';
