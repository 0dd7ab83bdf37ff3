// What others may use of de-identification: a case's engine, profiles as data, identities of a study, checks of results.
export {
  type Account,
  type AccountReview,
  type ActionCounts,
  engineVersion,
  sumAccounts,
} from './account.ts';
export { blankDecodedFrame } from './blank-pixels.ts';
export { blankSamples, type SampleLayout } from './blank-samples.ts';
export { type CheckOptions, checkDeidentified, type Finding, findingProblems } from './check-deidentified.ts';
export { type CleanFile, deidentifyFile } from './deidentify-file.ts';
export {
  type CaseOptions,
  type CleanInstance,
  createDeidentifier,
  type Deidentification,
  type Deidentifier,
  type DoubtfulInstance,
  type InstanceOptions,
} from './deidentify-header.ts';
export { type DeviceRegion, deviceRegions } from './device-regions.ts';
export { cleanedFrame } from './frame-codes.ts';
export { type Identities, mergeIdentities, noIdentities, readIdentities } from './identities.ts';
export type { PixelFacts } from './marks.ts';
export { optionCodes, type ProfileOption, profileOptions, textRecognitions } from './options.ts';
export {
  clipped,
  type ImageSize,
  isCovered,
  joined,
  type PixelBox,
  type PixelRectangle,
  rectanglesOfFrame,
} from './pixel-boxes.ts';
export { createPixelDataPassage, type PixelDataPassage } from './pixel-data-passage.ts';
export { regionBoxesOf } from './pixel-regions.ts';
export {
  type AttributeChange,
  type ProfilePreview,
  previewDeidentification,
} from './preview.ts';
export {
  type DeidentificationProfile,
  type ProfileName,
  type ProfileRule,
  profileNames,
  profileOf,
  type RuleAction,
} from './profile.ts';
export { type ProfileProblem, profileProblems, ruleActions } from './profile-problems.ts';
export { profileEdition } from './profile-rows.generated.ts';
export { type PixelAbility, type PixelTreatment, pixelAbilities } from './review.ts';
export { type ReviewReason, reviewReasons } from './review-reasons.ts';
export { type ReviewedFacts, reviewedHead } from './reviewed-head.ts';
export { type TextFinding, type TextFindings, textFindings } from './text-findings.ts';
export { createVerifier, remainingIdentity } from './verify-deidentified.ts';
