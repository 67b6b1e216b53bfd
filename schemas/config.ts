import { z } from 'zod';
import { Line } from './bounds.ts';
import { WorldName } from './world.ts';

// What can be set, for the program as a whole. Where a value may come from, and which source goes before which, is compose's business.

export const pathCharsMax = 1_000;
export const urlCharsMax = 2_000;
export const modelTimeoutMsMin = 1_000;
export const modelTimeoutMsMax = 600_000;

/** How a store of each kind can be addressed: its own file in a world's folder, or a server. */
export const storeSchemes = {
  canon: ['sqlite', 'neo4j', 'neo4j+s'],
  narrative: ['sqlite', 'mongodb', 'mongodb+srv'],
  events: ['sqlite', 'valkey', 'valkeys'],
  vectors: ['sqlite', 'qdrant', 'qdrants'],
  text: ['sqlite', 'opensearch', 'opensearchs'],
  objects: ['file', 's3'],
} as const;
export type StoreRole = keyof typeof storeSchemes;

/** A place inside the world's folder: relative, and no way out of it. */
const inside = '(?!\\.)[A-Za-z0-9._-]+(?:/(?!\\.)[A-Za-z0-9._-]+)*';

const storeUrl = (role: StoreRole) => {
  const [local, ...servers] = storeSchemes[role];
  const served = servers.map((scheme) => scheme.replace('+', '\\+')).join('|');
  return z
    .string()
    .max(urlCharsMax)
    .regex(new RegExp(`^(?:${local}:${inside}|(?:${served})://[^\\s/]\\S*)$`), {
      error: `expected \`${local}:\` and a place inside the world's folder, or ${servers.map((scheme) => `\`${scheme}://…\``).join(' or ')}`,
    });
};

/** A folder. Its owner may write what the system allows in a path; nothing is made of it but a path. */
const Folder = z
  .string()
  .min(1)
  .max(pathCharsMax)
  .regex(/^[^\p{Cc}]+$/u, { error: 'control characters are not allowed' });

const ModelName = Line.min(1).nullable().default(null);

export const Config = z.strictObject({
  profile: z.enum(['embedded', 'servers']).default('embedded').describe('Where the stores are: files, or servers'),
  data: Folder.describe('The folder that holds the worlds'),
  world: WorldName.nullable().default(null).describe('The world that commands act on'),
  stores: z
    .strictObject({
      canon: storeUrl('canon').default('sqlite:canon.db').describe('What is true'),
      narrative: storeUrl('narrative').default('sqlite:narrative.db').describe('What was said'),
      events: storeUrl('events').default('sqlite:events.db').describe('What the engine did'),
      vectors: storeUrl('vectors').default('sqlite:index.db').describe('Search by meaning'),
      text: storeUrl('text').default('sqlite:index.db').describe('Search by words'),
      objects: storeUrl('objects').default('file:objects').describe('Files that were read in'),
    })
    .prefault({}),
  model: z
    .strictObject({
      baseUrl: z
        .url({ protocol: /^https?$/, error: 'expected a URL that starts with `http://` or `https://`' })
        .max(urlCharsMax)
        .nullable()
        .default(null)
        .describe('A server that speaks the OpenAI protocol'),
      apiKey: Line.min(1).nullable().default(null).describe('What that server wants to see'),
      narrator: ModelName.describe('The model that tells the story'),
      extractor: ModelName.describe('The model that finds what was claimed'),
      embedder: ModelName.describe('The model that makes vectors'),
      checker: ModelName.describe('The model that reads claims against their quotes'),
      timeoutMs: z
        .int()
        .min(modelTimeoutMsMin)
        .max(modelTimeoutMsMax)
        .default(60_000)
        .describe('How long one call may take'),
      budgetTokens: z.int().min(0).nullable().default(null).describe('How many tokens a session may use'),
    })
    .prefault({}),
  screen: z
    .strictObject({
      colour: z.enum(['auto', 'always', 'never']).default('auto').describe('Colour in the terminal'),
      plain: z.boolean().default(false).describe('Plain letters only, no ornaments'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;

/** Keys whose values are never shown. */
export const secretSettings: readonly string[] = ['model.apiKey'];
