import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntityId } from '../../../schemas/ids.ts';
import { type Audience, maySee } from '../../../src/domain/audience.ts';
import { anyId, anyVisibility } from '../../support/arbitraries/values.ts';

const mira = 'ent_00000000000000000000000001' as EntityId;
const tom = 'ent_00000000000000000000000002' as EntityId;

const anyAudience: fc.Arbitrary<Audience> = fc.oneof(
  fc.constantFrom<Audience>({ as: 'gm' }, { as: 'player' }),
  fc.record({ as: fc.constant('entity'), entity: anyId('entity'), inParty: fc.boolean() }),
);

describe('who may see', () => {
  it.each([
    ['gm', { gm: true, player: false, member: false, outsider: false }],
    ['party', { gm: true, player: true, member: true, outsider: false }],
    ['public', { gm: true, player: true, member: true, outsider: true }],
  ] as const)('%s', (level, may) => {
    expect({
      gm: maySee({ level }, { as: 'gm' }),
      player: maySee({ level }, { as: 'player' }),
      member: maySee({ level }, { as: 'entity', entity: mira, inParty: true }),
      outsider: maySee({ level }, { as: 'entity', entity: mira, inParty: false }),
    }).toEqual(may);
  });

  it('shows what some know to them alone, not to their party or a seat', () => {
    const visibility = { level: 'known' as const, to: [mira] };
    expect(maySee(visibility, { as: 'entity', entity: mira, inParty: false })).toBe(true);
    expect(maySee(visibility, { as: 'entity', entity: tom, inParty: true })).toBe(false);
    expect(maySee(visibility, { as: 'player' })).toBe(false);
  });

  it('hides nothing from the game master, and what is public from nobody', () => {
    fc.assert(
      fc.property(anyVisibility, anyAudience, (visibility, audience) => {
        expect(maySee(visibility, { as: 'gm' })).toBe(true);
        expect(maySee({ level: 'public' }, audience)).toBe(true);
      }),
    );
  });

  it('never shows less to whoever joins the party', () => {
    fc.assert(
      fc.property(anyVisibility, anyId('entity'), (visibility, entity) => {
        const alone = maySee(visibility, { as: 'entity', entity, inParty: false });
        expect(maySee(visibility, { as: 'entity', entity, inParty: true }) || !alone).toBe(true);
      }),
    );
  });
});
