// Whose study it is: a link to its patient or case, on which the study opens.
import type { WorklistStudy } from '@lumenbox/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Tag } from '../../shared/ui/tag.tsx';
import ui from '../../shared/ui/ui.module.css';

/** The link, which takes the whole row; a case says that it is one. */
export function OwnerLink({ study }: { study: WorklistStudy }) {
  const { t } = useTranslation();
  const { id, kind, name } = study.patient;
  const search = { study: study.id };
  return kind === 'patient' ? (
    <Link to="/patients/$patientId" params={{ patientId: id }} search={search} className={ui.rowLink}>
      {name}
    </Link>
  ) : (
    <>
      <Link to="/cases/$caseId" params={{ caseId: id }} search={search} className={ui.rowLink}>
        {name}
      </Link>{' '}
      <Tag tone="violet">{t('worklist.case')}</Tag>
    </>
  );
}
