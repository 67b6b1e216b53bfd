// A rule system in as few lines as there can be, to be broken one line at a time.

export const smallSystem = `id: small
title: Small
about: For tests.
version: 1.0.0
licence: { name: MIT, attribution: Ours. }
mechanic:
  kind: d20
  dice: { plain: d20, advantage: 2d20kh1 }
  bonus: { min: -5, max: 10 }
  levels:
    - { level: success, from: 0 }
    - { level: failure }
  natural:
    - { shows: [20], on: [attack], becomes: critical_success }
  opposed: { by: total, tie: passive }
ladder:
  - { key: easy, name: Easy, value: 10 }
  - { key: hard, name: Hard, value: 20 }
rolls:
  - { key: check, name: Check, about: c, against: { kind: ladder, usual: easy } }
  - { key: attack, name: Attack, about: a, against: { kind: other, value: '@guard' } }
attributes:
  - { key: str, name: Strength, about: s, min: 1, max: 20, default: 10 }
  - { key: plate, name: Plate, about: p, min: 0, max: 5, default: 0, from: gear }
derived:
  - { key: mod, name: Modifier, about: m, is: '(@str - 10) // 2' }
  - { key: guard, name: Guard, about: g, is: '10 + @mod + @plate' }
skills:
  training: { min: 0, max: 3, default: 0 }
  value: '@attribute + @training'
  list:
    - { key: climb, name: Climb, about: c, attribute: mod }
resources:
  - { key: hp, name: Health, about: h, max: '@str', restored: [{ on: { rest: night }, by: all }], thresholds: [{ at: 0, condition: down }] }
conditions:
  - { key: down, name: Down, about: d, effects: [{ kind: edge, edge: disadvantage, rolls: [attack], with: [mod] }] }
  - { key: out, name: Out, about: o, effects: [{ kind: condition, condition: down }] }
actions:
  - { key: hit, name: Hit, about: h, cost: [{ takes: go }], roll: { kind: attack, with: [mod] }, outcomes: { success: [{ kind: harm, roll: d6 + @mod, type: blow }] } }
damage: { types: [{ key: blow, name: Blow, about: b }], takes: [hp], resisted: '@damage // 2', vulnerable: '@damage * 2', critical: twice }
combat:
  roundSeconds: 6
  economy: [{ key: go, name: Go, per: turn, count: 1 }]
  initiative: { kind: roll, roll: d20 + @mod, ties: ['@str'] }
  ranges: [{ key: touch, name: Touch, metres: 1 }, { key: far, name: Far, metres: 30 }]
  defeated: [down]
rests:
  - { key: night, name: Night, about: n, seconds: 28800, ends: [down] }
advancement: { kind: use, roll: d20, gain: 1, about: u }
gear:
  - { key: stick, name: Stick, about: s, kind: weapon, weapon: { roll: d4, type: blow, with: [mod], nearest: touch, farthest: far } }
  - { key: mail, name: Mail, about: m, kind: armour, gives: { plate: 3 } }
templates:
  - { key: fighter, name: Fighter, about: f, attributes: { str: 14 }, skills: { climb: 2 }, gear: [stick, mail] }
`;
