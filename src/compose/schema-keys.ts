import { z } from 'zod';

// Which keys a schema allows at a place, so that somebody who wrote another one can be told what is near.

type Path = readonly PropertyKey[];
type Fields = Readonly<Record<PropertyKey, unknown>> | null | undefined;

const shapeOf = ({ shape }: z.ZodObject): z.core.$ZodShape => shape;

/** Of several things that may stand here, the one that is made like what does: a list, or keys and values. */
const ofItsMake = (options: readonly z.core.$ZodType[], value: unknown): z.core.$ZodType | undefined => {
  const each = options.map((option) => plain(option, value)).filter((option) => option !== undefined);
  if (Array.isArray(value)) return each.find((option) => option instanceof z.ZodArray || option instanceof z.ZodTuple);
  if (typeof value !== 'object' || value === null) return undefined;
  return each.find((option) => option instanceof z.ZodObject) ?? each.find((option) => option instanceof z.ZodRecord);
};

/** What is left of a schema when it is known to be there; of a union, the alternative that the value means to be. */
const plain = (schema: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return plain(schema.unwrap(), value);
  if (!(schema instanceof z.ZodUnion)) return schema;
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return ofItsMake(schema.options, value);
  const { discriminator } = schema.def;
  const chosen = (value as Fields)?.[discriminator];
  return schema.options.find((option) => {
    const literal = option instanceof z.ZodObject ? shapeOf(option)[discriminator] : undefined;
    return literal instanceof z.ZodLiteral && [...literal.values].includes(chosen as z.core.util.Literal);
  });
};

const below = (schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodObject) return shapeOf(schema)[String(key)];
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
};

/** The keys that the object at the end of the path may have. None: nobody knows. */
export const keysAllowed = (schema: z.core.$ZodType, value: unknown, path: Path): readonly string[] => {
  const there = plain(schema, value);
  const [key, ...rest] = path;
  if (there === undefined) return [];
  if (key !== undefined) {
    const next = below(there, key);
    return next === undefined ? [] : keysAllowed(next, (value as Fields)?.[key], rest);
  }
  if (there instanceof z.ZodObject) return Object.keys(there.shape);
  return there instanceof z.ZodRecord && there.keyType instanceof z.ZodEnum ? there.keyType.options.map(String) : [];
};

/** `heldUntil` for `held_until`, and the other way round. */
const otherSpelling = (key: string): string =>
  key.includes('_')
    ? key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The key that was meant: itself, its other spelling, or what it is a synonym of. */
const meantKey = (key: string, shape: z.core.$ZodShape, synonyms: Synonyms): string =>
  [key, otherSpelling(key), synonyms[key], synonyms[otherSpelling(key)]].find(
    (each) => each !== undefined && Object.hasOwn(shape, each),
  ) ?? key;

export type Synonyms = Readonly<Record<string, string>>;

/**
 * A value with the keys of its objects as the schema spells them. A key that was meant for one that is there already stays as it is, and so
 * does what the schema leaves free.
 */
export const respelled = (schema: z.core.$ZodType, value: unknown, synonyms: Synonyms): unknown => {
  const there = plain(schema, value);
  if (there === undefined || typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return withKeys(there, value, synonyms);
  return there instanceof z.ZodArray ? value.map((item) => respelled(there.element, item, synonyms)) : value;
};

const withKeys = (there: z.core.$ZodType, value: object, synonyms: Synonyms): unknown => {
  const shape = there instanceof z.ZodObject ? shapeOf(there) : null;
  const spelled: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const meant = shape === null ? key : meantKey(key, shape, synonyms);
    const to = meant !== key && Object.hasOwn(value, meant) ? key : meant;
    const next = below(there, to);
    spelled[to] = next === undefined ? field : respelled(next, field, synonyms);
  }
  return spelled;
};
