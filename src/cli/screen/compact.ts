// What stands in a file of data, in little space.

/** What is as it is when nothing is said of it goes without saying. */
export const isPlain = (value: unknown): boolean =>
  value === false || value === 'many' || (Array.isArray(value) && value.length === 0);

/** As one would write it in a file, on one line. */
export const compact = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(compact).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, field]) => !isPlain(field));
  return `{ ${fields.map(([key, field]) => `${key}: ${compact(field)}`).join(', ')} }`;
};
