import { connect, newMessageId } from "@insaka/runtime";
import type {
  ClientDetailsChanged,
  ClientKycVerified,
  ConsentGranted,
  ConsentPurpose,
  ConsentWithdrawn,
} from "@intellifin/contracts";
import { clientManagementConsumer, clientManagementPublisher } from "@intellifin/contracts";
import { dayOf, machineTime, timeOf } from "../calendar.js";
import { Inbox } from "../inbox.js";
import { remembered } from "../remembered.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import type { Client, Consent, NewClient, Verification } from "./client.js";
import { reviewDay } from "./client.js";

/** What is new of a client. */
export type ClientChanges = Omit<ClientDetailsChanged, "changeId" | "clientId" | "changedAt">;

export interface ClientManagement extends RunningService {
  /** Opens a client's file, and says so. A person has one file: registered again under the same NRC, it is the same client. */
  register(person: NewClient): Promise<string>;
  /** Says that a client's identity is established, with standard diligence on a card seen in the branch unless told otherwise. */
  verifyKyc(clientId: string, verification?: Verification): Promise<ClientKycVerified>;
  changeDetails(clientId: string, changes: ClientChanges): Promise<void>;
  /** Writes down what a client allows, and answers with the consent's id; a consent that stands already is the same consent. */
  grantConsent(clientId: string, purpose: ConsentPurpose): Promise<string>;
  withdrawConsent(consentId: string): Promise<void>;
  client(clientId: string): Client | undefined;
  consent(consentId: string): Consent | undefined;
}

/** Keeps the clients' files. */
export async function startClientManagement(options: ServiceOptions): Promise<ClientManagement> {
  const { today = machineTime } = options;
  const broker = await connect(options.broker, { service: "client-management", ...observing(options) });
  const send = clientManagementPublisher(broker);
  const inbox = new Inbox();
  const clients = new Map<string, Client>();
  const consents = new Map<string, Consent>();
  const clientOfNrc = new Map<string, string>();

  const clientOf = (clientId: string): Client => {
    const client = clients.get(clientId);
    if (client === undefined) throw new Error(`there is no client ${clientId}`);
    return client;
  };

  await clientManagementConsumer(broker, {
    handlers: {
      userRegistered({ payload: { clientId, userId }, retryLater }) {
        if (clientId === undefined) return;
        const client = clients.get(clientId);
        if (client === undefined) throw retryLater(undefined, "client not known yet");
        clients.set(clientId, { ...client, userId });
      },
      loanDisbursed({ payload: { clientId, loanId }, retryLater }) {
        const client = clients.get(clientId);
        if (client === undefined) throw retryLater(undefined, "client not known yet");
        clients.set(clientId, { ...client, loans: [...new Set([...client.loans, loanId])] });
      },
    },
  });

  return {
    async register(person) {
      const { nrc } = person.person;
      await inbox.once(`register ${nrc}`, async () => {
        const clientId = remembered(clientOfNrc, nrc, newMessageId);
        const registeredAt = timeOf(today());
        const fresh = (): Client => ({
          registered: { registeredThrough: "branch", ...person, clientId, registeredAt },
          loans: [],
        });
        const { registered } = remembered(clients, clientId, fresh);
        await send.clientRegistered(registered, { messageId: clientId });
      });
      return remembered(clientOfNrc, nrc, newMessageId);
    },
    async verifyKyc(clientId, verification = {}) {
      clientOf(clientId);
      const { riskRating = "low" } = verification;
      const verified: ClientKycVerified = {
        dueDiligence: "standard",
        method: "nrc-seen-in-branch",
        ...verification,
        riskRating,
        verificationId: newMessageId(),
        clientId,
        verifiedAt: timeOf(today()),
        reviewBy: reviewDay(dayOf(today()), riskRating),
      };
      await send.clientKycVerified(verified, { messageId: verified.verificationId });
      clients.set(clientId, { ...clientOf(clientId), kyc: verified });
      return verified;
    },
    async changeDetails(clientId, changes) {
      const { registered } = clientOf(clientId);
      const changeId = newMessageId();
      const changed = { ...changes, changeId, clientId, changedAt: timeOf(today()) };
      await send.clientDetailsChanged(changed, { messageId: changeId });
      const { phone = registered.phone, address = registered.address } = changes;
      clients.set(clientId, { ...clientOf(clientId), registered: { ...registered, phone, address } });
    },
    async grantConsent(clientId, purpose) {
      clientOf(clientId);
      const standing = [...consents.values()].find(
        ({ granted, withdrawn }) =>
          granted.clientId === clientId && granted.purpose === purpose && withdrawn === undefined,
      );
      if (standing !== undefined) return standing.granted.consentId;
      const consentId = newMessageId();
      const wording = "en-2026-01";
      const grantedAt = timeOf(today());
      const granted: ConsentGranted = { consentId, clientId, purpose, wording, grantedThrough: "branch", grantedAt };
      await send.consentGranted(granted, { messageId: consentId });
      consents.set(consentId, { granted });
      return consentId;
    },
    async withdrawConsent(consentId) {
      const consent = consents.get(consentId);
      if (consent === undefined) throw new Error(`there is no consent ${consentId}`);
      await inbox.once(`withdraw ${consentId}`, async (outgoingId) => {
        const { clientId, purpose } = consent.granted;
        const withdrawnAt = timeOf(today());
        const withdrawn: ConsentWithdrawn = { consentId, clientId, purpose, withdrawnThrough: "branch", withdrawnAt };
        const known = consents.get(consentId)?.withdrawn ?? withdrawn;
        // It holds from the moment that the client says so, whether or not the news of it has gone out.
        consents.set(consentId, { ...consent, withdrawn: known });
        await send.consentWithdrawn(known, { messageId: outgoingId("consent-withdrawn") });
      });
    },
    client: (clientId) => clients.get(clientId),
    consent: (consentId) => consents.get(consentId),
    close: () => broker.close(),
  };
}
