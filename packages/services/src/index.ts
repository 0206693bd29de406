export type { CommunicationsOptions, SendSms } from "./communications.js";
export { startCommunications } from "./communications.js";
export type { CreditBureauOptions } from "./credit-bureau.js";
export { startCreditBureau } from "./credit-bureau.js";
export type { ApplicationStatus, LoanApplication, LoanOrigination, LoanRequest } from "./loan-origination.js";
export { startLoanOrigination } from "./loan-origination.js";
export type { RunningService, ServiceOptions } from "./service.js";
