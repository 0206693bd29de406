import { readFile } from "node:fs/promises";
import type { BrokerNode, Definitions, VirtualHost } from "@insaka/broker";
import { startCommunications } from "../communications.js";
import { startCreditBureau } from "../credit-bureau.js";
import type { LoanOrigination } from "../loan-origination.js";
import { startLoanOrigination } from "../loan-origination.js";
import type { RunningService } from "../service.js";
import type { EventLog } from "./event-log.js";
import { LicensedBureau } from "./licensed-bureau.js";
import { APPLICANTS } from "./people.js";

/** The definitions that codegen wrote: the flow runs on exactly what a production broker would be given. */
const DEFINITIONS = new URL("../../../../infra/rabbitmq/definitions.json", import.meta.url);

/** Everything that a scenario plays with. */
export interface Stage {
  readonly log: EventLog;
  readonly virtualHost: VirtualHost;
  readonly bureau: LicensedBureau;
  readonly loanOrigination: LoanOrigination;
  /** Texts that the SMS gateway was handed. */
  readonly texts: readonly string[];
  close(): Promise<void>;
}

/** A virtual host of its own on the broker, the three services connected to it, and the bureau they depend on. */
export async function setStage(node: BrokerNode, log: EventLog): Promise<Stage> {
  const definitions = JSON.parse(await readFile(DEFINITIONS, "utf8")) as Definitions;
  const virtualHost = await node.createVirtualHost(definitions);
  const bureau = new LicensedBureau(new Map(APPLICANTS.map(({ applicant, record }) => [applicant.nrc, record])));
  await bureau.up();
  const texts: string[] = [];
  const options = (service: string) => ({ url: virtualHost.url(service), observe: log.observer(service) });
  const sendSms = async (_to: string, text: string): Promise<void> => {
    texts.push(text);
  };
  const started: RunningService[] = [];
  const loanOrigination = await startLoanOrigination(options("loan-origination"));
  started.push(loanOrigination);
  started.push(await startCreditBureau({ ...options("credit-bureau"), bureauUrl: bureau.url }));
  started.push(await startCommunications({ ...options("communications"), sendSms }));
  return {
    log,
    virtualHost,
    bureau,
    loanOrigination,
    texts,
    async close() {
      await Promise.all(started.map((service) => service.close()));
      await bureau.down();
      await virtualHost.delete();
    },
  };
}
