/** What a proof can find. */
export type ProofFault = "upcaster-unproved" | "upcaster-changed" | "upcaster-chain-differs";

/** What is asked of upcasters that the documents touch. */
export const proofRules: readonly { readonly id: ProofFault; readonly purpose: string }[] = [
  {
    id: "upcaster-unproved",
    purpose:
      "Every message of the version before comes out valid or is refused, tried on 10,000 generated ones: nothing is guessed.",
  },
  { id: "upcaster-changed", purpose: "A stored message should read today as it read yesterday." },
  {
    id: "upcaster-chain-differs",
    purpose: "From any version to any later one, all steps in one go must do what they do one by one.",
  },
];
