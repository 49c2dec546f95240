export {
  ask,
  type Snap7Client,
  type Snap7Result,
  type Snap7Server,
  type Snap7Variable,
  snap7Client,
  snap7Server,
  snap7There,
} from './snap7.ts';
