export { useMay, useMayAt, useMe } from './me.ts';
