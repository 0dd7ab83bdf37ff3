// The menu of what leaves the viewer: the picture that is seen, on paper too, and the files of the series and the study.
import type { Series, Study } from '@lumenbox/contract';
import { ActionIcon, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { IconDownload } from '../../shared/ui/icons.ts';
import type { Command } from './commands.ts';
import { seriesAddress, zipOf } from './frame-address.ts';
import type { PanelView } from './panel-view.ts';
import { CommandItem } from './toolbar-menus.tsx';
import { useSnapshotPart } from './use-view.ts';

/** The menu. `series` is the one in the active panel. */
export function OutputMenu(props: {
  study: Study;
  series: Series | undefined;
  view: PanelView | undefined;
  run(command: Command): void;
}) {
  const { t } = useTranslation();
  const mayRead = useMay()('imaging:read');
  const { study, series } = props;
  const studyUid = study.study_instance_uid ?? '';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={t('viewer.output')}>
          <IconDownload size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <PictureItems view={props.view} run={props.run} />
        {mayRead && (
          <>
            <Menu.Divider />
            {series !== undefined && (
              <FileItem address={zipOf(seriesAddress(studyUid, series.series_instance_uid))}>
                {t('viewer.downloadSeries')}
              </FileItem>
            )}
            <FileItem address={zipOf(`/dicomweb/studies/${studyUid}`)}>{t('viewer.downloadStudy')}</FileItem>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done with a picture, once it stands. Drawn while the menu is open alone. */
function PictureItems({ view, run }: { view: PanelView | undefined; run(command: Command): void }) {
  const isShown = useSnapshotPart(view, ({ state }) => state === 'shown');
  return (
    <>
      <CommandItem command="savePicture" isDisabled={!isShown} run={run} />
      <CommandItem command="savePlainPicture" isDisabled={!isShown} run={run} />
      <CommandItem command="print" isDisabled={!isShown} run={run} />
    </>
  );
}

function FileItem({ address, children }: { address: string; children: string }) {
  return (
    <Menu.Item component="a" href={address} download>
      {children}
    </Menu.Item>
  );
}
