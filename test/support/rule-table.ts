import type { RuleSystem } from '../../schemas/rule-system.ts';
import { shippedSystems, systemOf } from '../../src/compose/rule-systems.ts';
import { begins, type Standing } from '../../src/domain/rules/acting/standing.ts';
import { sheetOf } from '../../src/domain/rules/sheet.ts';
import { poolSystems } from './pool-systems.ts';

// Those who can sit down at a table, by the rules of a system: one of each of its templates.

/** Every system that ships. */
export const lawfulSystems = async (): Promise<RuleSystem[]> =>
  Promise.all((await shippedSystems()).map(async (id) => (await systemOf(id, '.')).system));

/** Those too of which none ships: laws hold for all of them. */
export const everySystem = async (): Promise<RuleSystem[]> => [...(await lawfulSystems()), ...(await poolSystems())];

export const seated = (system: RuleSystem): Map<string, Standing> =>
  new Map(
    system.templates.map((template) => [
      template.name,
      begins(system, { key: template.name, name: template.name, sheet: sheetOf(template), actions: template.actions }),
    ]),
  );

export const sittingAs = (system: RuleSystem, key: string, part: Partial<Standing> = {}): Standing => {
  const template = system.templates.find((each) => each.key === key);
  if (template === undefined) throw new Error(`there is no template ${key}`);
  const plain = begins(system, { key, name: key, sheet: sheetOf(template), actions: template.actions });
  return { ...plain, ...part };
};

/** What is held of somebody until it ends. */
export const heldAs = (condition: string, steps = 1): Standing['conditions'][number] => ({
  ...{ condition, steps },
  lasts: { kind: 'lasting' },
});
