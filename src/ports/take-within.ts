/** The first of `rows`, up to `max` of them and to `bytesMax` of text, but one in any case; and whether there are more. */
export const takeWithin = <T extends { text: string }>(
  rows: Iterable<T>,
  { max, bytesMax }: { max: number; bytesMax: number },
): { taken: T[]; more: boolean } => {
  const taken: T[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(row.text);
    if (taken.length === max || (taken.length > 0 && bytes > bytesMax)) return { taken, more: true };
    taken.push(row);
  }
  return { taken, more: false };
};
