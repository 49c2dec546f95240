export { PeopleView } from './view.tsx';
