/** TwinCAT 3: `.TcPOU`, `.TcGVL`, `.TcDUT`, `.TcIO`, `.TcTTO`. */
export { twincatNoise } from './noise.ts';
export { parseTwincat, recogniseTwincat } from './parse.ts';
