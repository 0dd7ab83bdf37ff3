// Which attributes answers tell of patients, studies, series and instances: always, or when they are asked for.
// Tables only; PS3.18 Tables 10.6.3-3 to 10.6.3-5, PS3.4 Tables C.6-1 to C.6-5.
import { type Keyword, type Tag, tags } from '@lumenbox/dicom';

const tagsOf = (...keywords: readonly Keyword[]): ReadonlySet<Tag> =>
  new Set(keywords.map((keyword) => tags[keyword]));

/** The attributes of a level that come from files. */
export interface ToldAttributes {
  /** In every answer, empty when the files do not say. */
  readonly always: ReadonlySet<Tag>;
  /** In every answer of files that have them. */
  readonly whenKnown: ReadonlySet<Tag>;
  /** With `includefield`. */
  readonly further: ReadonlySet<Tag>;
}

/** Of a study and its patient. */
export const toldOfStudy: ToldAttributes = {
  always: tagsOf(
    'StudyDate',
    'StudyTime',
    'AccessionNumber',
    'ReferringPhysicianName',
    'PatientName',
    'PatientID',
    'PatientBirthDate',
    'PatientSex',
    'StudyInstanceUID',
    'StudyID',
  ),
  whenKnown: tagsOf('SpecificCharacterSet', 'TimezoneOffsetFromUTC', 'StudyDescription', 'IssuerOfPatientID'),
  further: tagsOf(
    'IssuerOfAccessionNumberSequence',
    'ReferringPhysicianIdentificationSequence',
    'ConsultingPhysicianName',
    'ProcedureCodeSequence',
    'PhysiciansOfRecord',
    'NameOfPhysiciansReadingStudy',
    'AdmittingDiagnosesDescription',
    'AdmittingDiagnosesCodeSequence',
    'ReferencedStudySequence',
    'ReferencedPatientSequence',
    'TypeOfPatientID',
    'IssuerOfPatientIDQualifiersSequence',
    'PatientBirthTime',
    'OtherPatientIDs',
    'OtherPatientNames',
    'OtherPatientIDsSequence',
    'PatientAge',
    'PatientSize',
    'PatientWeight',
    'PatientAddress',
    'PatientMotherBirthName',
    'MedicalAlerts',
    'Allergies',
    'PatientTelephoneNumbers',
    'EthnicGroup',
    'Occupation',
    'SmokingStatus',
    'AdditionalPatientHistory',
    'PregnancyStatus',
    'PatientReligiousPreference',
    'PatientSpeciesDescription',
    'PatientBreedDescription',
    'ResponsiblePerson',
    'PatientComments',
    'ClinicalTrialProtocolID',
    'ClinicalTrialSubjectID',
    'PatientIdentityRemoved',
    'DeidentificationMethod',
    'DeidentificationMethodCodeSequence',
    'RequestingPhysician',
    'RequestingService',
    'RequestedProcedureDescription',
    'RequestedProcedureCodeSequence',
    'AdmissionID',
  ),
};

/** Of a series. */
export const toldOfSeries: ToldAttributes = {
  always: tagsOf('Modality', 'SeriesDescription', 'StudyInstanceUID', 'SeriesInstanceUID', 'SeriesNumber'),
  whenKnown: tagsOf(
    'SpecificCharacterSet',
    'TimezoneOffsetFromUTC',
    'SeriesDate',
    'SeriesTime',
    'BodyPartExamined',
    'PerformedProcedureStepStartDate',
    'PerformedProcedureStepStartTime',
    'RequestAttributesSequence',
  ),
  further: tagsOf(
    'Manufacturer',
    'InstitutionName',
    'InstitutionAddress',
    'StationName',
    'InstitutionalDepartmentName',
    'PerformingPhysicianName',
    'OperatorsName',
    'ManufacturerModelName',
    'SeriesDescriptionCodeSequence',
    'ReferencedPerformedProcedureStepSequence',
    'DeviceSerialNumber',
    'SoftwareVersions',
    'ProtocolName',
    'PatientPosition',
    'FrameOfReferenceUID',
    'PositionReferenceIndicator',
    'Laterality',
    'PerformedStationAETitle',
    'PerformedProcedureStepEndDate',
    'PerformedProcedureStepEndTime',
    'PerformedProcedureStepID',
    'PerformedProcedureStepDescription',
    'CommentsOnThePerformedProcedureStep',
  ),
};

/** Of an instance, beside what has a column of its own. */
export const toldOfInstance: ToldAttributes = {
  always: tagsOf(),
  whenKnown: tagsOf('NumberOfFrames', 'BitsAllocated', 'TimezoneOffsetFromUTC'),
  further: tagsOf(
    'SpecificCharacterSet',
    'ImageType',
    'AcquisitionDate',
    'ContentDate',
    'AcquisitionTime',
    'ContentTime',
    'AcquisitionNumber',
    'SamplesPerPixel',
    'PhotometricInterpretation',
    'BitsStored',
    'ConceptNameCodeSequence',
    'CompletionFlag',
    'VerificationFlag',
    'DocumentTitle',
    'ContentLabel',
    'ContentDescription',
  ),
};
