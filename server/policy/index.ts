/** The site's policy: one reviewed file for who counts as proof, what awaits judgement, and engineer sessions. */
export { PolicyBook, type PolicyInForce } from './book.ts';
export { builtInPolicy, type Policy, policyFileSchema, policyOf } from './file.ts';
