#!/usr/bin/env node
import { runProgram } from './cli/index.ts';

process.exitCode = await runProgram(
  process.argv.slice(2),
  text => process.stdout.write(`${text}\n`),
  text => process.stderr.write(`${text}\n`),
);
