import { addBitForms } from './bit-forms.ts';
import { addControlForms } from './control-forms.ts';
import { addDataForms } from './data-forms.ts';
import { FormTable } from './form.ts';
import { addPlainForms } from './plain-forms.ts';

let table: FormTable | null = null;

/** The table of all codings; made at the first use, some ten milliseconds. */
export function forms(): FormTable {
  if (table === null) {
    table = new FormTable();
    addBitForms(table);
    addDataForms(table);
    addControlForms(table);
    addPlainForms(table);
  }
  return table;
}
