import { DataType } from 'node-opcua-client';
import type { AddressSpace, Namespace, PlantObject, PlantVariable } from './address-space.ts';
import { PlantFile } from './file-node.ts';

const plcopenNamespace = 'http://PLCopen.org/OpcUa/IEC61131-3/';
const diNamespace = 'http://opcfoundation.org/UA/DI/';

/** What of its program a controller shows: sources and tasks, or its revision alone. */
export type PlantProgramView = 'sources' | 'revision';

type PlantObjectType = ReturnType<Namespace['addObjectType']>;

const delivered = {
  Mashing: 'Inlet(Open := Level < LevelSP);\nHeater := Temp < TempSP;\n',
  Valve: 'IF Open THEN Position := 100.0; ELSE Position := 0.0; END_IF;\n',
};

/**
 * The controller's program as the PLCopen information model 1.02 shows it, below `/Objects/Controller`: one
 * resource with a program, a function block of a type of its own, and a task; the source of the program stands
 * at the program, that of the function block at its type. Engineers change it by `edit` and `retime`, which
 * raise the revision as a download does.
 */
export class PlantProgram {
  /** Source files in a directory beside the units. */
  readonly files = new Map<string, PlantFile>();
  readonly #bodies = new Map<string, PlantVariable>();
  readonly #space: AddressSpace;
  readonly #own: Namespace;
  readonly #plcopen: Namespace;
  readonly #interval: PlantVariable | null = null;
  readonly #revision: PlantVariable;
  readonly #hash: PlantVariable;
  #downloads = 1;

  constructor(space: AddressSpace, own: Namespace, view: PlantProgramView) {
    this.#space = space;
    this.#own = own;
    this.#plcopen = space.registerNamespace(plcopenNamespace);
    const di = space.registerNamespace(diNamespace);
    const types = this.#addTypes();
    const controller = this.#add(space.rootFolder.objects, 'Controller', types.Configuration);
    const resource = this.#add(controller, 'Resource1', types.Resource);
    this.#revision = di.addVariable({
      propertyOf: resource,
      browseName: 'DeviceRevision',
      dataType: 'String',
      value: { dataType: DataType.String, value: 'r1' },
    });
    const version = this.#own.addObject({ componentOf: resource, browseName: 'CurrentVersion' });
    this.#hash = di.addVariable({
      propertyOf: version,
      browseName: 'Hash',
      dataType: 'ByteString',
      value: { dataType: DataType.ByteString, value: Buffer.from('a1', 'hex') },
    });
    if (view === 'revision') return;
    const task = this.#add(resource, 'Fast', types.Task);
    this.#interval = this.#plcopen.addVariable({
      componentOf: task,
      browseName: 'Interval',
      dataType: 'String',
      value: { dataType: DataType.String, value: 'T#10ms' },
    });
    this.#plcopen.addVariable({
      componentOf: task,
      browseName: 'Priority',
      dataType: 'UInt32',
      value: { dataType: DataType.UInt32, value: 3 },
    });
    const mashing = this.#add(resource, 'Mashing', this.#subtype('MashingProgram', types.Program));
    const valve = this.#subtype('Valve', types.FunctionBlock);
    this.#add(mashing, 'Inlet', valve);
    this.#bodies.set('Mashing', this.#addBody(mashing, delivered.Mashing));
    this.#bodies.set('Valve', this.#addBody(valve, delivered.Valve));
    const withTask = this.#plcopen.addReferenceType({
      browseName: 'With',
      inverseName: 'WithInverse',
      subtypeOf: 'NonHierarchicalReferences',
    });
    mashing.addReference({ referenceType: withTask.nodeId, nodeId: task.nodeId });
    this.#addFiles(controller);
  }

  /** An engineer's download of one unit; its source is wrapped as PLCopen XML. */
  edit(unit: string, source: string): void {
    this.variable(unit).setValueFromSource({ dataType: DataType.XmlElement, value: bodyXml(source) });
    this.raiseRevision();
  }

  /** The source of a unit, as the server holds it. */
  body(unit: string): string {
    return String(this.variable(unit).readValue().value.value);
  }

  variable(unit: string): PlantVariable {
    const found = this.#bodies.get(unit);
    if (!found) throw new Error(`the plant's program has no unit ${unit}`);
    return found;
  }

  file(name: string): PlantFile {
    const found = this.files.get(name);
    if (!found) throw new Error(`the plant's program has no file ${name}`);
    return found;
  }

  /** An engineer gives the task another interval, such as `T#20ms`. */
  retime(interval: string): void {
    if (!this.#interval) throw new Error('the plant does not show its tasks');
    this.#interval.setValueFromSource({ dataType: DataType.String, value: interval });
    this.raiseRevision();
  }

  /** Another program runs, whatever of it can be read. */
  raiseRevision(): void {
    this.#downloads += 1;
    this.#revision.setValueFromSource({ dataType: DataType.String, value: `r${this.#downloads}` });
    const hash = Buffer.from([0xa0 + this.#downloads]);
    this.#hash.setValueFromSource({ dataType: DataType.ByteString, value: hash });
  }

  #addTypes() {
    const type = (browseName: string, id: number, subtypeOf: PlantObjectType | string = 'BaseObjectType') =>
      this.#plcopen.addObjectType({ browseName, nodeId: `i=${id}`, subtypeOf });
    const unit = type('CtrlProgramOrganizationUnitType', 1003);
    return {
      Configuration: type('CtrlConfigurationType', 1001),
      Resource: type('CtrlResourceType', 1002),
      Program: type('CtrlProgramType', 1004, unit),
      FunctionBlock: type('CtrlFunctionBlockType', 1005, unit),
      Task: type('CtrlTaskType', 1006),
    };
  }

  #subtype(browseName: string, subtypeOf: PlantObjectType): PlantObjectType {
    return this.#own.addObjectType({ browseName, subtypeOf });
  }

  #add(parent: PlantObject, browseName: string, typeDefinition: PlantObjectType): PlantObject {
    const inFolder = parent.nodeId.toString() === this.#space.rootFolder.objects.nodeId.toString();
    const place = inFolder ? { organizedBy: parent } : { componentOf: parent };
    return this.#own.addObject({ ...place, browseName, typeDefinition });
  }

  #addBody(owner: PlantObject | PlantObjectType, source: string): PlantVariable {
    return this.#plcopen.addVariable({
      componentOf: owner,
      browseName: 'Body',
      dataType: 'XmlElement',
      accessLevel: 'CurrentRead',
      userAccessLevel: 'CurrentRead',
      value: { dataType: DataType.XmlElement, value: bodyXml(source) },
    });
  }

  #addFiles(controller: PlantObject): void {
    const directory = this.#space.findObjectType('FileDirectoryType');
    if (!directory) throw new Error('the standard nodeset has no FileDirectoryType');
    const sources = this.#add(controller, 'Sources', directory);
    for (const [name, text] of [
      ['Cleaning.st', 'Pump := CleaningOn;\n'],
      ['Notes.pdf', 'nothing that runs'],
    ] as const) {
      this.files.set(name, new PlantFile(this.#space, this.#own, sources, name, Buffer.from(text, 'utf8')));
    }
  }
}

function bodyXml(source: string): string {
  const text = source.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<body xmlns="http://www.plcopen.org/xml/tc6_0201"><ST><xhtml xmlns="http://www.w3.org/1999/xhtml">${text}</xhtml></ST></body>`;
}
