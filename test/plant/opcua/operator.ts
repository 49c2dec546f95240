import path from 'node:path';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import {
  AttributeIds,
  type ClientSession,
  type DataType,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  UserTokenType,
  Variant,
  VariantArrayType,
} from 'node-opcua-client';
import { plantNamespace } from './model.ts';
import type { PlantUser } from './users.ts';

/** A person or system in the plant: a real client that signs in with its own credentials and writes. */
export class OpcuaOperator {
  readonly #endpointUrl: string;
  readonly #user: PlantUser;
  readonly #dataDir: string;
  #client: OPCUAClient | null = null;
  #session: ClientSession | null = null;

  /** `dataDir`: where the clients' certificate is made once and kept. */
  constructor(endpointUrl: string, user: PlantUser, dataDir: string) {
    this.#endpointUrl = endpointUrl;
    this.#user = user;
    this.#dataDir = dataDir;
  }

  async start(): Promise<void> {
    const client = OPCUAClient.create({
      applicationName: 'PlantHmi',
      clientName: `hmi-${this.#user.name}`,
      securityMode: MessageSecurityMode.SignAndEncrypt,
      securityPolicy: SecurityPolicy.Basic256Sha256,
      connectionStrategy: { maxRetry: 2, initialDelay: 100, maxDelay: 500 },
      keepSessionAlive: true,
      clientCertificateManager: new OPCUACertificateManager({
        rootFolder: path.join(this.#dataDir, 'pki', 'hmi'),
        automaticallyAcceptUnknownCertificate: true,
        disableFileWatchers: true,
      }),
    });
    this.#client = client;
    await client.connect(this.#endpointUrl);
    this.#session = await client.createSession({
      type: UserTokenType.UserName,
      userName: this.#user.name,
      password: this.#user.password,
    });
    await this.#session.readNamespaceArray();
  }

  /**
   * Writes a variable of the plant by its name (`Tank1.LevelSP`) in the type it has.
   * Throws with the status' name where the server refuses.
   */
  async write(name: string, value: Variant['value']): Promise<void> {
    const session = this.#running();
    const nodeId = this.#nodeId(name);
    const current = await session.read({ nodeId, attributeId: AttributeIds.Value });
    const { dataType, arrayType } = current.value;
    const status = await session.write({
      nodeId,
      attributeId: AttributeIds.Value,
      value: { value: new Variant({ dataType, arrayType, value }) },
    });
    if (status.isNotGood()) throw new Error(`${this.#user.name} may not write ${name}: ${status.name}`);
  }

  /** Writes several variables by their names in one request, each in the type it has. */
  async writeTogether(values: Readonly<Record<string, Variant['value']>>): Promise<void> {
    const session = this.#running();
    const named = Object.entries(values).map(([name, value]) => ({
      name,
      value,
      nodeId: this.#nodeId(name),
    }));
    const current = await session.read(
      named.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
    );
    const writes = named.map(({ name, nodeId, value }, index) => {
      const known = current[index]?.value;
      if (!known) throw new Error(`${this.#user.name} got no answer for ${name}`);
      const { dataType, arrayType } = known;
      const written = { value: new Variant({ dataType, arrayType, value }) };
      return { nodeId, attributeId: AttributeIds.Value, value: written };
    });
    const statuses = await session.write(writes);
    for (const [index, status] of statuses.entries()) {
      if (status.isNotGood())
        throw new Error(`${this.#user.name} may not write ${named[index]?.name}: ${status.name}`);
    }
  }

  async read(name: string): Promise<Variant['value']> {
    const { value, statusCode } = await this.#running().read({
      nodeId: this.#nodeId(name),
      attributeId: AttributeIds.Value,
    });
    if (statusCode.isNotGood()) throw new Error(`${this.#user.name} cannot read ${name}: ${statusCode.name}`);
    return value.value;
  }

  /** Loads a recipe as an HMI does: a name and its values, written one after the other. */
  async load(tank: string, recipe: string, values: Readonly<Record<string, number>>): Promise<void> {
    await this.write(`${tank}.ActiveRecipe`, recipe);
    for (const [name, value] of Object.entries(values)) await this.write(`${tank}.${name}`, value);
  }

  async stop(): Promise<void> {
    await this.#session?.close();
    await this.#client?.disconnect();
    this.#session = null;
    this.#client = null;
  }

  #nodeId(name: string): string {
    return `ns=${this.#running().getNamespaceIndex(plantNamespace)};s=${name}`;
  }

  #running(): ClientSession {
    if (!this.#session) throw new Error(`${this.#user.name} is not signed in`);
    return this.#session;
  }
}

/** A Variant by type and value, for adding nodes to the plant. */
export function plantValue(dataType: DataType, value: Variant['value'], array = false): Variant {
  return new Variant({
    dataType,
    value,
    arrayType: array ? VariantArrayType.Array : VariantArrayType.Scalar,
  });
}
