import type { CreditReportReceived } from "@intellifin/contracts";

/** What the bureau says of a person: a report, that it has none, or nothing because it is away. */
export type BureauAnswer =
  | { readonly reference: string; readonly report: CreditReportReceived["report"] }
  | "no-record"
  | "away";

/** Asks the licensed bureau. Whatever keeps it from answering is its being away. */
export async function askBureau(url: string, nrc: string, signal: AbortSignal): Promise<BureauAnswer> {
  try {
    // In the body, not in the address: a registration number in a URL ends up in every access log on the way.
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ nrc }),
      signal,
    });
    if (response.status === 404) return "no-record";
    // The contract's schema judges it, when it is sent on.
    return response.ok ? ((await response.json()) as BureauAnswer) : "away";
  } catch {
    return "away";
  }
}
