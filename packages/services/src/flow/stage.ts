import { connect } from "@insaka/runtime";
import type { ApiGateway } from "../api-gateway/start-api-gateway.js";
import { startApiGateway } from "../api-gateway/start-api-gateway.js";
import type { ClientManagement } from "../client-management/start-client-management.js";
import { startClientManagement } from "../client-management/start-client-management.js";
import type { Collections } from "../collections/start-collections.js";
import { startCollections } from "../collections/start-collections.js";
import { startCommunications } from "../communications/start-communications.js";
import { startCreditBureau } from "../credit-bureau/start-credit-bureau.js";
import type { GeneralLedger } from "../general-ledger/start-general-ledger.js";
import { startGeneralLedger } from "../general-ledger/start-general-ledger.js";
import type { Identity } from "../identity/start-identity.js";
import { startIdentity } from "../identity/start-identity.js";
import type { LoanOrigination } from "../loan-origination/start-loan-origination.js";
import { startLoanOrigination } from "../loan-origination/start-loan-origination.js";
import type { Pmec } from "../pmec/start-pmec.js";
import { startPmec } from "../pmec/start-pmec.js";
import type { Reporting } from "../reporting/start-reporting.js";
import { startReporting } from "../reporting/start-reporting.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { calm } from "./account.js";
import type { EventLog } from "./event-log.js";
import type { FlowHost, RawMessage } from "./host.js";
import { LicensedBureau } from "./licensed-bureau.js";
import { type OldLoanOrigination, startOldCommunications, startOldLoanOrigination } from "./old-release.js";
import { PEOPLE } from "./people.js";
import { Slot } from "./slot.js";
import { SmsGateway } from "./sms-gateway.js";
import { StoryTime } from "./story-time.js";

/** Everything that a scenario plays with. */
export interface Stage {
  readonly log: EventLog;
  readonly time: StoryTime;
  readonly bureau: LicensedBureau;
  readonly sms: SmsGateway;
  /** Two instances of one service: each has sessions of its own. */
  readonly gateways: readonly [ApiGateway, ApiGateway];
  readonly identity: Identity;
  readonly clientManagement: ClientManagement;
  readonly loanOrigination: LoanOrigination;
  readonly generalLedger: GeneralLedger;
  readonly pmec: Pmec;
  readonly collections: Collections;
  readonly reporting: Reporting;
  /** Tells the audience what happens next, at once. */
  say(text: string): void;
  /** The same, when every message of what happened before has come to its end. */
  scene(text: string): Promise<void>;
  /** Puts a release of communications in the place of the one that runs. */
  deployCommunications(release: "1.3" | "current"): Promise<void>;
  startOldLoanOrigination(): Promise<OldLoanOrigination>;
  /** Connects to the host as a service or as an operator, beside what runs. */
  options(service: string): ServiceOptions;
  /** An operator's connection for as long as `work` takes. */
  asOperator<T>(work: (broker: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T>;
  /** Sends a message past every generated client. */
  publishRaw(message: RawMessage): Promise<void>;
  close(): Promise<void>;
}

/** Starts all ten services on a host, the gateway twice, and what they depend on. */
export async function setStage(host: FlowHost, log: EventLog, say: (text: string) => void): Promise<Stage> {
  const running: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((end) => end()));
  };
  try {
    const scene = async (text: string): Promise<void> => {
      await calm(log);
      say(text);
    };
    return { ...(await startAll(host, log, running)), say, scene, close };
  } catch (error) {
    // What has started must not keep the process alive.
    await close();
    throw error;
  }
}

async function startAll(
  host: FlowHost,
  log: EventLog,
  running: (() => Promise<unknown>)[],
): Promise<Omit<Stage, "say" | "scene" | "close">> {
  const time = new StoryTime();
  const sms = new SmsGateway();
  const bureau = new LicensedBureau(
    new Map(PEOPLE.flatMap(({ client, record }) => (record === undefined ? [] : [[client.person.nrc, record]]))),
  );
  await bureau.up();
  running.push(() => bureau.down());
  const options = (service: string, instance?: number): ServiceOptions => ({
    broker: host.target(service),
    observe: log.observer(service, instance),
    today: time.today,
  });
  const start = async <S extends RunningService>(starting: Promise<S>): Promise<S> => {
    const service = await starting;
    running.push(() => service.close());
    return service;
  };
  const communications = new Slot();
  running.push(() => communications.close());
  const deployCommunications = (release: "1.3" | "current"): Promise<void> =>
    communications.deploy(() =>
      release === "1.3"
        ? startOldCommunications({ ...options("communications"), sms })
        : startCommunications({ ...options("communications"), sendSms: (to, text) => sms.send(to, text) }),
    );
  await deployCommunications("current");
  await start(startCreditBureau({ ...options("credit-bureau"), bureauUrl: bureau.url }));
  return {
    log,
    time,
    bureau,
    sms,
    gateways: [
      await start(startApiGateway(options("api-gateway", 1))),
      await start(startApiGateway(options("api-gateway", 2))),
    ],
    identity: await start(startIdentity(options("identity"))),
    clientManagement: await start(startClientManagement(options("client-management"))),
    loanOrigination: await start(startLoanOrigination(options("loan-origination"))),
    generalLedger: await start(startGeneralLedger(options("general-ledger"))),
    pmec: await start(startPmec(options("pmec"))),
    collections: await start(startCollections(options("collections"))),
    reporting: await start(startReporting(options("reporting"))),
    deployCommunications,
    startOldLoanOrigination: () => startOldLoanOrigination(options("loan-origination")),
    options,
    async asOperator(work) {
      const broker = await connect(host.operator, { service: "operator" });
      try {
        return await work(broker);
      } finally {
        await broker.close();
      }
    },
    async publishRaw(message) {
      const { exchange, routingKey, messageId, type, version } = message;
      await host.publishRaw(message);
      // Nobody's runtime tells of it, and it counts like any other message.
      const told = { message: type, version, messageId, exchange, routingKey };
      log.observer("(somebody)")({ type: "published", ...told });
    },
  };
}
