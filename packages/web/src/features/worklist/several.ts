// What of the chosen studies an action takes, what is left out, and what people call each.
import type { WorklistStudy } from '@lumenbox/contract';
import type { TFunction } from 'i18next';

/** What the dialogs of the actions have in common. */
export interface SeveralProps {
  readonly studies: readonly WorklistStudy[];
  /** Something has changed. */
  onEnded(): Promise<unknown>;
  /** `isGone`: what was chosen is no longer where it was. */
  onClose(isGone: boolean): void;
}

export const hasImages = (study: WorklistStudy) => (study.instance_count ?? 0) > 0;
export const isOfPatient = (study: WorklistStudy) => study.patient.kind === 'patient';

/** A study in a list of verdicts. */
export function nameOf(study: WorklistStudy, t: TFunction): string {
  return `${study.patient.name} · ${study.study_description ?? t('frame.untitledStudy')}`;
}

/** How many images studies have together. */
export function imagesOf(studies: readonly WorklistStudy[]): number {
  return studies.reduce((sum, { instance_count }) => sum + (instance_count ?? 0), 0);
}

/** Whose the studies are, each record once. */
export function ownersOf(studies: readonly WorklistStudy[]): readonly WorklistStudy['patient'][] {
  return [...new Map(studies.map(({ patient }) => [patient.id, patient])).values()];
}

/** The sentences of which something is to be said, one after the other. */
export function sentences(...told: readonly (string | false)[]): string {
  return told.filter((sentence) => sentence !== false).join(' ');
}
