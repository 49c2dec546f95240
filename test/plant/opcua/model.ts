import { DataType, Variant, VariantArrayType } from 'node-opcua-client';
import type { AddressSpace, Namespace, PlantObject, PlantVariable } from './address-space.ts';
import { PlantFile } from './file-node.ts';
import { PlantProgram, type PlantProgramView } from './program.ts';

export const plantNamespace = 'urn:witnessmark:plant:brewery';
const diNamespace = 'http://opcfoundation.org/UA/DI/';

export interface PlantIdentity {
  readonly manufacturer: string;
  readonly serial: string;
  readonly softwareRevision: string;
}

interface Unit {
  readonly text: string;
  readonly unitId: number;
}
const percent: Unit = { text: '%', unitId: 20529 };
const celsius: Unit = { text: '°C', unitId: 4408652 };

/** What stands in the plant's address space, by the names the tests and the demo use. */
export class PlantModel {
  readonly variables = new Map<string, PlantVariable>();
  readonly files = new Map<string, PlantFile>();
  readonly plant: PlantObject;
  readonly program: PlantProgram | null;
  readonly #space: AddressSpace;
  readonly #own: Namespace;

  constructor(space: AddressSpace, identity: PlantIdentity, program: PlantProgramView | null) {
    this.#space = space;
    this.#own = space.registerNamespace(plantNamespace);
    this.plant = this.#own.addObject({ organizedBy: space.rootFolder.objects, browseName: 'Plant' });
    for (const tank of ['Tank1', 'Tank2']) this.#addTank(tank);
    this.#addRecipe('Lager', 66, 60);
    this.#addRecipe('Pils', 64, 75);
    this.#addActive('Lager', 66, 60);
    this.#addSettings();
    this.#addDevice(identity);
    this.program = program === null ? null : new PlantProgram(space, this.#own, program);
    const files = this.#own.addObject({ componentOf: this.plant, browseName: 'Files' });
    this.files.set(
      'Lager.rcp',
      new PlantFile(space, this.#own, files, 'Lager.rcp', Buffer.from('Mash=66.0\nBoil=60\n', 'utf8')),
    );
  }

  /** A further setpoint under `Plant/<parent>`, as an engineer's download would add it. */
  add(parent: string, name: string, value: Variant): PlantVariable {
    const owner =
      this.#space.findNode(this.#ownId(parent)) ??
      this.#own.addObject({
        componentOf: this.plant,
        browseName: parent,
        nodeId: this.#ownId(parent),
      });
    return this.#keep(
      `${parent}.${name}`,
      this.#own.addVariable({
        componentOf: owner,
        browseName: name,
        nodeId: this.#ownId(`${parent}.${name}`),
        dataType: DataType[value.dataType],
        valueRank: value.arrayType === VariantArrayType.Array ? 1 : -1,
        accessLevel: 'CurrentRead | CurrentWrite',
        userAccessLevel: 'CurrentRead | CurrentWrite',
        value: { dataType: value.dataType, arrayType: value.arrayType, value: value.value },
      }),
    );
  }

  remove(name: string): void {
    const variable = this.variable(name);
    this.variables.delete(name);
    this.#own.deleteNode(variable);
  }

  variable(name: string): PlantVariable {
    const found = this.variables.get(name);
    if (!found) throw new Error(`the plant has no variable ${name}`);
    return found;
  }

  file(name: string): PlantFile {
    const found = this.files.get(name);
    if (!found) throw new Error(`the plant has no file ${name}`);
    return found;
  }

  /** Moves the process values by themselves, as a running plant does. */
  tick(at: number): void {
    for (const [index, tank] of ['Tank1', 'Tank2'].entries()) {
      const level = 50 + 10 * Math.sin(at / 7 + index);
      this.variable(`${tank}.Level`).setValueFromSource({ dataType: DataType.Double, value: level });
      this.variable(`${tank}.Cycles`).setValueFromSource({
        dataType: DataType.UInt64,
        arrayType: VariantArrayType.Scalar,
        value: [0, Math.trunc(at)],
      });
    }
  }

  /** Raises a GeneralModelChangeEvent, as a server does after nodes came or went. */
  announceModelChange(): void {
    this.#space.rootFolder.objects.server.raiseEvent('GeneralModelChangeEventType', {
      changes: { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value: [] },
    });
  }

  #addTank(name: string): void {
    const tank = this.#own.addObject({
      componentOf: this.plant,
      browseName: name,
      nodeId: this.#ownId(name),
    });
    this.#setpoint(tank, name, 'LevelSP', 42.5, percent, [0, 100]);
    this.#setpoint(tank, name, 'TempSP', 12, celsius, [-5, 110]);
    this.add(name, 'Enabled', new Variant({ dataType: DataType.Boolean, value: true }));
    this.add(
      name,
      'Batch',
      new Variant({ dataType: DataType.Int64, arrayType: VariantArrayType.Scalar, value: [0, 17] }),
    );
    this.add(name, 'ActiveRecipe', new Variant({ dataType: DataType.String, value: 'Lager' }));
    this.add(
      name,
      'Steps',
      new Variant({
        dataType: DataType.Int16,
        arrayType: VariantArrayType.Array,
        value: new Int16Array([10, 20, 30, 40]),
      }),
    );
    this.#process(tank, name, 'Level', DataType.Double, 50);
    this.#process(tank, name, 'Cycles', DataType.UInt64, [0, 0]);
  }

  #addRecipe(name: string, mash: number, boil: number): void {
    this.add(`Recipe ${name}`, 'MashTemp', new Variant({ dataType: DataType.Float, value: mash }));
    this.add(`Recipe ${name}`, 'BoilMinutes', new Variant({ dataType: DataType.UInt16, value: boil }));
  }

  /** What the brewhouse works by now: the members of a recipe, loaded from one, and its name. */
  #addActive(recipe: string, mash: number, boil: number): void {
    this.add('Active', 'Recipe', new Variant({ dataType: DataType.String, value: recipe }));
    this.add('Active', 'MashTemp', new Variant({ dataType: DataType.Float, value: mash }));
    this.add('Active', 'BoilMinutes', new Variant({ dataType: DataType.UInt16, value: boil }));
  }

  #addSettings(): void {
    this.add('Settings', 'TimeZone', new Variant({ dataType: DataType.String, value: 'Europe/Vienna' }));
    this.add('Settings', 'MaxPressure', new Variant({ dataType: DataType.Double, value: 2.5 }));
  }

  #addDevice(identity: PlantIdentity): void {
    const di = this.#space.registerNamespace(diNamespace);
    const device = this.#own.addObject({ componentOf: this.plant, browseName: 'Device' });
    const fields = {
      Manufacturer: identity.manufacturer,
      SerialNumber: identity.serial,
      SoftwareRevision: identity.softwareRevision,
      RevisionCounter: '7',
    };
    for (const [browseName, value] of Object.entries(fields)) {
      di.addVariable({
        propertyOf: device,
        browseName,
        dataType: 'String',
        accessLevel: 'CurrentRead',
        userAccessLevel: 'CurrentRead',
        value: { dataType: DataType.String, value },
      });
    }
  }

  #setpoint(
    owner: PlantObject,
    group: string,
    name: string,
    value: number,
    unit: Unit,
    [low, high]: readonly [number, number],
  ): void {
    this.#keep(
      `${group}.${name}`,
      this.#own.addAnalogDataItem({
        componentOf: owner,
        browseName: name,
        nodeId: this.#ownId(`${group}.${name}`),
        dataType: 'Double',
        engineeringUnitsRange: { low, high },
        engineeringUnits: {
          namespaceUri: 'http://www.opcfoundation.org/UA/units/un/cefact',
          unitId: unit.unitId,
          displayName: unit.text,
          description: unit.text,
        },
        accessLevel: 'CurrentRead | CurrentWrite',
        userAccessLevel: 'CurrentRead | CurrentWrite',
        value: { dataType: DataType.Double, value },
      }) as PlantVariable,
    );
  }

  #process(owner: PlantObject, group: string, name: string, type: DataType, value: unknown): void {
    this.#keep(
      `${group}.${name}`,
      this.#own.addVariable({
        componentOf: owner,
        browseName: name,
        nodeId: this.#ownId(`${group}.${name}`),
        dataType: DataType[type],
        accessLevel: 'CurrentRead',
        userAccessLevel: 'CurrentRead',
        value: { dataType: type, arrayType: VariantArrayType.Scalar, value },
      }),
    );
  }

  #keep(name: string, variable: PlantVariable): PlantVariable {
    this.variables.set(name, variable);
    return variable;
  }

  #ownId(name: string): string {
    return `ns=${this.#own.index};s=${name}`;
  }
}
