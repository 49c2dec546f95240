import { bodyLines, flatParallel, flatSeries } from '../compare/index.ts';
import type { Body, Circuit, FunctionBox, Operand, Pin } from '../model/index.ts';
import { clip } from './clip.ts';
import type { Picture, PictureBox, PicturePart, PicturePin } from './picture-schema.ts';
import { codeLimits } from './schema.ts';

/** Pieces that may still be drawn; shared by the pictures of one difference. */
export interface PictureBudget {
  pieces: number;
}

/** A body as it is drawn; null where it is text, or where it is too large or too deep to be drawn. */
export function pictureOf(body: Body, budget: PictureBudget): Picture | null {
  if (body.form === 'statements') return null;
  const size = sizeOf(body);
  if (size.depth > codeLimits.depth || size.pieces > Math.min(budget.pieces, codeLimits.drawn)) return null;
  budget.pieces -= size.pieces;
  switch (body.form) {
    case 'circuits':
      return { form: 'circuits', circuits: body.circuits.map(series) };
    case 'blocks':
      return { form: 'blocks', blocks: body.blocks.map(box) };
    case 'chart':
      return {
        form: 'chart',
        steps: body.chart.steps.map(({ name, initial, actions, conditions = [] }) => ({
          name,
          initial,
          actions: [
            ...actions.map(({ qualifier, time, does }, at) => {
              const what =
                'key' in does ? does.text : textOf({ form: 'statements', statements: does }).join('; ');
              const said = [qualifier, time, what].filter(part => part !== null && part !== '').join(' ');
              return { text: clip(said), place: `${name}.${at}` };
            }),
            ...conditions.map(each => ({
              text: clip(`${each.name} ${textOf(each.body).join('; ')}`),
              place: `${name}.${each.name}`,
            })),
          ],
          place: name,
        })),
        // What is looked at first stands at the left.
        transitions: body.chart.transitions
          .toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0))
          .map(({ name, from, to, condition }) => ({
            name,
            from: [...from],
            to: [...to],
            condition: textOf(condition),
            place: `${name} ${[...from].sort().join(', ')} → ${[...to].sort().join(', ')}`,
          })),
      };
  }
}

function textOf(body: Body): string[] {
  return bodyLines(body).map(({ text }) => clip(text.trim()));
}

function series(circuit: Circuit): PicturePart {
  return { is: 'series', parts: flatSeries(circuit).map(part) };
}

function part(circuit: Circuit): PicturePart {
  switch (circuit.is) {
    case 'series':
      return series(circuit);
    case 'parallel':
      return { is: 'parallel', branches: flatParallel(circuit).map(series) };
    case 'contact':
      return {
        is: 'contact',
        kind: circuit.kind,
        operand: operand(circuit.operand),
        memory: memory(circuit),
      };
    case 'coil':
      return { is: 'coil', kind: circuit.kind, operand: operand(circuit.operand), memory: memory(circuit) };
    case 'box':
      return { is: 'box', box: box(circuit.box) };
    case 'verbatim':
      return { is: 'verbatim', text: clip(circuit.text) };
  }
}

function memory({ memory: bit }: Extract<Circuit, { is: 'contact' | 'coil' }>) {
  return bit === undefined ? null : operand(bit);
}

function operand({ text, key }: Operand) {
  return { text: clip(text), key: clip(key) };
}

function box({ type, instance, inputs, outputs, comment }: FunctionBox): PictureBox {
  return {
    type: clip(type),
    instance: instance === null ? null : operand(instance),
    inputs: inputs.map(pin),
    outputs: outputs.map(pin),
    comment: comment === null ? null : clip(comment),
  };
}

function pin({ name, negated, from, power }: Pin): PicturePin {
  const connected =
    from === null ? null : 'is' in from ? series(from) : 'inputs' in from ? box(from) : operand(from);
  return { name, negated, from: connected, ...(power === true ? { power } : {}) };
}

interface Size {
  pieces: number;
  depth: number;
}

function sizeOf(body: Body): Size {
  const size = { pieces: 0, depth: 0 };
  const count = (depth: number) => {
    size.pieces++;
    size.depth = Math.max(size.depth, depth);
  };
  const ofBox = ({ inputs, outputs }: FunctionBox, depth: number): void => {
    count(depth);
    for (const { from } of [...inputs, ...outputs]) {
      count(depth + 1);
      if (from === null || 'key' in from || depth > codeLimits.depth) continue;
      if ('inputs' in from) ofBox(from, depth + 2);
      else ofCircuit(from, depth + 2);
    }
  };
  const ofCircuit = (circuit: Circuit, depth: number): void => {
    count(depth);
    if (depth > codeLimits.depth) return;
    if (circuit.is === 'series') for (const each of circuit.parts) ofCircuit(each, depth + 1);
    else if (circuit.is === 'parallel') for (const each of circuit.branches) ofCircuit(each, depth + 1);
    else if (circuit.is === 'box') ofBox(circuit.box, depth + 1);
  };
  switch (body.form) {
    case 'circuits':
      for (const circuit of body.circuits) ofCircuit(circuit, 0);
      break;
    case 'blocks':
      for (const each of body.blocks) ofBox(each, 0);
      break;
    case 'chart':
      size.pieces = body.chart.steps.length + body.chart.transitions.length;
      break;
    case 'statements':
      break;
  }
  return size;
}
