// What others may use of de-identification.
export { type CaseDeidentifiers, createCaseDeidentifiers } from './case-deidentifiers.ts';
export { createDeidentificationRoutes } from './deidentification.routes.ts';
export { insertAccounts } from './deidentified-instances.store.ts';
export { isSignatureValid } from './receipt.ts';
