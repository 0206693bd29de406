import type { Applicant } from "@intellifin/contracts";
import type { BureauRecord } from "./licensed-bureau.js";

/** Invented applicants, and what the bureau holds on each. */
export const MWILA: Applicant = { givenName: "Mwila", familyName: "Banda", nrc: "123456/10/1", phone: "+260971234567" };
export const CHANDA: Applicant = {
  givenName: "Chanda",
  familyName: "Phiri",
  nrc: "234567/10/1",
  phone: "+260962345678",
};

export const APPLICANTS: readonly { readonly applicant: Applicant; readonly record: BureauRecord }[] = [
  { applicant: MWILA, record: { score: 712, band: "good" } },
  { applicant: CHANDA, record: { score: 388, band: "very-poor" } },
];
