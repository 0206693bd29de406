import type { ClientKycVerified, ClientRegistered, ConsentGranted, ConsentWithdrawn } from "@intellifin/contracts";

/** A person as the branch writes them down. */
export type NewClient = Omit<ClientRegistered, "clientId" | "registeredAt" | "registeredThrough"> &
  Partial<Pick<ClientRegistered, "registeredThrough">>;

/** A client's file. */
export interface Client {
  readonly registered: ClientRegistered;
  readonly kyc?: ClientKycVerified;
  /** The account by which the client signs in. */
  readonly userId?: string;
  readonly loans: readonly string[];
}

/** What a client allows, and whether it was taken back. */
export interface Consent {
  readonly granted: ConsentGranted;
  readonly withdrawn?: ConsentWithdrawn;
}

/** How a client's identity was established; a branch that has seen the card is the rule. */
export type Verification = Partial<Omit<ClientKycVerified, "verificationId" | "clientId" | "verifiedAt" | "reviewBy">>;

/** After how many years the identity is established anew: the riskier the client, the sooner. */
const REVIEW_YEARS = { low: 3, medium: 2, high: 1 } as const;

/** The day by which an identity that is established today is established anew. */
export function reviewDay(today: string, riskRating: ClientKycVerified["riskRating"]): string {
  const [year, month, day] = today.split("-");
  // Who is verified on a leap day is due on the last of February: no year of REVIEW_YEARS leads from one leap year to the next.
  return [Number(year) + REVIEW_YEARS[riskRating], month, month === "02" && day === "29" ? "28" : day].join("-");
}
