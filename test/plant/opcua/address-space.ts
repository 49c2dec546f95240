import type { OPCUAServer } from 'node-opcua-server';

/** The server library's own types, reached through the one package this folder depends on. */
export type AddressSpace = NonNullable<OPCUAServer['engine']['addressSpace']>;
export type Namespace = ReturnType<AddressSpace['getOwnNamespace']>;
export type PlantObject = ReturnType<Namespace['addObject']>;
export type PlantVariable = ReturnType<Namespace['addVariable']>;
type PlantMethod = ReturnType<Namespace['addMethod']>;
export type MethodFunctor = Parameters<PlantMethod['bindMethod']>[0];
