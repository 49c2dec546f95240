import { OpcuaOperator, type PlantUser } from '../opcua/index.ts';
import { S7Hmi } from '../s7/index.ts';
import { pressSetpoints } from '../site/index.ts';

export type PanelValue = number | boolean | string;

/** How a panel reaches its controller. */
export interface PanelLink {
  connect(): Promise<void>;
  read(tag: string): Promise<PanelValue>;
  write(tag: string, value: PanelValue): Promise<void>;
  close(): Promise<void>;
}

const pressTags = {
  'Press2/Force': { at: pressSetpoints.force, type: 'real' },
  'Press2/Stroke': { at: pressSetpoints.stroke, type: 'real' },
  'Press2/SpeedPct': { at: pressSetpoints.speed, type: 'int' },
  'Press2/Lubrication': { at: pressSetpoints.lubrication, type: 'bool' },
} as const;
type PressTag = keyof typeof pressTags;

/** The press' own panel: the tags `Press2/Force`, `Press2/Stroke`, `Press2/SpeedPct` and `Press2/Lubrication`, over S7. */
export function pressLink(port: number): PanelLink {
  const hmi = new S7Hmi({ port, as: 'operator' });
  const { db } = pressSetpoints;
  return {
    connect: () => hmi.connect(),
    async read(tag) {
      const { at, type } = pressTag(tag);
      const bytes = await hmi.read(db, at, 4);
      if (type === 'real') return Number(bytes.readFloatBE().toPrecision(7));
      return type === 'int' ? bytes.readInt16BE() : (bytes[0] ?? 0) % 2 === 1;
    },
    write(tag, value) {
      const { at, type } = pressTag(tag);
      if (type === 'bool') return hmi.writeBool(db, at, 0, value === true);
      return type === 'real' ? hmi.writeReal(db, at, Number(value)) : hmi.writeInt(db, at, Number(value));
    },
    close: async () => hmi.close(),
  };
}

/** A station at the brewhouse that signs in over OPC UA with an account of its own; tags are its variables' names. */
export function brewhouseLink(endpointUrl: string, account: PlantUser, dataDir: string): PanelLink {
  const operator = new OpcuaOperator(endpointUrl, account, dataDir);
  return {
    connect: () => operator.start(),
    read: tag => operator.read(tag),
    write: (tag, value) => operator.write(tag, value),
    close: () => operator.stop(),
  };
}

function pressTag(tag: string): (typeof pressTags)[PressTag] {
  if (!Object.hasOwn(pressTags, tag)) throw new Error(`the panel has no tag ${tag}`);
  return pressTags[tag as PressTag];
}
