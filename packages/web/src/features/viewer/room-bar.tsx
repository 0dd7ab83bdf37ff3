// The bar of the room: back, whose study it is, tools and menus, what is shown and hidden.
import type { Series, Study } from '@lumenbox/contract';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { formatDay } from '../../shared/format/format.ts';
import { orderModalities } from '../../shared/format/modalities.ts';
import {
  IconArrowLeft,
  IconColumns,
  IconCube,
  IconEye,
  IconEyeOff,
  IconInfoCircle,
  IconKeyboard,
  IconLayoutSidebar,
  IconListDetails,
  IconReportMedical,
  IconShieldLock,
  IconStar,
} from '../../shared/ui/icons.ts';
import { Tag } from '../../shared/ui/tag.tsx';
import type { Command } from './commands.ts';
import { type IdleReason, IdleTools } from './idle-tools.ts';
import { OutputMenu } from './output-menu.tsx';
import type { PanelView } from './panel-view.ts';
import classes from './room.module.css';
import type { RoomAction, RoomState } from './room-state.ts';
import { SlabControls } from './slab-controls.tsx';
import { CommandButton, ToolButton, ToolButtons } from './toolbar.tsx';
import { LinkToggles } from './toolbar-links.tsx';
import { CineControls, LayoutMenu, PictureMenu, WindowMenu } from './toolbar-menus.tsx';
import type { KeyImages } from './use-key-images.ts';
import { useSnapshotPart } from './use-view.ts';

const iconSize = 18;

/** The bar. */
export function RoomBar(props: {
  study: Study;
  who: string;
  isOfCase: boolean;
  state: RoomState;
  canDraw: boolean;
  /** There is something that a list at the side can tell of. */
  canList: boolean;
  isComparing: boolean;
  rate: number;
  /** The one in the active panel, and the study that it is of. */
  series: Series | undefined;
  seriesStudy: Study;
  /** What the active panel shows instead of an image. */
  idle: IdleReason | undefined;
  keyImages: KeyImages;
  /** The active panel. */
  view: PanelView | undefined;
  dispatch(action: RoomAction): void;
  run(command: Command): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { state, run, dispatch, canDraw, view } = props;
  const isCt = useSnapshotPart(view, ({ image }) => image?.modality === 'CT');
  return (
    <header className={classes.head}>
      <ToolButton label={t('viewer.back')} onClick={props.onClose}>
        <IconArrowLeft size={iconSize} aria-hidden />
      </ToolButton>
      <Heading {...props} isHidden={state.isIdentityHidden} />
      <div className={classes.bar} role="toolbar" aria-label={t('viewer.tools')}>
        <IdleTools value={props.idle}>
          <ToolButtons
            tool={state.tool}
            isInPlanes={state.isInPlanes}
            canMeasure={canDraw}
            run={run}
            onTool={(tool) => dispatch({ type: 'tool', tool })}
          />
          <WindowMenu isCt={isCt} run={run} />
          <PictureMenu isInPlanes={state.isInPlanes} run={run} />
        </IdleTools>
        {!state.isInPlanes && <PanelControls {...props} />}
        {canDraw && (
          <IdleTools value={props.idle}>
            <CommandButton command="planes" isPressed={state.isInPlanes} run={run}>
              <IconCube size={iconSize} aria-hidden />
            </CommandButton>
          </IdleTools>
        )}
        {state.isInPlanes && (
          <SlabControls slab={state.slab} onSlab={(slab) => dispatch({ type: 'slab', slab })} />
        )}
        {state.series.length > 1 && !state.isInPlanes && <LinkToggles {...props} />}
        <Toggles {...props} />
        <OutputMenu {...props} study={props.seriesStudy} />
      </div>
    </header>
  );
}

/** What is of the panels, and not of planes: film, key images, how they are laid out, another study beside. */
function PanelControls(props: Parameters<typeof RoomBar>[0]) {
  const { state, run, dispatch, view, keyImages } = props;
  const isSingle = useSnapshotPart(view, ({ count }) => count < 2);
  // Of the image, and not the image itself: the bar is not drawn again with every image.
  const isMarked = useSnapshotPart(view, ({ image }) => keyImages.isMine(image));
  const canMark = useSnapshotPart(view, ({ image }) => keyImages.canMark(image));
  return (
    <>
      <IdleTools value={props.idle}>
        <CineControls
          isPlaying={state.isPlaying && props.idle === undefined}
          rate={props.rate}
          isDisabled={isSingle}
          run={run}
          onRate={(rate) => dispatch({ type: 'rate', rate })}
        />
      </IdleTools>
      <div className={classes.group}>
        <CommandButton command="markKeyImage" isPressed={isMarked} isDisabled={!canMark} isQuiet run={run}>
          <IconStar size={iconSize} aria-hidden />
        </CommandButton>
        <LayoutMenu layout={state.layout} onLayout={(layout) => dispatch({ type: 'layout', layout })} />
        <CommandButton command="compare" isPressed={props.isComparing} isQuiet run={run}>
          <IconColumns size={iconSize} aria-hidden />
        </CommandButton>
      </div>
    </>
  );
}

/** What is shown and hidden, and what tells of the viewer itself. */
function Toggles(props: {
  state: RoomState;
  canList: boolean;
  dispatch(action: RoomAction): void;
  run(command: Command): void;
}) {
  const { t } = useTranslation();
  const { state, run, dispatch, canList } = props;
  const mayRead = useMay()('reports:read');
  return (
    <div className={classes.group}>
      <CommandButton command="strip" isPressed={state.hasStrip} isQuiet run={run}>
        <IconLayoutSidebar size={iconSize} aria-hidden />
      </CommandButton>
      {canList && (
        <CommandButton command="list" isPressed={state.hasList} isQuiet run={run}>
          <IconListDetails size={iconSize} aria-hidden />
        </CommandButton>
      )}
      {mayRead && (
        <CommandButton command="reports" isPressed={state.hasReports} isQuiet run={run}>
          <IconReportMedical size={iconSize} aria-hidden />
        </CommandButton>
      )}
      <CommandButton command="texts" isPressed={state.hasTexts} isQuiet run={run}>
        {state.hasTexts ? (
          <IconEye size={iconSize} aria-hidden />
        ) : (
          <IconEyeOff size={iconSize} aria-hidden />
        )}
      </CommandButton>
      <CommandButton command="identity" isPressed={state.isIdentityHidden} isQuiet run={run}>
        <IconShieldLock size={iconSize} aria-hidden />
      </CommandButton>
      <CommandButton command="keys" isForKeyboards run={run}>
        <IconKeyboard size={iconSize} aria-hidden />
      </CommandButton>
      <ToolButton label={t('viewer.about')} onClick={() => dispatch({ type: 'dialog', dialog: 'about' })}>
        <IconInfoCircle size={iconSize} aria-hidden />
      </ToolButton>
    </div>
  );
}

function Heading(props: { study: Study; who: string; isOfCase: boolean; isHidden: boolean }) {
  const { study, who, isOfCase, isHidden } = props;
  const { t } = useTranslation();
  const facts = [
    study.study_date === null ? null : formatDay(study.study_date),
    orderModalities(study.modalities).join(', '),
  ];
  return (
    <div className={classes.heading}>
      <h1>{isHidden ? t('viewer.hiddenIdentity') : who}</h1>
      <div className={classes.headingFacts}>
        {[study.study_description ?? t('frame.untitledStudy'), ...facts].filter(Boolean).join(' · ')}
      </div>
      {isOfCase && <Tag tone="violet">{t('viewer.deidentified')}</Tag>}
      {isHidden && !isOfCase && <Tag tone="violet">{t('viewer.hiddenIdentity')}</Tag>}
    </div>
  );
}
