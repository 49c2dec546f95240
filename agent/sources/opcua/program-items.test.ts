import { expect, test } from 'vitest';
import { isProgramFile } from './program-items.ts';

test.each(['Main.st', 'FC1.AWL', 'line.L5X', 'POU.TcPOU', 'boot.app'])(
  '%s is a program by its name',
  name => {
    expect(isProgramFile(name, null)).toBe(true);
  },
);

test.each(['Lager.rcp', 'notes.pdf', 'st', 'main.st.bak', ''])('%s is no program by its name', name => {
  expect(isProgramFile(name, null)).toBe(false);
});

test('a MIME type that names the languages of IEC 61131 makes any name a program', () => {
  expect(isProgramFile('x', 'application/vnd.plcopen+xml')).toBe(true);
  expect(isProgramFile('x', 'text/x-iec61131-st')).toBe(true);
  expect(isProgramFile('x', 'text/plain')).toBe(false);
});
