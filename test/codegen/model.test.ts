/** The model is data: emitters, and whatever reads it later, rely on that and on its order. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ContractModel, generate } from "@insaka/generator";
import { describe, expect, test } from "vitest";

const golden = fileURLToPath(new URL("../golden/", import.meta.url));

async function modelOf(name: string): Promise<ContractModel> {
  const { model } = await generate({ config: join(golden, name, "asyncapi/insaka.config.json") }, { emit: false });
  if (model === undefined) throw new Error("no model");
  return model;
}

describe("the contract model", () => {
  test.each([
    "lending-example",
    "commands-and-drafts",
    "function-upcaster",
    "request-reply-and-broadcast",
    "retired-version",
  ])("of %s survives JSON and is sorted", async (name) => {
    const model = await modelOf(name);
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    const { messages, services, types, topology } = model;
    for (const list of [
      messages,
      services,
      types,
      topology.exchanges,
      topology.queues,
      topology.policies,
      topology.users,
    ]) {
      const names = list.map((item) => item.name);
      expect(names).toEqual([...names].sort());
    }
  });

  test("every node knows where it comes from", async () => {
    const [message] = (await modelOf("lending-example")).messages;
    const file = "asyncapi/loan-origination.asyncapi.yaml";
    const pointer = "/components/messages/LoanApprovedV2";
    expect(message?.versions[1]?.source).toEqual({ file, pointer, line: expect.any(Number), column: 5 });
    const upcast = message?.versions[1]?.upcast;
    const steps = upcast?.by === "steps" ? upcast.steps : [];
    expect(steps[2]?.source.pointer).toBe(`${pointer}/x-upcast/2`);
    expect(message?.versions[1]?.examples[0]?.source.pointer).toBe(`${pointer}/examples/0/payload`);
  });

  test("every place of a payload knows its line, in whichever file describes it", async () => {
    const [message] = (await modelOf("lending-example")).messages;
    const { payload, headers } = message?.versions[1]?.places ?? {};
    const lines = Object.entries(payload ?? {}).map(([pointer, { file, line, column }]) => [
      pointer,
      `${file}:${line}:${column}`,
    ]);
    expect(lines).toEqual([
      ["", "asyncapi/loan-origination.asyncapi.yaml:42:7"],
      ["/loanId", "asyncapi/loan-origination.asyncapi.yaml:46:11"],
      ["/nrc", "asyncapi/loan-origination.asyncapi.yaml:48:11"],
      ["/principal", "asyncapi/loan-origination.asyncapi.yaml:47:11"],
      ["/principal/amount", "asyncapi/shared/types.yaml:4:17"],
      ["/principal/currency", "asyncapi/shared/types.yaml:4:70"],
    ]);
    expect(headers).toEqual({});
  });

  test("an event belongs to its sender, a command to its receiver", async () => {
    const { messages } = await modelOf("commands-and-drafts");
    const facts = messages.map(({ name, kind, home, current, routes }) => [
      name,
      kind,
      home,
      current,
      routes[0]?.routingKey,
    ]);
    expect(facts).toEqual([
      ["CancelPick", "command", "warehouse", null, "pick.cancel"],
      ["OrderPicked", "event", "warehouse", 1, "order.picked"],
      ["PickOrder", "command", "warehouse", 2, "pick.order"],
    ]);
  });

  test("a reply belongs to who answers and is published nowhere", async () => {
    const { messages, operations } = await modelOf("request-reply-and-broadcast");
    const facts = messages.map(({ name, kind, home, routes }) => [name, kind, home, routes[0]?.routingKey]);
    expect(facts).toEqual([
      ["LoanApplicationAccepted", "reply", "loan-origination", undefined],
      ["LoanApplicationRefused", "reply", "loan-origination", undefined],
      ["LoanApproved", "event", "loan-origination", "loan.approved"],
      ["LoanRefused", "event", "loan-origination", "loan.refused"],
      ["SubmitLoanApplication", "command", "loan-origination", "loan.submit-application"],
    ]);
    expect(operations.map(({ service, action }) => `${service} ${action}`)).toEqual([
      "api-gateway broadcast",
      "api-gateway send",
      "loan-origination receive",
      "loan-origination receive",
      "loan-origination send",
      "loan-origination send",
    ]);
  });

  test("a message takes from its traits what it does not say itself", async () => {
    const { messages } = await modelOf("commands-and-drafts");
    const [version] = messages.find(({ name }) => name === "PickOrder")?.versions ?? [];
    expect(version).toMatchObject({
      owner: "sales",
      retention: "order",
      contentType: "application/json",
      description: "PickOrder in its version 1.",
      headers: { type: "object", properties: { "x-version": { type: "integer" } } },
    });
  });

  test("personal data is listed by place and class", async () => {
    const [message] = (await modelOf("lending-example")).messages;
    expect(message?.versions[1]?.personalData).toEqual([{ pointer: "/nrc", class: "identity" }]);
  });
});
