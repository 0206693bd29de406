import type { ClientRegistered, ClientRegisteredV1 } from "@intellifin/contracts";

/** The message that is measured, of the generated client of `client-management`, as its sender gives it. The person is invented. */
export const EVENT: ClientRegistered = {
  clientId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
  person: {
    givenName: "Chileshe Mutale",
    familyName: "Mwansa-Phiri",
    nrc: "123456/10/1",
    dateOfBirth: "1987-03-14",
    sex: "female",
    maritalStatus: "married",
  },
  phone: "+260971234567",
  email: "chileshe.mutale.mwansa-phiri@payroll.ministry-of-education.example",
  address: {
    line: "Plot 4127, off Nangwenya Road, behind the old post office, gate 12 on the left, Rhodes Park, postal bag E 891, near the clinic; ask for the guard at the gate (Mr Banda)",
    town: "Lusaka",
    province: "lusaka",
  },
  registeredThrough: "branch",
  registeredAt: "2026-08-14T09:12:33.120Z",
};

/** The same client as the oldest sender wrote it: it takes {@link STEPS} steps to today's version. */
export const OLD_EVENT: ClientRegisteredV1 = {
  clientId: EVENT.clientId,
  nrc: EVENT.person.nrc,
  surname: EVENT.person.familyName,
  otherNames: EVENT.person.givenName,
  dob: EVENT.person.dateOfBirth,
  sex: "F",
  maritalStatus: "M",
  dialCode: "+260",
  phoneNumber: "971234567",
  address: EVENT.address.line,
  town: EVENT.address.town,
  branch: "LSK01",
};

export const BODY: Buffer = Buffer.from(JSON.stringify(EVENT));

export const EXCHANGE = "client-management";
export const ROUTING_KEY = "client.registered";
export const QUEUE = "identity.client-registered";
export const MESSAGE = "ClientRegistered";
/** The version that is sent today, and the one of {@link OLD_EVENT}. */
export const [CURRENT, OLDEST] = [3, 1];

/** The eight properties that a message of ours has as well, written once: whoever only sends bytes makes none anew. */
export const PROPERTIES = {
  contentType: "application/json",
  contentEncoding: "utf-8",
  deliveryMode: 2,
  correlationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c0d",
  messageId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c0e",
  timestamp: 1_787_000_000,
  type: MESSAGE,
  appId: "client-management",
} as const;

/** The headers by which a consumer of ours knows the version. */
export function headersOf(version: number): Readonly<Record<string, unknown>> {
  return { "x-version": version, traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
}
