import { errorTable } from '@witnessmark/shared/errors';
import { expect, test } from 'vitest';

/** Of the areas whose name in a code does not say enough. */
const titles: Readonly<Record<string, string>> = {
  agent: 'Agent',
  backup: 'Backup and restore',
  config: 'Configuration',
  db: 'Database',
  files: 'Export folders',
  http: 'HTTP API',
  ingest: 'Taking in facts',
  items: 'Items and paths',
  log: 'Log',
  mc7: 'Program blocks of S7',
  opcua: 'OPC UA',
  s7: 'S7',
  spool: 'Spool',
  store: 'Store',
  value: 'Values',
  vault: 'Vault',
  wire: 'Between agent and server',
};

test('the page of errors is what the error table says (npm run docs)', async () => {
  const rows = Object.entries(errorTable).map(([code, entry]) => ({
    code,
    area: code.split('.')[0] ?? '',
    entry,
  }));
  const sections = [...new Set(rows.map(({ area }) => area))].sort().map(area => {
    const title = titles[area] ?? area;
    const lines = rows
      .filter(row => row.area === area)
      .map(
        ({ code, entry }) =>
          `| \`${code}\` | ${cell(entry.happened)} | ${cell(entry.remedy)} | ${entry.status} |`,
      );
    return `## ${title}\n\n| code | what happened | what to do | HTTP |\n|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  const page = `# Errors

Made from \`shared/errors\` by \`npm run docs\`. Every failure has one of these codes: in messages, in logs, as \`code\` in the API's
problem details, and in the reason of an item that could not be read.

${sections.join('\n')}`;
  await expect(page).toMatchFileSnapshot('../../docs/errors.md');
});

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
