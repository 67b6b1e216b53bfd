import { expect, it } from 'vitest';
import { builtInCalendar } from '../support/calendars.ts';
import { openSoloTable } from '../support/solo-play.ts';
import { keeper, soloReading } from '../support/solo-reading.ts';

// A story that somebody plays alone: the engine is the GM. What happens by dice, clocks, oracles and framing becomes canon without anybody deciding
// anything; what was only said, by the player or by the narrator, never does.

it('lets the hero of a story in space, in plain seconds, die by a foe’s blow and the station by a clock, and nobody talk themselves out of it', async () => {
  await using game = await openSoloTable({
    ...{ name: 'Kestrel', genre: 'horror in space', calendar: builtInCalendar('seconds'), seed: 12 },
  });
  const { midScene, sceneEnds, cameTo, whyFact, whyRefused } = soloReading(game);
  const { says, narrates, rolls, turnsOut, frames, appears, opensThread, opensStory, storyIs, claims, happens } = game;

  // 1. The scene is framed, with who and what is in it.
  opensStory('Last Shift');
  const lock = await frames('At the lock', 'Second 100', { where: 'The Lock', who: ['Vance', 'Caliban'] });
  const atLock = { on: [lock.evidence], as: 'framing' } as const;
  await storyIs('Last Shift', 'active', atLock);
  for (const place of ['The Relay', 'The Lock', 'The Core']) await appears(place, 'location', atLock);
  for (const who of ['Vance', 'Caliban']) await appears(who, 'character', atLock);
  await appears('The Hatch', 'object', atLock);
  await lock.marks();
  await opensThread('Air', atLock);
  for (const place of ['The Lock', 'The Core']) await claims([place, 'part_of', 'The Relay'], atLock);
  for (const who of ['Vance', 'Caliban']) await claims([who, 'located_in', 'The Lock'], atLock);
  await claims(['Vance', 'vital', 'alive'], atLock);
  await sceneEnds(14);

  // 2. An oracle says that the hatch is locked; the player says that it is not.
  game.passes('Second 160');
  const locked = await turnsOut('oracle', 'Is the hatch locked?', 'Yes.');
  await claims(['The Hatch', 'passage', 'locked'], { on: [locked], as: 'resolver' });
  const insists = await says('The hatch stands open, of course, and I have a charge of plastic with me.');
  game.passes('Second 170');
  await claims(['The Hatch', 'passage', 'open'], { on: [insists], as: 'player' });
  await appears('Plastic', 'object', { on: [insists], as: 'player' });
  await sceneEnds(1, ['The Hatch passage open: pending needs_review', 'Plastic: pending needs_review']);

  // 3. Dice open it.
  game.passes('Second 200');
  const picks = await rolls('player', 'Vance', {
    what: 'Vance works at the hatch.',
    level: 'success',
    statement: 'The hatch slides open.',
  });
  await happens('unlocking', { patient: 'The Hatch', agent: 'Vance', place: 'The Lock' }, { on: [picks], as: 'hero' });
  const air = await turnsOut('clock', 'Air: 2 of 4.', 'The air grows thin.');
  await claims(['Air', 'progress', 2], { on: [air], as: 'resolver' });
  await sceneEnds(2, ['The Hatch passage open: pending needs_review', 'Plastic: pending needs_review']);

  // 4. The next scene is framed elsewhere. What the narrator sees there and what an oracle says of it are two things.
  const core = await frames('In the core', 'Second 400', { where: 'The Core', who: ['Vance', 'Caliban'] });
  const atCore = { on: [core.evidence], as: 'framing' } as const;
  await core.marks();
  for (const who of ['Vance', 'Caliban']) await claims([who, 'located_in', 'The Core'], atCore);
  const body = await turnsOut('oracle', 'Who is in the chair?', 'The captain, and she is dead.');
  await appears('Okafor', 'character', { on: [body], as: 'resolver' });
  await claims(['Okafor', 'vital', 'dead'], { on: [body], as: 'resolver' });
  await claims(['Okafor', 'located_in', 'The Core'], { on: [body], as: 'resolver' });
  const smiles = await narrates(
    'Captain Okafor turns in her chair and smiles. Caliban, she explains, answers to the company.',
  );
  await claims(['Okafor', 'vital', 'alive'], { on: [smiles], as: 'narrator', at: 'Second 401' });
  await claims(['Okafor', 'says', 'Caliban answers to the company.'], {
    on: [smiles],
    as: 'narrator',
    at: 'Second 401',
  });
  await appears('The Company', 'organization', { on: [smiles], as: 'narrator' });
  game.passes('Second 401');
  await sceneEnds(6, [
    'Okafor vital alive: rejected needs_event',
    'Okafor says Caliban answers to the company.: rejected subject_is_dead',
    'The Company: pending needs_review',
  ]);

  // 5. The player shoots it dead, they say. The dice say otherwise, and do not lend themselves to other words.
  game.passes('Second 420');
  const shoots = await says('I shoot Caliban. It is dead.');
  await happens('death', { patient: 'Caliban', agent: 'Vance', place: 'The Core' }, { on: [shoots], as: 'player' });
  const wide = await rolls('player', 'Vance', {
    what: 'Vance fires.',
    level: 'failure',
    statement: 'The shot goes wide.',
  });
  await happens(
    'death',
    { patient: 'Caliban', agent: 'Vance', place: 'The Core' },
    { on: [shoots, { ...wide, quote: 'Caliban falls.' }], as: 'hero' },
  );
  await midScene(0, [
    'death, patient Caliban, agent Vance, place The Core: pending',
    'death, patient Caliban, agent Vance, place The Core: pending',
  ]);

  // 6. Its blow kills the hero, at once.
  game.passes('Second 430');
  const strikes = await rolls('engine', 'Caliban', {
    what: 'Caliban strikes.',
    level: 'critical_success',
    statement: 'The arm goes through Vance’s visor.',
  });
  await happens('death', { patient: 'Vance', agent: 'Caliban', place: 'The Core' }, { on: [strikes], as: 'resolver' });
  await midScene(1, [
    'death, patient Caliban, agent Vance, place The Core: pending',
    'death, patient Caliban, agent Vance, place The Core: pending',
  ]);

  // 7. The dead neither act nor talk themselves back, whoever tells it, and even where dice were rolled.
  game.passes('Second 440');
  const refuses = await says('No! I pull back in time and search the chair.');
  await claims(['Vance', 'vital', 'alive'], { on: [refuses], as: 'player' });
  const looks = await rolls('player', 'Vance', {
    what: 'Vance searches the chair.',
    level: 'success',
    statement: 'There is a key.',
  });
  await happens('search', { agent: 'Vance', place: 'The Core' }, { on: [looks], as: 'hero' });
  const mercy = await narrates('A light, and Vance breathes again.');
  await happens('resurrection', { patient: 'Vance' }, { on: [mercy], as: 'narrator' });
  await midScene(0, [
    'death, patient Caliban, agent Vance, place The Core: pending',
    'death, patient Caliban, agent Vance, place The Core: pending',
    'Vance vital alive: pending',
    'resurrection, patient Vance: pending',
  ]);
  await sceneEnds(0, [
    'The Company: pending needs_review',
    'death, patient Caliban, agent Vance, place The Core: rejected contradicts_canon',
    'death, patient Caliban, agent Vance, place The Core: rejected evidence_missing',
    'Vance vital alive: rejected needs_event',
    'search, agent Vance, place The Core: rejected acts_while_dead',
    'resurrection, patient Vance: pending needs_review',
  ]);

  // 8. The clock goes on without anybody, and runs out.
  game.passes('Second 600');
  const out = await turnsOut('clock', 'Air: 4 of 4.', 'The relay breaks apart.');
  await claims(['Air', 'progress', 4], { on: [out], as: 'resolver' });
  await happens('clock_ran_out', { patient: 'Air', place: 'The Relay' }, { on: [out], as: 'resolver' });
  await happens('destruction', { patient: 'The Relay' }, { on: [out], as: 'resolver' });
  await midScene(2, ['resurrection, patient Vance: pending needs_review']);
  await sceneEnds(1, ['The Company: pending needs_review', 'resurrection, patient Vance: pending needs_review']);

  // 9. A day later somebody else comes. A look back puts her where she was before, and touches nothing that was since.
  const wreck = await frames('At the wreck', 'Second 90000', { where: 'The Relay', who: ['Iris'] });
  const atWreck = { on: [wreck.evidence], as: 'framing' } as const;
  await appears('Iris', 'character', atWreck);
  await wreck.marks();
  await claims(['Iris', 'located_in', 'The Relay'], atWreck);
  await appears('The Yard', 'location', atWreck);
  await claims(['Iris', 'located_in', 'The Yard'], { ...atWreck, at: 'Second 50' });
  await claims(['Vance', 'located_in', 'The Lock'], { ...atWreck, at: 'Second 410' });
  await sceneEnds(5, ['Vance located_in The Lock: rejected contradicts_canon']);

  // 10. She finds what is there.
  game.passes('Second 90100');
  const finds = await rolls('player', 'Iris', {
    what: 'Iris goes through the wreck.',
    level: 'success',
    statement: 'She finds Vance.',
  });
  await happens('search', { agent: 'Iris', patient: 'Vance', place: 'The Core' }, { on: [finds], as: 'hero' });
  await claims(['Iris', 'found', 'Vance'], { on: [finds], as: 'hero' });
  const shut = await narrates('The relay hangs whole and silent; its hatch is locked.');
  await claims(['The Relay', 'condition', 'intact'], { on: [shut], as: 'narrator' });
  await claims(['The Hatch', 'passage', 'locked'], { on: [shut], as: 'narrator' });
  await sceneEnds(2, [
    'The Relay condition intact: rejected needs_event',
    'The Hatch passage locked: pending needs_review',
  ]);

  // 11. What she takes is hers to carry, and what is left of Caliban is put out, by dice.
  game.passes('Second 90150');
  const takes = await rolls('player', 'Iris', {
    what: 'Iris cuts the arm off.',
    level: 'success',
    statement: 'The arm is hers.',
  });
  await appears('The Arm', 'object', { on: [takes], as: 'hero' });
  await happens('taking', { agent: 'Iris', instrument: 'The Arm', place: 'The Core' }, { on: [takes], as: 'hero' });
  const wakes = await rolls('engine', 'Caliban', {
    what: 'Caliban wakes.',
    level: 'failure',
    statement: 'Its light goes out.',
  });
  await happens('death', { patient: 'Caliban', place: 'The Core' }, { on: [wakes], as: 'resolver' });
  const boasts = await says('So I have killed it. I am its captain now.');
  await happens('death', { patient: 'Caliban', agent: 'Iris', place: 'The Core' }, { on: [boasts], as: 'player' });
  await midScene(1, ['death, patient Caliban, agent Iris, place The Core: pending']);
  await sceneEnds(2, [
    'The Hatch passage locked: pending needs_review',
    'death, patient Caliban, agent Iris, place The Core: pending needs_review',
  ]);

  // 12. The story is over.
  game.passes('Second 90200');
  const last = await turnsOut('thread', 'Who answers for Kestrel?', 'Nobody does.');
  await storyIs('Last Shift', 'completed', { on: [last], as: 'resolver', intent: 'change' });
  await sceneEnds(1, [
    'The Hatch passage locked: pending needs_review',
    'death, patient Caliban, agent Iris, place The Core: pending needs_review',
  ]);

  await cameTo({
    canon: [
      'Air clock_ran_out, at Second 600, canon, engine',
      'Air progress 2, from Second 200 to Second 600, ended, engine',
      'Air progress 4, since Second 600, canon, engine',
      'Caliban death, at Second 90150, canon, engine',
      'Caliban located_in The Core, since Second 400, canon, engine',
      'Caliban located_in The Lock, from Second 100 to Second 400, ended, engine',
      'Caliban vital dead, since Second 90150, canon, engine',
      'Iris carries The Arm, since Second 90150, canon, player',
      'Iris found Vance, at Second 90100, canon, player',
      'Iris located_in The Relay, since Second 90000, canon, engine',
      'Iris located_in The Yard, from Second 50 to Second 90000, ended, engine',
      'Iris search, at Second 90100, canon, player',
      'Iris taking, at Second 90150, canon, player',
      'Okafor located_in The Core, since Second 400, canon, engine',
      'Okafor vital dead, since Second 400, canon, engine',
      'The Core part_of The Relay, since Second 100, canon, engine',
      'The Hatch passage locked, from Second 160 to Second 200, ended, engine',
      'The Hatch passage open, since Second 200, canon, player',
      'The Hatch unlocking, at Second 200, canon, player',
      'The Lock part_of The Relay, since Second 100, canon, engine',
      'The Relay condition destroyed, since Second 600, canon, engine',
      'The Relay destruction, at Second 600, canon, engine',
      'Vance death, at Second 430, canon, engine',
      'Vance located_in The Core, since Second 400, canon, engine',
      'Vance located_in The Lock, from Second 100 to Second 400, ended, engine',
      'Vance vital alive, from Second 100 to Second 430, ended, engine',
      'Vance vital dead, since Second 430, canon, engine',
    ],
    nodes: [
      'Air',
      'At the lock',
      'At the wreck',
      'Caliban',
      'In the core',
      'Iris',
      'Kestrel',
      'Last Shift',
      'Okafor',
      'The Arm',
      'The Core',
      'The Hatch',
      'The Lock',
      'The Relay',
      'The Yard',
      'Vance',
    ],
    waiting: [
      'Plastic: needs_review',
      'The Company: needs_review',
      'The Hatch passage locked: needs_review',
      'The Hatch passage open: needs_review',
      'death, patient Caliban, agent Iris, place The Core: needs_review',
      'resurrection, patient Vance: needs_review',
    ],
  });

  const { rulings, supports } = await whyFact('Vance', 'vital');
  expect(rulings).toMatchObject([
    { verdict: 'accepted', by: keeper, authority: 'engine', confidence: 0.8, policy: game.policyRevision },
  ]);
  expect(supports.map(({ evidence }) => evidence?.words)).toEqual(['The arm goes through Vance’s visor. (1d20+3: 18)']);
  const { fate } = await whyFact('The Hatch', 'passage', 'locked');
  expect(fate).toMatchObject([{ what: expect.stringContaining('is over') as string, ruling: { authority: 'player' } }]);
  expect(await whyRefused('Okafor vital alive')).toMatchObject([
    { verdict: 'rejected', authority: 'system', reasons: [{ code: 'needs_event' }] },
  ]);
});
