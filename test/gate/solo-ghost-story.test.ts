import { expect, it } from 'vitest';
import { builtInCalendar } from '../support/calendars.ts';
import { openSoloTable } from '../support/solo-play.ts';
import { keeper, soloReading } from '../support/solo-reading.ts';

// A story that somebody plays alone: the engine is the GM. What happens by dice, clocks, oracles and framing becomes canon without anybody deciding
// anything; what was only said, by the player or by the narrator, never does.

it('keeps of a ghost story, dated in the hearth calendar, what dice, framing and clocks brought about, and nothing that prose merely said', async () => {
  await using game = await openSoloTable({
    ...{ name: 'Harrow Fen', genre: 'ghost story', calendar: builtInCalendar('hearth'), seed: 11 },
  });
  const { midScene, sceneEnds, cameTo, whyFact, whyRefused } = soloReading(game);
  const { says, narrates, rolls, turnsOut, frames, appears, opensThread, opensStory, storyIs, claims, happens } = game;

  // 1. The story opens: the engine frames who is where before anybody speaks.
  opensStory('The Drowned Bell');
  const inn = await frames('At the ferry inn', '3 Mistwend 812 AC', {
    where: 'The Ferry Inn',
    who: ['Isolde', 'Old Tam'],
  });
  const atInn = { on: [inn.evidence], as: 'framing' } as const;
  await storyIs('The Drowned Bell', 'active', atInn);
  await appears('The Fen', 'location', atInn);
  await appears('The Ferry Inn', 'location', atInn);
  await appears('Isolde', 'character', atInn);
  await appears('Old Tam', 'character', atInn);
  await inn.marks();
  await opensThread('The water rises', atInn);
  await claims(['The Ferry Inn', 'part_of', 'The Fen'], atInn);
  await claims(['Isolde', 'located_in', 'The Ferry Inn'], atInn);
  await claims(['Old Tam', 'located_in', 'The Ferry Inn'], atInn);
  await claims(['Isolde', 'vital', 'alive'], atInn);
  await sceneEnds(11);

  // 2. She asks, and dice answer; he is afraid, an oracle says. What the narrator adds about dukes, and she about her sword, is only said.
  game.passes('3 Mistwend 812 AC 19:00');
  const asks = await says('I ask the ferryman where the bell lies, my sword Dawnlight across my knees.');
  const trust = await rolls('player', 'Isolde', {
    what: 'She wins his trust.',
    level: 'success',
    statement: 'He tells her where the bell lies.',
  });
  await claims(['Isolde', 'learned', 'The bell lies under the mill.'], { on: [asks, trust], as: 'hero' });
  const dread = await turnsOut('oracle', 'Is he afraid of her?', 'Yes, and of what she asks.');
  await claims(['Old Tam', 'fears', 'Isolde'], { on: [dread], as: 'resolver' });
  const sword = await appears('Dawnlight', 'object', { on: [asks], as: 'player' });
  await claims(['Isolde', 'carries', 'Dawnlight'], { on: [asks], as: 'player', after: [sword] });
  const tale = await narrates('Old Tam crosses himself. “The duke is dead,” he mutters, and the duke is.');
  await appears('The Duke', 'character', { on: [tale], as: 'narrator', confidence: 0.9 });
  await claims(['The Duke', 'vital', 'dead'], { on: [tale], as: 'narrator', confidence: 0.9 });
  await claims(['Old Tam', 'says', 'The duke is dead.'], { on: [tale], as: 'narrator' });
  await sceneEnds(2, [
    'Dawnlight: pending needs_review',
    'Isolde carries Dawnlight: pending depends_on_undecided',
    'The Duke: pending needs_review',
    'The Duke vital dead: rejected unknown_node',
    'Old Tam says The duke is dead.: pending needs_review',
  ]);

  // 3. Another place is framed. Where a scene begins, people are: that they were elsewhere is over.
  const mill = await frames('In the mill', '4 Mistwend 812 AC 21:00', {
    where: 'The Mill',
    who: ['Isolde', 'Old Tam', 'The Smith'],
  });
  const atMill = { on: [mill.evidence], as: 'framing' } as const;
  await appears('The Mill', 'location', atMill);
  await appears('The Smith', 'character', atMill);
  await mill.marks();
  await claims(['The Mill', 'part_of', 'The Fen'], atMill);
  for (const who of ['Isolde', 'Old Tam', 'The Smith']) await claims([who, 'located_in', 'The Mill'], atMill);
  await claims(['The Smith', 'vital', 'undead'], atMill);
  await claims(['Isolde', 'hit_points', 12], atMill);
  await sceneEnds(9);

  // 4. The foe hurts her: that can wait for the end of the scene.
  game.passes('4 Mistwend 812 AC 21:10');
  const grip = await rolls('engine', 'The Smith', {
    what: 'It reaches for her.',
    level: 'success',
    statement: 'Cold hands close on her arm: 5 harm.',
  });
  await claims(['Isolde', 'damage_taken', 5], { on: [grip], as: 'resolver' });
  await claims(['Isolde', 'hit_points', 7], { on: [grip], as: 'resolver' });
  await happens(
    'wounding',
    { patient: 'Isolde', agent: 'The Smith', place: 'The Mill' },
    { on: [grip], as: 'resolver' },
  );
  await midScene(0);

  // 5. Its next blow kills the ferryman, and that cannot wait. That he gets up again is only told.
  game.passes('4 Mistwend 812 AC 21:12');
  const warns = await says('Tam, get behind me!');
  const hammer = await rolls('engine', 'The Smith', {
    what: 'It swings its hammer.',
    level: 'critical_success',
    statement: 'The hammer breaks Old Tam.',
  });
  await happens(
    'death',
    { patient: 'Old Tam', agent: 'The Smith', place: 'The Mill', witness: 'Isolde' },
    { on: [warns, hammer], as: 'resolver' },
  );
  game.passes('4 Mistwend 812 AC 21:13');
  const groan = await narrates(
    'Tam groans, and gets up again. “Ring it, girl,” he says, and swears to walk with her. The smith falls.',
  );
  await claims(['Old Tam', 'vital', 'alive'], { on: [groan], as: 'narrator' });
  await midScene(1, ['Old Tam vital alive: pending']);

  // 6. A model claims more than its prose carries: the GM's word, the dice that somebody else rolled, words that nobody said.
  await claims(['Isolde', 'rules', 'The Fen'], { on: [groan], as: 'narrator', claims: 'gm' });
  await happens(
    'death',
    { patient: 'The Smith', agent: 'Isolde', place: 'The Mill' },
    { on: [groan, hammer], as: 'narrator', claims: 'engine' },
  );
  await happens(
    'death',
    { patient: 'The Smith', place: 'The Mill' },
    { on: [{ ...hammer, quote: 'The smith falls.' }], as: 'resolver' },
  );
  await happens('promise', { agent: 'Old Tam', patient: 'Isolde' }, { on: [groan], as: 'narrator' });
  await claims(['Old Tam', 'says', 'Ring it, girl.'], { on: [groan], as: 'narrator' });
  await midScene(0, [
    'Old Tam vital alive: pending',
    'death, patient The Smith, agent Isolde, place The Mill: pending',
    'death, patient The Smith, place The Mill: pending',
  ]);
  await sceneEnds(3, [
    'Old Tam vital alive: rejected needs_event',
    'Isolde rules The Fen: pending needs_review',
    'death, patient The Smith, agent Isolde, place The Mill: pending needs_review',
    'death, patient The Smith, place The Mill: rejected evidence_missing',
    'promise, agent Old Tam, patient Isolde: rejected acts_while_dead',
    'Old Tam says Ring it, girl.: rejected subject_is_dead',
  ]);

  // 7. A clock runs out: the fen takes the mill.
  game.passes('4 Mistwend 812 AC 21:30');
  const flood = await turnsOut('clock', 'The water rises: 6 of 6.', 'The fen takes the mill.');
  await claims(['The water rises', 'progress', 6], { on: [flood], as: 'resolver' });
  await happens('clock_ran_out', { patient: 'The water rises', place: 'The Mill' }, { on: [flood], as: 'resolver' });
  await happens('destruction', { patient: 'The Mill' }, { on: [flood], as: 'resolver' });
  await midScene(2, ['death, patient The Smith, agent Isolde, place The Mill: pending needs_review']);

  // 8. She gets out, by dice, with the bell in her hands.
  game.passes('4 Mistwend 812 AC 21:40');
  const swims = await rolls('player', 'Isolde', {
    what: 'She dives for the bell and swims.',
    level: 'partial',
    statement: 'She has the bell, and the dyke under her feet.',
  });
  await appears('The Bell', 'object', { on: [swims], as: 'hero' });
  await appears('The Dyke', 'location', { on: [swims], as: 'hero' });
  await claims(['Isolde', 'found', 'The Bell'], { on: [swims], as: 'hero' });
  await claims(['Isolde', 'carries', 'The Bell'], { on: [swims], as: 'hero' });
  await happens('journey', { agent: 'Isolde', place: 'The Dyke' }, { on: [swims], as: 'hero' });
  await sceneEnds(6, [
    'Isolde rules The Fen: pending needs_review',
    'death, patient The Smith, agent Isolde, place The Mill: pending needs_review',
  ]);

  // 9. Prose and framing speak against canon. The engine can change what is so; it never corrects it.
  const dawn = await frames('On the dyke', '5 Mistwend 812 AC 07:00', { where: 'The Dyke', who: ['Isolde'] });
  const atDyke = { on: [dawn.evidence], as: 'framing' } as const;
  await dawn.marks();
  await claims(['Isolde', 'located_in', 'The Dyke'], atDyke);
  await claims(['Isolde', 'located_in', 'The Ferry Inn'], {
    ...atDyke,
    intent: 'correct',
    at: '4 Mistwend 812 AC 22:00',
  });
  const morning = await narrates('Across the water the mill stands as it always did, and Isolde wakes in the inn.');
  await claims(['The Mill', 'condition', 'intact'], { on: [morning], as: 'narrator' });
  await claims(['Isolde', 'located_in', 'The Ferry Inn'], { on: [morning], as: 'narrator' });
  await claims(['Isolde', 'located_in', 'The Ferry Inn'], {
    on: [morning],
    as: 'narrator',
    at: '4 Mistwend 812 AC 21:50',
  });
  await sceneEnds(2, [
    'Isolde located_in The Ferry Inn: rejected contradicts_canon',
    'The Mill condition intact: rejected needs_event',
    'Isolde located_in The Ferry Inn: pending needs_review',
    'Isolde located_in The Ferry Inn: rejected contradicts_canon',
  ]);

  // 10. The thread is at its end, and so is the story.
  game.passes('5 Mistwend 812 AC 08:00');
  const rings = await turnsOut('thread', 'Who rings the drowned bell?', 'Nobody rings it any more.');
  await claims(['Isolde', 'knows_that', 'The smith rang the bell.'], { on: [rings], as: 'resolver' });
  await storyIs('The Drowned Bell', 'completed', { on: [rings], as: 'resolver', intent: 'change' });
  await sceneEnds(2, ['Isolde located_in The Ferry Inn: pending needs_review']);

  // 11. Another story begins where this one ended. She rests, and the bell breaks: what they ended ends.
  opensStory('The Dry Summer');
  const later = await frames('A year later', '4 Mistwend 813 AC', { where: 'The Ferry Inn', who: ['Isolde'] });
  const atEnd = { on: [later.evidence], as: 'framing' } as const;
  await storyIs('The Dry Summer', 'active', atEnd);
  await later.marks();
  await claims(['Isolde', 'located_in', 'The Ferry Inn'], atEnd);
  game.passes('5 Mistwend 813 AC');
  const sleeps = await turnsOut('clock', 'A long rest.', 'She sleeps, and is whole.');
  await happens('healing', { patient: 'Isolde', place: 'The Ferry Inn' }, { on: [sleeps], as: 'resolver' });
  await claims(['Isolde', 'hit_points', 12], { on: [sleeps], as: 'resolver' });
  await sceneEnds(5);

  // 12. Her roll goes wrong. A word of hers does not mend it.
  game.passes('5 Mistwend 813 AC 09:00');
  const strikes = await rolls('player', 'Isolde', {
    what: 'She strikes the bell once.',
    level: 'critical_failure',
    statement: 'The bell cracks in two.',
  });
  await happens(
    'destruction',
    { patient: 'The Bell', agent: 'Isolde', place: 'The Ferry Inn' },
    { on: [strikes], as: 'hero' },
  );
  const mends = await says('I hold the halves together, and it is whole.');
  await midScene(1);
  game.passes('5 Mistwend 813 AC 09:01');
  await happens('rebuilding', { patient: 'The Bell', agent: 'Isolde' }, { on: [mends], as: 'player' });
  await claims(['Isolde', 'carries', 'The Bell'], { on: [mends], as: 'player' });
  await sceneEnds(0, [
    'rebuilding, patient The Bell, agent Isolde: pending needs_review',
    'Isolde carries The Bell: rejected object_is_destroyed',
  ]);

  await cameTo({
    canon: [
      'Isolde afflicted_by wounded, from 4 Mistwend 812 AC 21:10 to 5 Mistwend 813 AC, ended, engine',
      'Isolde carries The Bell, from 4 Mistwend 812 AC 21:40 to 5 Mistwend 813 AC 09:00, ended, player',
      'Isolde damage_taken 5 hp, at 4 Mistwend 812 AC 21:10, canon, engine',
      'Isolde found The Bell, at 4 Mistwend 812 AC 21:40, canon, player',
      'Isolde healing, at 5 Mistwend 813 AC, canon, engine',
      'Isolde hit_points 12 hp, from 4 Mistwend 812 AC 21:00 to 4 Mistwend 812 AC 21:10, ended, engine',
      'Isolde hit_points 12 hp, since 5 Mistwend 813 AC, canon, engine',
      'Isolde hit_points 7 hp, from 4 Mistwend 812 AC 21:10 to 5 Mistwend 813 AC, ended, engine',
      'Isolde journey, at 4 Mistwend 812 AC 21:40, canon, player',
      'Isolde knows_that The smith rang the bell., since 5 Mistwend 812 AC 08:00, canon, engine',
      'Isolde learned The bell lies under the mill., at 3 Mistwend 812 AC 19:00, canon, player',
      'Isolde located_in The Dyke, from 4 Mistwend 812 AC 21:40 to 4 Mistwend 813 AC, ended, player',
      'Isolde located_in The Ferry Inn, from 3 Mistwend 812 AC to 4 Mistwend 812 AC 21:00, ended, engine',
      'Isolde located_in The Ferry Inn, since 4 Mistwend 813 AC, canon, engine',
      'Isolde located_in The Mill, from 4 Mistwend 812 AC 21:00 to 4 Mistwend 812 AC 21:40, ended, engine',
      'Isolde vital alive, since 3 Mistwend 812 AC, canon, engine',
      'Isolde wounding, at 4 Mistwend 812 AC 21:10, canon, engine',
      'Old Tam death, at 4 Mistwend 812 AC 21:12, canon, engine',
      'Old Tam fears Isolde, since 3 Mistwend 812 AC 19:00, canon, engine',
      'Old Tam located_in The Ferry Inn, from 3 Mistwend 812 AC to 4 Mistwend 812 AC 21:00, ended, engine',
      'Old Tam located_in The Mill, since 4 Mistwend 812 AC 21:00, canon, engine',
      'Old Tam vital dead, since 4 Mistwend 812 AC 21:12, canon, engine',
      'The Bell condition destroyed, since 5 Mistwend 813 AC 09:00, canon, player',
      'The Bell destruction, at 5 Mistwend 813 AC 09:00, canon, player',
      'The Ferry Inn part_of The Fen, since 3 Mistwend 812 AC, canon, engine',
      'The Mill condition destroyed, since 4 Mistwend 812 AC 21:30, canon, engine',
      'The Mill destruction, at 4 Mistwend 812 AC 21:30, canon, engine',
      'The Mill part_of The Fen, since 4 Mistwend 812 AC 21:00, canon, engine',
      'The Smith located_in The Mill, since 4 Mistwend 812 AC 21:00, canon, engine',
      'The Smith vital undead, since 4 Mistwend 812 AC 21:00, canon, engine',
      'The water rises clock_ran_out, at 4 Mistwend 812 AC 21:30, canon, engine',
      'The water rises progress 6, since 4 Mistwend 812 AC 21:30, canon, engine',
    ],
    nodes: [
      'A year later',
      'At the ferry inn',
      'Harrow Fen',
      'In the mill',
      'Isolde',
      'Old Tam',
      'On the dyke',
      'The Bell',
      'The Drowned Bell',
      'The Dry Summer',
      'The Dyke',
      'The Fen',
      'The Ferry Inn',
      'The Mill',
      'The Smith',
      'The water rises',
    ],
    waiting: [
      'Dawnlight: needs_review',
      'Isolde carries Dawnlight: depends_on_undecided',
      'Isolde located_in The Ferry Inn: needs_review',
      'Isolde rules The Fen: needs_review',
      'Old Tam says The duke is dead.: needs_review',
      'The Duke: needs_review',
      'death, patient The Smith, agent Isolde, place The Mill: needs_review',
      'rebuilding, patient The Bell, agent Isolde: needs_review',
    ],
  });

  const { rulings, supports, introduced } = await whyFact('Old Tam', 'vital');
  expect(rulings).toMatchObject([
    { verdict: 'accepted', authority: 'engine', confidence: 0.8, threshold: 0.7, reasons: [{ code: 'new' }] },
  ]);
  expect(supports.map(({ evidence }) => evidence?.words)).toEqual([
    'Tam, get behind me!',
    'The hammer breaks Old Tam. (1d20+3: 18)',
  ]);
  expect(introduced).toMatchObject({ by: keeper, policy: game.policyRevision });
  const { rulings: ofTheFlood } = await whyFact('The Mill', 'condition');
  expect(ofTheFlood).toMatchObject([{ proposal: { evidence: [{ words: 'The fen takes the mill.' }] } }]);
  const { rulings: ofTheMove } = await whyFact('Old Tam', 'located_in');
  expect(ofTheMove).toMatchObject([{ authority: 'engine', confidence: 0.75, reasons: [{ code: 'change' }] }]);
  expect(await whyRefused('Old Tam says Ring it, girl.')).toMatchObject([
    { verdict: 'rejected', authority: 'system', reasons: [{ about: { facts: [{ object: 'dead' }] } }] },
  ]);
});
