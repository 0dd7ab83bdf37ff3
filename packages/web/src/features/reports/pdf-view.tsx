// A PDF in place, by the browser's own reader; where a browser has none, a way to open it.
import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './reports.module.css';

/** The PDF of an address of ours. */
export function PdfView({ address, title }: { address: string; title: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.pdf}>
      {/* Phones have no reader inside of pages: an empty frame would look like an empty report. */}
      {navigator.pdfViewerEnabled ? (
        // oxlint-disable-next-line react/iframe-missing-sandbox -- the browser's reader of PDFs runs in no sandbox; the answer's own policy lets it load nothing
        <iframe src={address} title={t('reports.pdfOf', { report: title })} className={classes.frame} />
      ) : (
        <Text size="sm">{t('reports.pdfNotHere')}</Text>
      )}
      <Anchor href={address} target="_blank" rel="noopener" size="sm">
        {t('reports.pdfOpen')}
      </Anchor>
    </div>
  );
}
