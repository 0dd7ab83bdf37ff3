// What others may use of de-identification.
export { type CaseDeidentifiers, createCaseDeidentifiers } from './case-deidentifiers.ts';
export { selectCaseProfile } from './case-profiles.store.ts';
export { createDeidentificationRoutes } from './deidentification.routes.ts';
export type { OriginalIdentity } from './identity-seal.ts';
export { carryIdentity, keepAccounts, sealWhereWanted } from './keep-accounts.ts';
export { type Preview, tryingProfile } from './preview-profile.ts';
export { engineProfile, profileErrors } from './profile-content.ts';
export {
  createProfile,
  findProfile,
  listProfiles,
  resolveCaseProfile,
  setProfileArchived,
  showProfile,
  updateProfile,
} from './profiles.service.ts';
export { selectProfile } from './profiles.store.ts';
export { isSignatureValid } from './receipt.ts';
