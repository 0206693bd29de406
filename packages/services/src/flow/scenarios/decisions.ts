import { CHANDA, MWILA } from "../people.js";
import type { Scenario } from "../scenario.js";
import { apply, outcome } from "./apply.js";

/** Application, credit report, approval, notification. */
export const approved: Scenario = {
  name: "approved",
  title: "A normal application is approved",
  play: async (stage) => outcome(stage, await apply(stage, MWILA, "12500.00"), "approved"),
};

/** The same, with a report that does not allow it. */
export const rejected: Scenario = {
  name: "rejected",
  title: "An application with a poor credit report is rejected",
  play: async (stage) => outcome(stage, await apply(stage, CHANDA, "90000.00"), "rejected"),
};
