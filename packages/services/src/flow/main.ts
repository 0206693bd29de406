#!/usr/bin/env node
import { BrokerUnavailable } from "@insaka/broker";
import { isContractError } from "@insaka/runtime";
import { Command, Option } from "commander";
import pc from "picocolors";
import { runFlow } from "./run-flow.js";

const program = new Command("npm start --")
  .description("Runs the lending flow end to end on a real RabbitMQ and shows each message as it moves.")
  .addOption(new Option("--transport <name>", "what carries the messages").choices(["rabbitmq"]).default("rabbitmq"))
  .addHelpText("after", "\nExample:\n  npm start -- --transport rabbitmq\n")
  .exitOverride((error) => process.exit(error.exitCode));

program.parse();

try {
  const ok = await runFlow({
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${pc.dim(text)}\n`),
  });
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  const expected = error instanceof BrokerUnavailable || isContractError(error);
  process.stderr.write(`${pc.red((error as Error).message)}\n`);
  if (!expected && process.env.INSAKA_DEBUG === "1") process.stderr.write(`${(error as Error).stack ?? ""}\n`);
  process.exitCode = 1;
}
