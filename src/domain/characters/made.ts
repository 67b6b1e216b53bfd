import type { Character } from '../../../schemas/character.ts';
import { type Made, type Sheet, sheetOf } from '../rules/sheet.ts';

// What the rules see of a character: what is worn does what it does, what is carried does nothing.

export const madeBy = ({ attributes, skills, features, actions, own, belongings }: Character): Made => ({
  ...{ attributes, skills, features, actions, own },
  gear: belongings.flatMap(({ thing, at }) => (at === 'worn' ? [thing] : [])),
});

export const sheetOfCharacter = (character: Character): Sheet => sheetOf(madeBy(character));
