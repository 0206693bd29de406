import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "../checker/check.js";
import type { Round } from "../run/round.js";
import { comparedSection, matrixSection, type Row } from "./page.js";

const nothing = { published: [], handled: [], left: [], deadLettered: [], destroyed: [], queueless: [] };
const played: Round = {
  seed: 7,
  verdict: check({ ...nothing, published: [{ id: "1", queues: ["a"], outcome: "confirmed" }] }),
  recovery: { confirms: 100, handles: 200, whole: 1_500 },
  seconds: 12,
  readinessWrong: 0,
  complaints: ["it complained"],
  notes: ["a note"],
};
const ours: Row = {
  fault: "x",
  title: "a fault",
  recoveryFrom: "heal",
  subject: "insaka",
  rounds: [played],
  broken: [],
};
const theirs: Row = { ...ours, subject: "rascal", rounds: [], notApplicable: "it has no ladder" };
const facts = {
  rabbitmq: "4.0.5",
  versions: { "@insaka/runtime": "0.1.0" },
  machine: {
    cpu: "c",
    cores: 2,
    memoryGb: 8,
    node: "20.19.0",
    platform: "linux x64",
    date: "2026-01-01",
    loadBefore: 0,
    loadAfter: 0,
  },
  command: "--seed 7",
  seed: 7,
  rounds: 1,
  messages: 10,
  rate: 10,
};

test("the section shows a loss, complaints, versions and how it was measured", () => {
  const section = matrixSection([ours], facts);
  expect(section).toContain("| a fault | 1 | 1 | 1 |");
  expect(section).toContain("**it complained**");
  expect(section).toContain("`npm run test:faults -- --seed 7`: RabbitMQ 4.0.5");
  expect(section).toContain("@insaka/runtime 0.1.0");
});

test("the comparison says why something was not tried, and is left out where ours ran alone", () => {
  expect(comparedSection([ours, theirs], facts)).toContain("n/a: it has no ladder");
  expect(comparedSection([ours], facts)).toBeUndefined();
});

test("the schema of the JSON form names exactly what a row, a round and a verdict hold", () => {
  const schema = JSON.parse(readFileSync(new URL("faults.schema.json", import.meta.url), "utf8"));
  const row = schema.properties.rows.items;
  const round = row.properties.rounds.items;
  const keys = (one: { properties: object }): readonly string[] => Object.keys(one.properties).sort();
  expect(keys(row)).toEqual(Object.keys({ ...ours, ...theirs }).sort());
  expect(keys(round)).toEqual(Object.keys(played).sort());
  expect(keys(round.properties.verdict)).toEqual(Object.keys(played.verdict).sort());
  expect(keys(schema)).toEqual(["format", "rows", ...Object.keys(facts)].sort());
});
