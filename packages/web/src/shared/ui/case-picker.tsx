// Finds one case by its label.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/api.ts';
import { RecordPicker } from './record-picker.tsx';

/** A search and its first hits to choose from. */
export function CasePicker(props: {
  label: string;
  value: string | undefined;
  error?: ReactNode;
  onChange(caseId: string): void;
}) {
  const { t } = useTranslation();
  return (
    <RecordPicker
      {...props}
      placeholder={t('cases.search')}
      emptyText={t('cases.emptySearchTitle')}
      queryKey="cases"
      find={async (asked, options) =>
        (await api.listCases(asked, options)).data.map(({ id, label }) => ({ id, line: label }))
      }
    />
  );
}
