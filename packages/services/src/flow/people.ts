import type { Employment, PayoutAccount } from "@intellifin/contracts";
import type { NewClient } from "../client-management/client.js";
import type { BureauRecord } from "./licensed-bureau.js";

/** An invented person, what the payroll knows of them, and what the bureau does. */
export interface Person {
  readonly name: string;
  readonly client: NewClient;
  readonly employment: Employment;
  readonly payout: PayoutAccount;
  /** None: the bureau has never heard of them. */
  readonly record?: BureauRecord;
}

interface Sketch {
  readonly nrc: string;
  readonly phone: string;
  readonly employeeNumber: string;
  readonly record?: BureauRecord;
}

function person(givenName: string, familyName: string, { nrc, phone, employeeNumber, record }: Sketch): Person {
  const facts = {
    givenName,
    familyName,
    nrc,
    dateOfBirth: "1988-07-14",
    sex: "female",
    maritalStatus: "single",
  } as const;
  return {
    name: `${givenName} ${familyName}`,
    client: { person: facts, phone, address: { line: "Plot 4417", town: "Ndola", province: "copperbelt" } },
    employment: {
      employer: "Ministry of Education",
      employeeNumber,
      netPay: { amount: "9840.00", currency: "ZMW" },
    },
    payout: { kind: "mobile-wallet", institution: "MTN", number: phone },
    ...(record === undefined ? {} : { record }),
  };
}

export const MWILA: Person = person("Mwila", "Banda", {
  nrc: "123456/10/1",
  phone: "+260971234567",
  employeeNumber: "204417",
  record: { score: 712, band: "good" },
});

export const CHANDA: Person = person("Chanda", "Phiri", {
  nrc: "234567/10/1",
  phone: "+260962345678",
  employeeNumber: "204418",
  record: { score: 388, band: "very-poor" },
});

/** Young, and without a history of credit. */
export const LUSE: Person = person("Luse", "Tembo", {
  nrc: "345678/10/1",
  phone: "+260953456789",
  employeeNumber: "204419",
});

export const BUPE: Person = person("Bupe", "Mulenga", {
  nrc: "456789/10/1",
  phone: "+260974567890",
  employeeNumber: "204420",
  record: { score: 640, band: "fair" },
});

export const NATASHA: Person = person("Natasha", "Zulu", {
  nrc: "567890/10/1",
  phone: "+260965678901",
  employeeNumber: "204421",
  record: { score: 801, band: "excellent" },
});

/** Nobody at the lender has ever seen him. */
export const MUSONDA: Person = person("Musonda", "Kunda", {
  nrc: "678901/10/1",
  phone: "+260956789012",
  employeeNumber: "204422",
});

export const PEOPLE: readonly Person[] = [MWILA, CHANDA, LUSE, BUPE, NATASHA];
