import { DataType, StatusCodes, Variant, VariantArrayType } from 'node-opcua-client';
import type { AddressSpace, MethodFunctor, Namespace, PlantObject } from './address-space.ts';

interface Scalar {
  readonly dataType: DataType;
  readonly value: unknown;
}

interface Handle {
  readonly mode: number;
  position: number;
}

const openForReading = 1;

/**
 * A node of FileType (OPC 10000-20 §4.2) whose content lives in memory: Open, Read, Close, GetPosition
 * and SetPosition. `opened` and `handles` let a test see that a reader closes what it opened.
 */
export class PlantFile {
  content: Buffer;
  opened = 0;
  /** The most bytes asked for by one Read. */
  largestRead = 0;
  /** Runs after each Read, so that a test can change the file in between. */
  onRead: (() => void) | null = null;
  readonly handles = new Map<number, Handle>();
  readonly node: PlantObject;
  #modified = new Date();
  #nextHandle = 1;

  constructor(space: AddressSpace, own: Namespace, parent: PlantObject, name: string, content: Buffer) {
    this.content = content;
    const type = space.findObjectType('FileType');
    if (!type) throw new Error('the standard nodeset has no FileType');
    this.node = type.instantiate({
      browseName: { name, namespaceIndex: own.index },
      componentOf: parent,
      optionals: ['LastModifiedTime'],
    }) as PlantObject;
    this.#property('Size', () => ({ dataType: DataType.UInt64, value: [0, this.content.length] }));
    this.#property('Writable', () => ({ dataType: DataType.Boolean, value: true }));
    this.#property('UserWritable', () => ({ dataType: DataType.Boolean, value: true }));
    this.#property('OpenCount', () => ({ dataType: DataType.UInt16, value: this.handles.size }));
    this.#property('LastModifiedTime', () => ({ dataType: DataType.DateTime, value: this.#modified }));
    this.#method('Open', inputs => this.#open(inputs));
    this.#method('Close', inputs => this.#close(inputs));
    this.#method('Read', inputs => this.#read(inputs));
    this.#method('GetPosition', inputs => this.#getPosition(inputs));
    this.#method('SetPosition', inputs => this.#setPosition(inputs));
  }

  /** Replaces the content, as an engineer's upload does; `modified` as the controller's clock told it. */
  replace(content: Buffer, modified = new Date()): void {
    this.content = content;
    this.#modified = modified;
  }

  #open(inputs: readonly Variant[]) {
    const mode = Number(inputs[0]?.value);
    if ((mode & openForReading) === 0) return { statusCode: StatusCodes.BadInvalidArgument };
    const handle = this.#nextHandle++;
    this.handles.set(handle, { mode, position: 0 });
    this.opened++;
    return answer({ dataType: DataType.UInt32, value: handle });
  }

  #close(inputs: readonly Variant[]) {
    const known = this.handles.delete(Number(inputs[0]?.value));
    return { statusCode: known ? StatusCodes.Good : StatusCodes.BadInvalidArgument };
  }

  #read(inputs: readonly Variant[]) {
    const handle = this.handles.get(Number(inputs[0]?.value));
    if (!handle) return { statusCode: StatusCodes.BadInvalidArgument };
    const data = this.content.subarray(handle.position, handle.position + Number(inputs[1]?.value));
    handle.position += data.length;
    this.largestRead = Math.max(this.largestRead, Number(inputs[1]?.value));
    this.onRead?.();
    return answer({ dataType: DataType.ByteString, value: data });
  }

  #getPosition(inputs: readonly Variant[]) {
    const handle = this.handles.get(Number(inputs[0]?.value));
    if (!handle) return { statusCode: StatusCodes.BadInvalidArgument };
    return answer({ dataType: DataType.UInt64, value: [0, handle.position] });
  }

  #setPosition(inputs: readonly Variant[]) {
    const handle = this.handles.get(Number(inputs[0]?.value));
    if (!handle) return { statusCode: StatusCodes.BadInvalidArgument };
    handle.position = Number((inputs[1]?.value ?? [])[1]);
    return { statusCode: StatusCodes.Good };
  }

  #property(name: string, get: () => Scalar): void {
    const node = this.node.getPropertyByName(name);
    if (!node) throw new Error(`FileType has no property ${name}`);
    (node as ReturnType<Namespace['addVariable']>).bindVariable({ get: () => scalar(get()) }, true);
  }

  #method(name: string, run: (inputs: readonly Variant[]) => object): void {
    const method = this.node.getMethodByName(name);
    if (!method) throw new Error(`FileType has no method ${name}`);
    const functor: MethodFunctor = (inputs: Variant[], _context, callback) => callback(null, run(inputs));
    method.bindMethod(functor);
  }
}

function answer(output: Scalar) {
  return { statusCode: StatusCodes.Good, outputArguments: [scalar(output)] };
}

function scalar({ dataType, value }: Scalar): Variant {
  return new Variant({ dataType, arrayType: VariantArrayType.Scalar, value });
}
