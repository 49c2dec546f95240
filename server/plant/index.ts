/**
 * The plant as people see it: everything the page, the API and the command line ask of the projections, and
 * the wording of each change (sentence, headlines, loads, differences) with its caches.
 */
export {};
