export {
  ask,
  type Snap7Client,
  type Snap7Result,
  snap7Client,
  snap7Server,
  snap7There,
} from './snap7.ts';
