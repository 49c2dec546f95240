export function AgentsView() {
  return null;
}
