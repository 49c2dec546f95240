/** Words of SCL that are no names. */
export const sclWords: ReadonlySet<string> = new Set([
  ...['IF', 'THEN', 'ELSIF', 'ELSE', 'END_IF', 'CASE', 'OF', 'END_CASE', 'FOR', 'TO', 'BY', 'DO', 'END_FOR'],
  ...['WHILE', 'END_WHILE', 'REPEAT', 'UNTIL', 'END_REPEAT', 'EXIT', 'CONTINUE', 'RETURN', 'GOTO'],
  ...['AND', 'OR', 'XOR', 'NOT', 'MOD', 'DIV', 'TRUE', 'FALSE', 'REGION', 'END_REGION'],
  ...[
    'END_FUNCTION',
    'END_FUNCTION_BLOCK',
    'END_ORGANIZATION_BLOCK',
    'END_DATA_BLOCK',
    'END_TYPE',
    'END_NETWORK',
  ],
]);
