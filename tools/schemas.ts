// Writes the public schemas as JSON Schema into docs/schemas, for those who write or read our files with other programs.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { z } from 'zod';
import { Calendar } from '../schemas/calendar.ts';
import * as canon from '../schemas/canon.ts';
import * as events from '../schemas/canon-events.ts';
import { Command, Entry } from '../schemas/combat.ts';
import { Config } from '../schemas/config.ts';
import { Draft } from '../schemas/draft.ts';
import { DumpLine } from '../schemas/dump.ts';
import { Envelope } from '../schemas/event.ts';
import { Citation, Evidence, Support } from '../schemas/evidence.ts';
import { Commit, Decision, Proposal } from '../schemas/gate.ts';
import { Character, CharacterChange, CharacterChoices, FoeFile } from '../schemas/character.ts';
import * as cases from '../schemas/gate-case.ts';
import { NodeId } from '../schemas/ids.ts';
import * as narrative from '../schemas/narrative.ts';
import { RuleInForce } from '../schemas/rules-in-force.ts';
import { KeptSheet } from '../schemas/sheets.ts';
import { WorkingChange } from '../schemas/working-state.ts';
import * as oracle from '../schemas/oracle.ts';
import { PolicyFile } from '../schemas/policy.ts';
import * as tables from '../schemas/tables.ts';
import { RuleChanges, RuleSystem } from '../schemas/rule-system.ts';
import { StoryTime, Validity } from '../schemas/time.ts';
import { WorldFile } from '../schemas/world.ts';
import * as proposed from '../schemas/written-proposal.ts';
import * as written from '../schemas/written-world.ts';

const folder = path.join(path.dirname(import.meta.dirname), 'docs', 'schemas');
const ending = '.schema.json';

const published: Readonly<Record<string, z.ZodType>> = {
  axiom: canon.Axiom,
  calendar: Calendar,
  'canon-committed': events.CanonCommitted,
  'canon-node': canon.CanonNode,
  character: Character,
  'character-change': CharacterChange,
  'character-choices': CharacterChoices,
  citation: Citation,
  'combat-command': Command,
  'combat-entry': Entry,
  commit: Commit,
  config: Config,
  container: canon.Container,
  decision: Decision,
  draft: Draft,
  'dump-line': DumpLine,
  entity: canon.Entity,
  'entity-changed': events.EntityChanged,
  envelope: Envelope,
  evidence: Evidence,
  fact: canon.Fact,
  'fact-ended': events.FactEnded,
  'fact-restored': events.FactRestored,
  'fact-retconned': events.FactRetconned,
  'foe-file': FoeFile,
  'gate-case': cases.GateCase,
  'gate-case-file': cases.CaseFile,
  'gate-case-item': cases.CaseItem,
  'gate-case-step': cases.CaseStep,
  'gate-expectation': cases.Expectation,
  'gm-turn': narrative.GmTurn,
  memory: narrative.Memory,
  'node-id': NodeId,
  oracle: oracle.Oracle,
  'oracle-edge': oracle.OracleEdge,
  'oracle-focus': oracle.OracleFocus,
  'oracle-odds': oracle.OracleOdds,
  'oracle-scenes': oracle.OracleScenes,
  party: canon.Party,
  'plot-thread': canon.PlotThread,
  'policy-file': PolicyFile,
  proposal: Proposal,
  'proposal-decided': events.ProposalDecided,
  resolution: narrative.Resolution,
  'rule-changes': RuleChanges,
  'rule-system': RuleSystem,
  'rule-in-force': RuleInForce,
  'kept-sheet': KeptSheet,
  'working-change': WorkingChange,
  'scene-framing': narrative.SceneFraming,
  'scene-marker': canon.SceneMarker,
  snippet: narrative.Snippet,
  source: canon.Source,
  'source-document': narrative.SourceDocument,
  story: canon.Story,
  'story-time': StoryTime,
  summary: narrative.Summary,
  support: Support,
  universe: canon.Universe,
  'table-file': tables.TableFile,
  'user-turn': narrative.UserTurn,
  validity: Validity,
  visibility: canon.Visibility,
  world: WorldFile,
  'written-actor': proposed.WrittenActor,
  'written-case': proposed.WrittenCase,
  'written-citation': proposed.WrittenCitation,
  'written-decision': proposed.WrittenDecision,
  'written-proposal': proposed.WrittenProposal,
  'written-axiom': written.WrittenAxiom,
  'written-entity': written.WrittenEntity,
  'written-event': written.WrittenEvent,
  'written-event-kind': written.WrittenEventKind,
  'written-evidence': written.WrittenEvidence,
  'written-fact': written.WrittenFact,
  'written-object': written.WrittenObject,
  'written-participants': written.WrittenParticipants,
  'written-party': written.WrittenParty,
  'written-predicate': written.WrittenPredicate,
  'written-scene': written.WrittenScene,
  'written-source': written.WrittenSource,
  'written-story': written.WrittenStory,
  'written-table': tables.WrittenTable,
  'written-table-entry': tables.WrittenTableEntry,
  'written-thread': written.WrittenThread,
  'written-time': written.WrittenTime,
  'written-universe': written.WrittenUniverse,
  'written-visibility': written.WrittenVisibility,
  'written-world': written.WrittenWorld,
};

/** The text of each file. Schemas refer to each other by the names of their files. */
export const schemaFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(published)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `${id}${ending}` });
  const files = new Map<string, string>();
  for (const [id, schema] of Object.entries(schemas))
    files.set(`${id}${ending}`, await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 }));
  return files;
};

/** Names of files that are missing, differ, or belong to no schema any more. */
export const staleSchemaFiles = async (): Promise<readonly string[]> => {
  const files = await schemaFiles();
  const there = new Set(readdirSync(folder));
  const differing = [...files].filter(
    ([name, text]) => !there.has(name) || readFileSync(path.join(folder, name), 'utf8') !== text,
  );
  return [...differing.map(([name]) => name), ...[...there].filter((name) => !files.has(name))].sort();
};

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  for (const name of await staleSchemaFiles()) rmSync(path.join(folder, name), { force: true });
  for (const [name, text] of await schemaFiles()) writeFileSync(path.join(folder, name), text);
}
