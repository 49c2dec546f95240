export { type GitAnswer, type GitRequest, serveGit } from './serve.ts';
