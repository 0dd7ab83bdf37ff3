// What of a series is read and not looked at: a PDF or the words of a report in place; of anything else, what it is and how to have it.
import type { Series, Study } from '@lumenbox/contract';
import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { InstanceReport } from '../reports/index.ts';
import { instanceAddress, seriesAddress, zipOf } from './frame-address.ts';
import type { ViewedImage } from './image-facts.ts';
import { FileNotice } from './notice.tsx';
import { OneByOne } from './one-by-one.tsx';
import classes from './viewport.module.css';

interface Content {
  readonly patientId: string;
  readonly study: Study;
  readonly series: Series;
  readonly files: readonly ViewedImage[];
  readonly kind: 'document' | 'none';
}

/** The documents and reports of a series, one at a time; what is neither is told of once. */
export function ReadInPlace(props: Content): ReactNode {
  const { t } = useTranslation();
  const mayRead = useMay()('reports:read');
  const { files, series, kind } = props;
  const count = files.length;
  const isReport = series.modality === 'SR' && mayRead;
  if (kind === 'none' && !isReport) return <Undrawn {...props} />;
  return (
    <OneByOne
      count={count}
      previous={t('viewer.documentPrevious')}
      next={t('viewer.documentNext')}
      place={(number) => t('viewer.documentOf', { number, count })}
    >
      {(index) => <OneFile {...props} key={index} file={files[index] as ViewedImage} mayRead={mayRead} />}
    </OneByOne>
  );
}

function OneFile({ file, mayRead, ...content }: Content & { file: ViewedImage; mayRead: boolean }) {
  const { t } = useTranslation();
  const otherwise =
    content.kind === 'none' ? (
      <Undrawn {...content} />
    ) : (
      <FileNotice
        text={t('viewer.document')}
        link={t('viewer.documentOpen')}
        address={`${instanceAddress(file)}/rendered`}
      />
    );
  if (!mayRead) return otherwise;
  return (
    // A text that is longer than the panel is scrolled by keyboard too (WCAG 2.1.1).
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the scroll container
    <section className={classes.document} aria-label={t('viewer.documentText')} tabIndex={0}>
      <Suspense>
        <InstanceReport
          place={{ patientId: content.patientId, studyId: content.study.id }}
          sopInstanceUid={file.sopInstanceUid}
          otherwise={otherwise}
        />
      </Suspense>
    </section>
  );
}

/** Modalities of which the catalogue can say what their files hold. */
const known = ['SR', 'KO', 'PR', 'REG', 'RTSTRUCT', 'RTPLAN', 'ECG', 'HD', 'AU', 'RWV', 'PLAN'] as const;

/** What the series holds and why nothing of it is seen; its files can be had. */
function Undrawn({ study, series, files }: Content) {
  const { t } = useTranslation();
  const modality = known.find((one) => one === series.modality);
  // What has rows describes an image, and has come without it.
  const isEmptied = (files[0]?.rows ?? 0) > 0;
  const text = isEmptied
    ? t('viewer.withoutPixels')
    : t(modality === undefined ? 'viewer.undrawn.other' : `viewer.undrawn.${modality}`);
  return (
    <FileNotice
      text={text}
      hint={t(isEmptied ? 'viewer.withoutPixelsText' : 'viewer.undrawnText')}
      link={t('viewer.downloadSeries')}
      address={zipOf(seriesAddress(study.study_instance_uid ?? '', series.series_instance_uid))}
      isDownload
    />
  );
}
