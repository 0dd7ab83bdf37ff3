// Presentation states for tests, made of what a test says of them. No file is read, and nothing of it is shown to anybody.
import type { PresentationState } from '@lumenbox/dicom';

/** A state of image 1.2.3 that says nothing but what is given. */
export function aMadeState(patch: Partial<PresentationState> = {}): PresentationState {
  return {
    label: '',
    description: '',
    images: [{ sopInstanceUid: '1.2.3', frames: [] }],
    modality: { slope: 1, intercept: 0, table: undefined },
    windows: [],
    voiTables: [],
    presentationTable: undefined,
    isInverse: false,
    areas: [],
    rotation: 0,
    isFlipped: false,
    shutters: [],
    shutterColour: [0, 0, 0],
    overlays: { shown: [], shutter: undefined, isPlaneLost: false, isShutterLost: false },
    annotations: [],
    unsupported: [],
    ...patch,
  };
}
