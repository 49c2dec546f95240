import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';

export const baseUri = 'http://opcfoundation.org/UA/';

/** A node's id with the name of its namespace: the number of a namespace is of the file alone. */
export interface NodeKey {
  readonly uri: string;
  /** `i=1011`, `s=Name`. */
  readonly id: string;
  readonly key: string;
}

/** Numbers of namespaces and aliases of one file. */
export class Names {
  readonly #uris: readonly string[];
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #named = new Map<string, string>();

  constructor(root: XmlElement) {
    const uris = childNamed(root, 'NamespaceUris');
    this.#uris = [
      baseUri,
      ...(uris === undefined ? [] : childrenNamed(uris, 'Uri').map(uri => textOf(uri).trim())),
    ];
    const aliases = childNamed(root, 'Aliases');
    this.#aliases = new Map(
      (aliases === undefined ? [] : childrenNamed(aliases, 'Alias')).map(alias => [
        alias.attributes.get('Alias') ?? '',
        textOf(alias).trim(),
      ]),
    );
    for (const [alias, target] of this.#aliases) if (!this.#named.has(target)) this.#named.set(target, alias);
  }

  uri(index: string): string {
    return this.#uris[Number(index)] ?? `namespace ${index}`;
  }

  /** Of `ns=1;i=5`, `i=5` or an alias. */
  node(text: string): NodeKey {
    const plain = text.trim();
    const said = this.#aliases.get(plain) ?? plain;
    const found = /^(?:ns=(\d{1,5});)?([\s\S]*)$/.exec(said);
    const uri = this.uri(found?.[1] ?? '0');
    const id = found?.[2] ?? said;
    return { uri, id, key: `${uri} ${id}` };
  }

  /** The alias of a node of the base namespace where the file has one, else its id. */
  wellKnown(node: NodeKey): string {
    if (node.uri !== baseUri) return `${node.id} of ${node.uri}`;
    return this.#named.get(node.id) ?? node.id;
  }

  /** Of `1:Name`. */
  browseName(text: string): { readonly uri: string; readonly name: string } {
    const found = /^(\d{1,5}):([\s\S]*)$/.exec(text);
    return { uri: this.uri(found?.[1] ?? '0'), name: found?.[2] ?? text };
  }
}
