// The modalities that a list of studies is narrowed to.
import { useTranslation } from 'react-i18next';
import { TextFilter } from './text-filter.tsx';

/** A text field such as `CT,MR`. */
export function ModalityFilter(props: {
  value: string | undefined;
  isPageSearch?: boolean;
  onChange(value: string | undefined): void;
}) {
  const { t } = useTranslation();
  return (
    <TextFilter
      {...props}
      label={t('studies.modality')}
      placeholder="CT,MR"
      width={140}
      read={(text) => text.toUpperCase()}
    />
  );
}
