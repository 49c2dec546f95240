import { type Kysely, type RawBuilder, sql } from 'kysely';

/** Which database a handle speaks to. */
export type Engine = 'sqlite' | 'postgres';

/** A column's type in both databases; `?` allows null. */
type ColumnShape = 'text' | 'text?' | 'integer' | 'integer?' | 'bytes' | 'bytes?';

interface TableShape<Row> {
  readonly columns: { readonly [Column in keyof Row]: ColumnShape };
  readonly key: readonly (keyof Row & string)[];
  readonly unique?: readonly (readonly (keyof Row & string)[])[];
  readonly indexes?: readonly (readonly (keyof Row & string)[])[];
}

/** The same, as the code that makes tables sees it. */
export interface PlainTableShape {
  readonly columns: Readonly<Record<string, ColumnShape>>;
  readonly key: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
}

export type TableShapes<Rows> = { readonly [Name in keyof Rows]: TableShape<Rows[Name]> };

// PostgreSQL would otherwise order text by the server's locale; SQLite orders it by bytes.
function columnType(engine: Engine, shape: ColumnShape): RawBuilder<unknown> {
  const plain = shape.replace('?', '');
  if (plain === 'integer') return engine === 'sqlite' ? sql`integer` : sql`bigint`;
  if (plain === 'bytes') return engine === 'sqlite' ? sql`blob` : sql`bytea`;
  return engine === 'sqlite' ? sql`text` : sql`text collate "C"`;
}

/** Creates a table, its unique constraints and its indexes (named `<table>_<columns>`). */
export async function createTable(
  db: Kysely<never>,
  engine: Engine,
  name: string,
  shape: PlainTableShape,
): Promise<void> {
  const columns = Object.entries(shape.columns);
  let table = db.schema.createTable(name);
  for (const [column, type] of columns) {
    table = table.addColumn(column, columnType(engine, type), it => (type.endsWith('?') ? it : it.notNull()));
  }
  table = table.addPrimaryKeyConstraint(`${name}_key`, [...shape.key] as never[]);
  for (const unique of shape.unique ?? []) {
    table = table.addUniqueConstraint(`${name}_${unique.join('_')}_once`, [...unique] as never[]);
  }
  await table.execute();
  for (const index of shape.indexes ?? []) {
    await db.schema
      .createIndex(`${name}_${index.join('_')}`)
      .on(name)
      .columns([...index])
      .execute();
  }
}
