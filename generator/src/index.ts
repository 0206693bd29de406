export type { Approval } from "./approval.js";
export type { CheckContext, Rule } from "./check/rule.js";
export { rules } from "./check/rules.js";
export { compat } from "./check-compat.js";
export type { Baseline, Part, PlaceOf, Revision } from "./compat/baseline.js";
export type { CheckContext as CompatContext } from "./compat/check/check-context.js";
export type { Checked, CheckRequest } from "./compat/check/check-contracts.js";
export { checkContracts } from "./compat/check/check-contracts.js";
export type { CompatRule, RuleFinding } from "./compat/check/compat-rule.js";
export type { Contract, Receiver, Sender } from "./compat/contract.js";
export type { ContractChange } from "./compat/contract-change.js";
export { contractsOf } from "./compat/contracts-of.js";
export type { MessageHistory, RevisionHistory, VersionHistory } from "./compat/message-history.js";
export type { VanishedVersion } from "./compat/plan-release.js";
export type { UpcastWay } from "./compat/proof/batch-upcast.js";
export type { ChainAnswer, ChainVersion } from "./compat/proof/chain-ways.js";
export type { CompareInput, UpcastComparison } from "./compat/proof/compare-upcasts.js";
export { compareUpcasts } from "./compat/proof/compare-upcasts.js";
export type { ChainCounterexample, ChainProof, ChainProofInput } from "./compat/proof/prove-chain.js";
export { proveChain } from "./compat/proof/prove-chain.js";
export type { UpcastProofInput, VersionSchema } from "./compat/proof/prove-upcast.js";
export { PROVED_ON, proveUpcast } from "./compat/proof/prove-upcast.js";
export type { BatchUpcast, UpcastFault, UpcastOutcome } from "./compat/proof/upcast-outcome.js";
export type { RefusalCount, UpcastCounterexample, UpcastProblem, UpcastProof } from "./compat/proof/upcast-proof.js";
export type { RecordFiles } from "./compat/registry-changes.js";
export { registryChanges } from "./compat/registry-changes.js";
export type { RegistryRecord } from "./compat/registry-record.js";
export type {
  CompatFinding,
  CompatReport,
  Party,
  StaleApproval,
  UpcasterProof,
  VersionVerdict,
  Weight,
  Witness,
} from "./compat/report.js";
export { passes } from "./compat/report.js";
export type { Draft, Judge, SubsetOptions, Verdict } from "./compat/subset/index.js";
export { DRAFTS, isDraft, isSubset, SubsetEngine } from "./compat/subset/index.js";
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
export { compatRules } from "./compat-rules.js";
export type { CompatPhase, CompatRequest, CompatResult, CompatRun, RunCompat } from "./compat-run.js";
export type { Diagnostic, Place, Severity } from "./diagnostic.js";
export { hasErrors } from "./diagnostic.js";
export type { Generated, GenerateRequest } from "./generate.js";
export { generate } from "./generate.js";
export type { History } from "./history.js";
export { history } from "./history.js";
export type { ContractModel } from "./model/contract-model.js";
export {
  isModelLanguage,
  ModelinaMissing,
  type ModelLanguage,
  type ModelsRequest,
  modelLanguages,
} from "./model-languages.js";
export { ConfigNotFound } from "./read/read-config.js";
export { readJson, readLines, UnreadableFile } from "./read/read-json.js";
export { ForgedRecord } from "./read/registry/parse-registry.js";
export { IllegalReleaseDate, releaseDate } from "./read/release-date.js";
export type { BaselineRequest, BaselineResult } from "./read-baseline.js";
export { readBaseline } from "./read-baseline.js";
export type { DocumentSource } from "./read-model.js";
export type { Registry } from "./registry.js";
export { readRegistry } from "./registry.js";
export type { AppendedRecord, Release, ReleaseCheck, ReleaseRequest } from "./release.js";
export { release } from "./release.js";
export { releaseCheck } from "./release-check.js";
export type { FunctionLimits, RunningFunction, StartedFunction } from "./run/start-function.js";
export { startFunction } from "./run/start-function.js";
export type { FunctionSource } from "./run/strip-types.js";
export type { UnchangedRun } from "./run-record.js";
export { FileExists } from "./write/append-files.js";
export type { FileState, FileStatus, Output } from "./write/compare-files.js";
export { compareFiles } from "./write/compare-files.js";
export { OutsideOutputFolder } from "./write/output-folder.js";
export { writeFiles } from "./write/write-files.js";
export { ReportNotWritten, writeReport } from "./write/write-report.js";
