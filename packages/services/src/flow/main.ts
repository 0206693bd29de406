#!/usr/bin/env node
import { BrokerUnavailable } from "@insaka/broker";
import { isContractError } from "@insaka/runtime";
import { Command, Option } from "commander";
import pc from "picocolors";
import { endEarly } from "./end-early.js";
import { findHost, type TransportChoice } from "./find-host.js";
import type { FlowHost } from "./host.js";
import { jsonOutput } from "./json-output.js";
import { runFlow } from "./run-flow.js";
import { SCENARIOS } from "./scenarios.js";
import { textOutput } from "./text-output.js";

const names = SCENARIOS.map(({ name }) => name);
const program = new Command("npm start --")
  .description(
    "Runs the lending flow of ten services end to end, shows each message as it moves, and accounts for all of them.",
  )
  .addOption(
    new Option("--transport <name>", "what carries the messages; auto: RabbitMQ where one is at hand, else memory")
      .choices(["auto", "memory", "rabbitmq"])
      .default("auto"),
  )
  .addOption(new Option("--scenario <name>", "play this story alone").choices(names))
  .addOption(
    new Option("--format <name>", "text for people, json for machines").choices(["text", "json"]).default("text"),
  )
  .addHelpText(
    "after",
    `\nScenarios:\n${SCENARIOS.map(({ name, title }) => `  ${name.padEnd(14)}${title}`).join("\n")}`,
  )
  .addHelpText(
    "after",
    "\nExamples:\n  npm start\n  npm start -- --transport rabbitmq\n  npm start -- --scenario bureau-down --format json\n",
  )
  .exitOverride((error) => process.exit(error.exitCode));

program.parse();

interface Options {
  readonly transport: TransportChoice;
  readonly scenario?: string;
  readonly format: "text" | "json";
}

let host: FlowHost | undefined;
endEarly(async () => host?.close());

try {
  const { transport, scenario, format } = program.opts<Options>();
  const [write, warn] = [(text: string) => process.stdout.write(text), (text: string) => process.stderr.write(text)];
  const output = format === "json" ? jsonOutput(write, warn) : textOutput(write, warn);
  host = await findHost(transport, output.note);
  const chosen = SCENARIOS.filter(({ name }) => scenario === undefined || name === scenario);
  const { ok } = await runFlow(host, chosen, output);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  const expected = error instanceof BrokerUnavailable || isContractError(error);
  process.stderr.write(`${pc.red((error as Error).message)}\n`);
  if (!expected && process.env.INSAKA_DEBUG === "1") process.stderr.write(`${(error as Error).stack ?? ""}\n`);
  process.exitCode = 1;
}
