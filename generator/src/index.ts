export type { CheckContext, Rule } from "./check/rule.js";
export { rules } from "./check/rules.js";
export {
  type BrokerVersion,
  brokerVersions,
  comparedArguments,
  compareExchange,
  compareQueue,
  type Difference,
  judgeTopology,
  type Outcome,
  type PlacedContract,
  type QueueType,
  type TopologyFinding,
  type TopologyView,
  topologyOf,
  topologyOfContracts,
  topologyRules,
} from "./compat/topology/index.js";
export type { Diagnostic, Place, Severity } from "./diagnostic.js";
export { hasErrors } from "./diagnostic.js";
export type { Generated, GenerateRequest } from "./generate.js";
export { generate } from "./generate.js";
export type { ContractModel } from "./model/contract-model.js";
export { ConfigNotFound } from "./read/read-config.js";
export type { FileState, FileStatus, Output } from "./write/compare-files.js";
export { compareFiles } from "./write/compare-files.js";
export { OutsideOutputFolder } from "./write/output-folder.js";
export { writeFiles } from "./write/write-files.js";
