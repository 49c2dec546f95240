/** Files by the files they import. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * Groups of files that reach each other by imports, imports of types among them; empty where nobody can say
 * "which of the two stands on the other" without an answer. Tarjan's strongly connected components.
 */
export function circles(imports: Imports): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const at = order.size;
    order.set(file, at);
    let lowest = at;
    open.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!order.has(target)) lowest = Math.min(lowest, visit(target));
      else if (open.includes(target)) lowest = Math.min(lowest, low.get(target) ?? order.get(target) ?? at);
    }
    low.set(file, lowest);
    if (lowest === at) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1) found.push(group.sort());
    }
    return lowest;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}
