// How somebody likes the worklist to look: which columns in which order, and how close rows stand. Kept in this browser.
import {
  type WorklistColumn,
  type WorklistDensity,
  worklistColumns,
  worklistDensities,
} from '@lumenbox/contract';
import { useLocalStorage } from '@mantine/hooks';

/** How the worklist looks. */
export interface Look {
  readonly columns: readonly WorklistColumn[];
  readonly density: WorklistDensity;
}

/** What everybody begins with. */
export const standardLook: Look = {
  columns: [
    'picture',
    'patient',
    'description',
    'study_date',
    'modalities',
    'images',
    'institution',
    'status',
    'received',
  ],
  density: 'comfortable',
};

/** Each column once. The one that leads to the study is always there. */
export function readColumns(value: unknown): readonly WorklistColumn[] {
  const wanted = Array.isArray(value) ? worklistColumns.filter((column) => value.includes(column)) : [];
  if (wanted.length === 0) return standardLook.columns;
  const inOrder = (value as unknown[]).filter(
    (column, index, all): column is WorklistColumn =>
      worklistColumns.some((known) => known === column) && all.indexOf(column) === index,
  );
  return inOrder.includes('patient') ? inOrder : ['patient', ...inOrder];
}

function read(text: string | undefined): Look {
  try {
    const kept = JSON.parse(text ?? '{}') as { columns?: unknown; density?: unknown } | null;
    return {
      columns: readColumns(kept?.columns),
      density: worklistDensities.find((density) => density === kept?.density) ?? standardLook.density,
    };
  } catch {
    // Somebody else wrote there.
    return standardLook;
  }
}

/** The look and how to change it; it is remembered at once. */
export function useLook(): readonly [Look, (look: Look) => void] {
  const [look, setLook] = useLocalStorage<Look>({
    key: 'lumenbox-worklist',
    defaultValue: standardLook,
    getInitialValueInEffect: false,
    deserialize: read,
  });
  return [look, setLook];
}
