// The options of PS3.15 E.3: their names and the codes by which a de-identified instance tells which were used.
import type { TableOption } from './profile-table.ts';

/** Options that no column of the table stands for, because they are about pixels (PS3.15 E.3.1, E.3.2). */
export const pixelOptions = ['cleanPixelData', 'cleanRecognizableVisualFeatures'] as const;

/** An option of the Basic Profile. */
export type ProfileOption = TableOption | (typeof pixelOptions)[number];

/** A code of CID 7050 De-identification Method (PS3.16); the scheme is DCM. */
export interface MethodCode {
  readonly value: string;
  readonly meaning: string;
}

/** The code of the Basic Application Confidentiality Profile itself. */
export const basicProfileCode: MethodCode = {
  value: '113100',
  meaning: 'Basic Application Confidentiality Profile',
};

/** The code of each option, in the order of the codes. */
export const optionCodes: Readonly<Record<ProfileOption, MethodCode>> = {
  cleanPixelData: { value: '113101', meaning: 'Clean Pixel Data Option' },
  cleanRecognizableVisualFeatures: { value: '113102', meaning: 'Clean Recognizable Visual Features Option' },
  cleanGraphics: { value: '113103', meaning: 'Clean Graphics Option' },
  cleanStructuredContent: { value: '113104', meaning: 'Clean Structured Content Option' },
  cleanDescriptors: { value: '113105', meaning: 'Clean Descriptors Option' },
  retainLongitudinalFullDates: {
    value: '113106',
    meaning: 'Retain Longitudinal Temporal Information Full Dates Option',
  },
  retainLongitudinalModifiedDates: {
    value: '113107',
    meaning: 'Retain Longitudinal Temporal Information Modified Dates Option',
  },
  retainPatientCharacteristics: { value: '113108', meaning: 'Retain Patient Characteristics Option' },
  retainDeviceIdentity: { value: '113109', meaning: 'Retain Device Identity Option' },
  retainUids: { value: '113110', meaning: 'Retain UIDs Option' },
  retainSafePrivate: { value: '113111', meaning: 'Retain Safe Private Option' },
  retainInstitutionIdentity: { value: '113112', meaning: 'Retain Institution Identity Option' },
};

/** All options, in the order of their codes. */
export const profileOptions = Object.keys(optionCodes) as readonly ProfileOption[];

/** What can become of text that is read in pixels. */
export const textRecognitions = ['off', 'review', 'blank'] as const;

/** One of them. */
export type TextRecognition = (typeof textRecognitions)[number];
