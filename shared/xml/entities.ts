const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text with what its entities stand for; null where one is none of XML's own, or a character beyond the first plane. */
export function withoutEntities(text: string): string | null {
  if (!text.includes('&')) return text;
  let isPlain = true;
  const plain = text.replace(
    /&(?:(\w+)|#(\d{1,7})|#x([\da-fA-F]{1,6}))?;?/g,
    (found: string, name?: string, digits?: string, hex?: string) => {
      const character =
        name === undefined
          ? characterOf(digits === undefined ? Number.parseInt(hex ?? '', 16) : Number(digits))
          : Object.hasOwn(named, name)
            ? named[name]
            : undefined;
      isPlain &&= character !== undefined && found.endsWith(';');
      return character ?? '';
    },
  );
  return isPlain ? plain : null;
}

function characterOf(code: number): string | undefined {
  const isAllowed = (code >= 0x20 && code < 0xd800) || code === 9 || code === 10 || code === 13;
  return isAllowed ? String.fromCharCode(code) : undefined;
}
