import type { Command } from './command.ts';
import { characterCheck, characterList, characterShow } from './modes/character.ts';
import { characterAdvance } from './modes/character-advance.ts';
import {
  characterCopy,
  characterGive,
  characterRest,
  characterTake,
  characterUse,
  characterWear,
} from './modes/character-change.ts';
import { characterImport } from './modes/character-import.ts';
import { characterNew } from './modes/character-new.ts';
import { configShow } from './modes/config.ts';
import {
  manageLock,
  manageMerge,
  manageRename,
  manageRetcon,
  manageRevert,
  manageSplit,
  manageUnlock,
} from './modes/correct.ts';
import { deadLettersDiscard, deadLettersList, deadLettersReplay, deadLettersShow } from './modes/dead-letters.ts';
import { doctor } from './modes/doctor.ts';
import { eventsTail } from './modes/events.ts';
import { foeList, foeShow } from './modes/foe.ts';
import { gateTest } from './modes/gate-cases.ts';
import { fightPlay } from './modes/fight-play.ts';
import { fightCommand, fightReplay } from './modes/fight.ts';
import { gateEvaluate } from './modes/gate-evaluate.ts';
import { manageDecide, manageLog, managePending } from './modes/manage.ts';
import { oddsCommand } from './modes/odds.ts';
import { rollCommand } from './modes/roll.ts';
import { manageRecover } from './modes/recover.ts';
import { migrateStatus, migrateUp } from './modes/migrate.ts';
import { propose } from './modes/propose.ts';
import { rulesCheck, rulesList, rulesShow } from './modes/rules.ts';
import { rulesAct } from './modes/rules-act.ts';
import { rulesMean } from './modes/rules-mean.ts';
import { rulesContest, rulesGroup } from './modes/rules-together.ts';
import { rulesChances, rulesTry } from './modes/rules-try.ts';
import { rulesHouse, rulesInForceCommand, rulesLift, rulesUse } from './modes/rules-said.ts';
import {
  storyAct,
  storyCommit,
  storyFight,
  storyRound,
  storyRedo,
  storyStatus,
  storyUndo,
  storyWhy,
} from './modes/story-act.ts';
import { characterKeep } from './modes/character-keep.ts';
import { storyAbandon, storyList, storyPause, storyResume, storyShow, storyStart } from './modes/story.ts';
import { universeCreate, universeList } from './modes/universe.ts';
import { oracleAsk, oracleDrift, oracleEvent, oracleScene, storyOracle } from './modes/oracle.ts';
import { tableCheck, tableList, tableRoll, tableShow } from './modes/table.ts';
import { manageWhy } from './modes/why.ts';
import { policyCheck, policyDiff, policyShow } from './modes/policy.ts';
import { policyUse } from './modes/policy-use.ts';
import {
  worldCreate,
  worldExport,
  worldImport,
  worldList,
  worldRemove,
  worldRestore,
  worldUse,
} from './modes/world.ts';

/** Everything that can be asked of the program, in the order that the help shows it. */
export const commands: readonly Command[] = [
  worldCreate,
  worldList,
  worldUse,
  worldRemove,
  worldRestore,
  worldExport,
  worldImport,
  universeCreate,
  universeList,
  rollCommand,
  oddsCommand,
  characterNew,
  characterList,
  characterShow,
  characterCheck,
  characterCopy,
  characterGive,
  characterTake,
  characterWear,
  characterUse,
  characterRest,
  characterAdvance,
  characterImport,
  characterKeep,
  foeList,
  foeShow,
  storyStart,
  storyAct,
  storyFight,
  storyRound,
  storyOracle,
  storyWhy,
  storyStatus,
  storyUndo,
  storyRedo,
  storyCommit,
  storyList,
  storyShow,
  storyPause,
  storyResume,
  storyAbandon,
  tableList,
  tableShow,
  tableRoll,
  tableCheck,
  oracleAsk,
  oracleScene,
  oracleEvent,
  oracleDrift,
  propose,
  managePending,
  manageDecide,
  manageWhy,
  manageLog,
  manageRetcon,
  manageRevert,
  manageMerge,
  manageSplit,
  manageRename,
  manageLock,
  manageUnlock,
  manageRecover,
  deadLettersList,
  deadLettersShow,
  deadLettersReplay,
  deadLettersDiscard,
  eventsTail,
  doctor,
  migrateStatus,
  migrateUp,
  configShow,
  rulesList,
  rulesShow,
  rulesUse,
  rulesHouse,
  rulesLift,
  rulesInForceCommand,
  rulesCheck,
  rulesTry,
  rulesAct,
  rulesMean,
  rulesGroup,
  rulesContest,
  rulesChances,
  fightCommand,
  fightReplay,
  fightPlay,
  policyCheck,
  policyShow,
  policyDiff,
  policyUse,
  gateEvaluate,
  gateTest,
];
