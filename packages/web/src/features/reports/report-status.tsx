// How binding a report is, in a word.
import type { ReportStatus } from '@lumenbox/contract';
import { useTranslation } from 'react-i18next';
import { Tag, type Tone } from '../../shared/ui/tag.tsx';

const tones: Readonly<Record<ReportStatus, Tone>> = {
  draft: 'amber',
  final: 'green',
  amended: 'violet',
  received: 'blue',
};

/** The label. */
export function ReportStatusTag({ status }: { status: ReportStatus }) {
  const { t } = useTranslation();
  return <Tag tone={tones[status]}>{t(`reports.statuses.${status}`)}</Tag>;
}
