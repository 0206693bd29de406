import { compileUpcast, type UpcastStep } from "@insaka/schema";
import { ClientRegistered } from "@intellifin/contracts";
import { OLD_EVENT } from "../event.js";
import type { Scenario } from "./scenario.js";

/** The steps of the way from the oldest version to today's, one version after the other. */
export const STEPS: readonly UpcastStep[] = [2, 3].flatMap((version) => {
  const { upcast } = ClientRegistered.versions[version as 2 | 3];
  if (!Array.isArray(upcast)) throw new Error(`the way to version ${version} is no list of steps`);
  return upcast as UpcastStep[];
});

/** Brings the oldest version to today's, step by step: what is counted are steps, the copy that a chain begins with among them. */
export const upcast: Scenario = async ({ warmUp, messages }) => {
  const way = compileUpcast(STEPS);
  const value = JSON.parse(JSON.stringify(OLD_EVENT));
  const run = (times: number): void => {
    for (let index = 0; index < times; index += 1) if (!way(value).ok) throw new Error("refused");
  };
  run(warmUp);
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  run(messages);
  const { user, system } = process.cpuUsage(cpu);
  return { messages: messages * STEPS.length, cpuUs: user + system, wallMs: performance.now() - wall };
};
