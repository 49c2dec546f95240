/** Words that are never a name. What is one only at its place (`METHOD`, `EXTENDS`, `TASK`) is told by the grammar. */
export const reserved: ReadonlySet<string> = new Set([
  ...['IF', 'THEN', 'ELSIF', 'ELSE', 'END_IF', 'CASE', 'OF', 'END_CASE', 'FOR', 'TO', 'BY', 'DO', 'END_FOR'],
  ...['WHILE', 'END_WHILE', 'REPEAT', 'UNTIL', 'END_REPEAT', 'EXIT', 'CONTINUE', 'RETURN'],
  ...['AND', 'OR', 'XOR', 'NOT', 'MOD', 'AND_THEN', 'OR_ELSE', 'TRUE', 'FALSE'],
  ...['PROGRAM', 'END_PROGRAM', 'FUNCTION', 'END_FUNCTION', 'FUNCTION_BLOCK', 'END_FUNCTION_BLOCK'],
  ...[
    'END_METHOD',
    'END_PROPERTY',
    'END_INTERFACE',
    'END_ACTION',
    'END_TRANSITION',
    'END_CLASS',
    'END_NAMESPACE',
  ],
  ...['END_TYPE', 'STRUCT', 'END_STRUCT', 'END_UNION', 'ARRAY', 'END_CONFIGURATION', 'END_RESOURCE'],
  ...['END_GET', 'END_SET', '__TRY', '__CATCH', '__FINALLY', '__ENDTRY'],
  ...['VAR', 'VAR_INPUT', 'VAR_OUTPUT', 'VAR_IN_OUT', 'VAR_TEMP', 'VAR_STAT', 'VAR_INST', 'VAR_GLOBAL'],
  ...['VAR_EXTERNAL', 'VAR_ACCESS', 'VAR_CONFIG', 'VAR_GENERIC', 'END_VAR'],
]);

export const variableBlocks: ReadonlySet<string> = new Set(
  [...reserved].filter(word => word === 'VAR' || word.startsWith('VAR_')),
);

/** Between two operands. `,` and `:=` have places of their own. */
export const binary: ReadonlySet<string> = new Set([
  ...['+', '-', '*', '/', '**', '=', '<>', '<', '>', '<=', '>=', '&', '..'],
  ...['AND', 'OR', 'XOR', 'MOD', 'AND_THEN', 'OR_ELSE'],
]);

export const unary: ReadonlySet<string> = new Set(['NOT', '-', '+']);

/** Operators that are also called like functions: `AND(a, b)`. */
export const callable: ReadonlySet<string> = new Set(['AND', 'OR', 'XOR', 'MOD']);

export const assigning: ReadonlySet<string> = new Set([':=', 'S=', 'R=', 'REF=', '?=', '=>']);

const elementary: ReadonlySet<string> = new Set([
  ...[
    'BOOL',
    'BIT',
    'BYTE',
    'WORD',
    'DWORD',
    'LWORD',
    'SINT',
    'INT',
    'DINT',
    'LINT',
    'USINT',
    'UINT',
    'UDINT',
  ],
  ...[
    'ULINT',
    'REAL',
    'LREAL',
    'TIME',
    'LTIME',
    'DATE',
    'LDATE',
    'TIME_OF_DAY',
    'TOD',
    'LTOD',
    'DATE_AND_TIME',
  ],
  ...['DT', 'LDT', 'STRING', 'WSTRING', 'CHAR', 'WCHAR', '__XWORD', '__UXINT', '__XINT'],
]);

/** Whether what stands in brackets after this type is its range or its length, and not what an instance begins with. */
export function isElementary(type: string): boolean {
  return elementary.has(type.toUpperCase());
}
