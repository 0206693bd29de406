import type { UpcastOp, UpcastStep } from "./step.js";
import type { StepKind } from "./step-kind.js";
import { groupKind } from "./steps/group.js";
import { joinKind } from "./steps/join.js";
import { mapEnumKind } from "./steps/map-enum.js";
import { moveKind } from "./steps/move.js";
import { removeKind } from "./steps/remove.js";
import { renameKind } from "./steps/rename.js";
import { defaultKind, setKind } from "./steps/set.js";
import { splitByKind } from "./steps/split-by.js";
import { toDecimalStringKind } from "./steps/to-decimal-string.js";

/**
 * Every kind of step. Nothing is guessed and nothing is overwritten; what a step cannot answer exactly it refuses.
 *
 * | step            | source absent      | source null | source of the wrong type    | target exists | parent of the target absent |
 * |-----------------|--------------------|-------------|-----------------------------|---------------|-----------------------------|
 * | rename          | nothing happens    | carried     | any type is carried         | refused       | cannot be: it is the source's |
 * | move            | nothing happens    | carried     | any type is carried         | refused       | made                        |
 * | remove          | nothing happens    | removed     | any type is removed         | no target     | no target                   |
 * | set             | no source          | no source   | no source                   | refused       | nothing happens             |
 * | default         | no source          | no source   | no source                   | left as it is, null too | nothing happens   |
 * | mapEnum         | nothing happens    | stays null  | refused (strings only)      | the source    | the source's                |
 * | splitBy         | nothing happens    | refused     | refused (strings only)      | refused       | made                        |
 * | join            | all: nothing happens; some: refused | refused | refused (strings only) | refused | made                    |
 * | group           | nothing happens for that path | carried | any type is carried      | refused (the property; the object itself may exist) | made |
 * | toDecimalString | nothing happens    | stays null  | refused (numbers, and texts that already have the form) | the source | the source's |
 *
 * - Null is a value: it is carried where a value is moved, kept where a value is mapped, and refused where the parts of
 *   a text are needed.
 * - A parent that is absent or null makes its members absent. `set` and `default` then do nothing: a constant speaks of
 *   something, and that something is not there. Steps that carry a value make the missing objects on the way to it;
 *   null on the way is refused.
 * - A parent that is neither object nor array is refused.
 * - Sources are taken before targets are put, so a target may have the name of its own source.
 * - `*` in a path goes through every element of an array. All paths of one step go through the same `*`. Only `mapEnum`
 *   and `toDecimalString` may end in it: the others need a property's name.
 * - `splitBy` must match the whole text; a group that takes no part leaves its target absent.
 */
export const stepKinds: { readonly [Op in UpcastOp]: StepKind<Extract<UpcastStep, { op: Op }>> } = {
  default: defaultKind,
  group: groupKind,
  join: joinKind,
  mapEnum: mapEnumKind,
  move: moveKind,
  remove: removeKind,
  rename: renameKind,
  set: setKind,
  splitBy: splitByKind,
  toDecimalString: toDecimalStringKind,
};

/** The kind of a step, for code that treats all steps alike. */
export function kindOf(step: UpcastStep): StepKind<UpcastStep> {
  // Safe: the table gives each operation the kind of its own steps.
  return stepKinds[step.op] as unknown as StepKind<UpcastStep>;
}
