export { readSecret, secretSchema } from './secret.ts';
