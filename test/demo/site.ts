export const demoAssets = [
  { id: 'brewhouse-1', name: 'Brewhouse 1' },
  { id: 'press-2', name: 'Press 2' },
  { id: 'line-3', name: 'Line 3' },
  { id: 'filler-3', name: 'Filler 3' },
] as const;
export const demoArea = 'hall-1';

/** Stands at the head of both configurations. */
export const rewritten = `# Written anew by each start of the demo: what you change here is lost.
# Copy it elsewhere to begin a configuration of your own.
`;
