import type { BenchRow } from './row.ts';

export interface Section {
  readonly name: string;
  readonly rows: readonly BenchRow[];
}

/** What the figures were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Processes that wanted to run, on average over the minute before the run: above the cores, others disturbed it. */
  readonly load: number;
  readonly system: string;
  readonly node: string;
  readonly git: string;
  readonly commit: string;
  readonly date: string;
}

/** One row for a terminal. */
export function renderRow({ what, against, ratio, aim, met, detail }: BenchRow): string {
  return `  ${what}\n    ${times(ratio)} ${against}\n    ${detail}\n    aim ${aim}: ${met ? 'reached' : 'MISSED'}`;
}

/** BENCHMARKS.md, from one run alone. A bench without rows is said to be not measured. */
export function renderReport(sections: readonly Section[], machine: Machine, full: boolean): string {
  const { cpu, cores, memoryBytes, load, system, node, git, commit, date } = machine;
  const rows = sections.flatMap(({ name, rows }) =>
    rows.length === 0
      ? [line(name, 'not measured: its peer is not here', '', '', '', '')]
      : rows.map(row =>
          line(
            row.what,
            row.against,
            times(row.ratio),
            row.aim,
            row.met ? 'reached' : '**missed**',
            row.detail,
          ),
        ),
  );
  return `# Benchmarks

Made by \`pnpm bench --write\`; nothing here is written by hand. Each ratio is ours by the peer's in the same run, so
that more is better; the figures themselves belong to the machine.

- ${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB, ${system}; load average before the run ${load.toFixed(1)}
- Node ${node.replace(/^v/, '')}, git ${git}, commit ${commit}, ${date}
- sizes: ${full ? 'full' : 'quick; `--full` measures at the sizes the aims speak of'}

| what | against | ratio | aim | this run | figures |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

function times(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)} ×`;
}

function line(...cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
