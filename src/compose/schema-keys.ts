import { z } from 'zod';

// Which keys a schema allows at a place, so that somebody who wrote another one can be told what is near.

type Path = readonly PropertyKey[];
type Fields = Readonly<Record<PropertyKey, unknown>> | null | undefined;

const shapeOf = ({ shape }: z.ZodObject): z.core.$ZodShape => shape;

/** What is left of a schema when it is known to be there; of a union, the alternative that the value means to be. */
const plain = (schema: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return plain(schema.unwrap(), value);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
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
