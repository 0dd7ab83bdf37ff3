// A small picture of a study or of one of its series; a quiet square where there is none.
import type { Series, Study } from '@lumenbox/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { mayHavePixels } from '../../shared/format/modalities.ts';
import { IconPhoto } from '../../shared/ui/icons.ts';
import classes from './thumbnail.module.css';

/** Pixels along the longer side: twice the largest square in which thumbnails stand. */
const pictureSize = 192;

const iconSizes = { tiny: 14, small: 18, large: 24 } as const;

/** The picture of a study, or of `series` of it. Its words name neither patient nor study: those stand beside it. */
export function Thumbnail(props: {
  patientId: string;
  study: Study;
  series?: Series;
  size: 'tiny' | 'small' | 'large';
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { study, series, size } = props;
  const [failedAt, setFailedAt] = useState<string>();
  const imageCount = series?.instance_count ?? study.instance_count ?? 0;
  const modalities = series === undefined ? study.modalities : [series.modality];
  // Images that have come since may be shown where none could be.
  const isShown =
    may('imaging:read') && imageCount > 0 && mayHavePixels(modalities) && failedAt !== study.updated_at;
  return (
    <span className={classes.frame} data-size={size}>
      {isShown ? (
        <img
          src={addressOf(props)}
          alt={series === undefined ? t('studies.thumbnail') : t('studies.seriesThumbnail')}
          loading="lazy"
          decoding="async"
          className={classes.picture}
          onError={() => setFailedAt(study.updated_at)}
        />
      ) : (
        <IconPhoto size={iconSizes[size]} aria-hidden className={classes.none} />
      )}
    </span>
  );
}

function addressOf({
  patientId,
  study,
  series,
}: {
  patientId: string;
  study: Study;
  series?: Series;
}): string {
  // Modalities tell most of what has no pixels, and never all: of the rest the server says nothing, which is no fault of the page.
  const query = new URLSearchParams({ size: String(pictureSize), or_nothing: 'true' });
  if (series !== undefined) query.set('series_id', series.id);
  return `/api/v1/patients/${encodeURIComponent(patientId)}/studies/${encodeURIComponent(study.id)}/thumbnail?${query.toString()}`;
}
