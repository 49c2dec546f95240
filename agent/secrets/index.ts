export { readSecret, type Secret, secretSchema } from './secret.ts';
