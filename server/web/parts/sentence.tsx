/** A sentence of the rules as they write it: what stands between backticks is a name from the controller. */
export function Sentence({ text }: { readonly text: string }) {
  let at = 0;
  return text.split('`').map((part, index) => {
    const key = at;
    at += part.length + 1;
    return index % 2 === 1 ? <code key={key}>{part}</code> : part;
  });
}

/** The same for places that hold plain text alone, such as a title. */
export function sentenceText(text: string): string {
  return text.replaceAll('`', '');
}
