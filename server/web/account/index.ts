export { AccountView } from './view.tsx';
