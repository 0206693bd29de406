/** The accounts that the lending business books to. */
export const ACCOUNT = {
  bank: "1110",
  payrollReceivable: "1130",
  loans: "1200",
  toAllocate: "2190",
  unearnedInterest: "2310",
  writtenOff: "5300",
} as const;
