// The way from a study to its images.
import type { Study } from '@lumenbox/contract';
import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { Link, linkOptions } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { IconEye } from '../../shared/ui/icons.ts';
import { prepareViewer, prepareViewerWhenIdle } from '../viewer/index.ts';

/** Opens the images; nothing where there are none, or none that may be seen. A link, so that it opens in another tab too. */
export function ViewerLink(props: {
  patientId: string;
  isOfCase: boolean;
  study: Study;
  name: string;
  /** Pixels of its square. */
  size?: number;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { study, patientId, size = 36 } = props;
  const canOpen = may('imaging:read') && (study.instance_count ?? 0) > 0;
  useEffect(() => {
    if (canOpen) prepareViewerWhenIdle();
  }, [canOpen]);
  if (!canOpen) return <Group w={size} />;
  const studyId = study.id;
  const to = props.isOfCase
    ? linkOptions({ to: '/cases/$caseId/studies/$studyId/viewer', params: { caseId: patientId, studyId } })
    : linkOptions({ to: '/patients/$patientId/studies/$studyId/viewer', params: { patientId, studyId } });
  return (
    <Tooltip label={t('viewer.open')}>
      <ActionIcon
        variant="subtle"
        size={size}
        aria-label={t('viewer.openStudy', { study: props.name })}
        onPointerEnter={prepareViewer}
        onFocus={prepareViewer}
        renderRoot={(rootProps) => <Link {...rootProps} {...to} />}
      >
        <IconEye size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
