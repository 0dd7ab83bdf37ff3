// The bar of the room: back, whose study it is, tools and menus, what is shown and hidden.
import type { Study } from '@lumenbox/contract';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../shared/api/session.ts';
import { formatDay } from '../../shared/format/format.ts';
import {
  IconArrowLeft,
  IconCube,
  IconEye,
  IconEyeOff,
  IconInfoCircle,
  IconKeyboard,
  IconLayoutSidebar,
  IconListDetails,
  IconReportMedical,
  IconShieldLock,
} from '../../shared/ui/icons.ts';
import { Tag } from '../../shared/ui/tag.tsx';
import type { Command } from './commands.ts';
import classes from './room.module.css';
import type { RoomAction, RoomState } from './room-state.ts';
import { CommandButton, ToolButton, ToolButtons } from './toolbar.tsx';
import { CineControls, LayoutMenu, PictureMenu, WindowMenu } from './toolbar-menus.tsx';

const iconSize = 18;

/** The bar. */
export function RoomBar(props: {
  study: Study;
  who: string;
  state: RoomState;
  canDraw: boolean;
  isCt: boolean;
  isSingle: boolean;
  rate: number;
  dispatch(action: RoomAction): void;
  run(command: Command): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { state, run, dispatch, canDraw } = props;
  return (
    <header className={classes.head}>
      <ToolButton label={t('viewer.back')} onClick={props.onClose}>
        <IconArrowLeft size={iconSize} aria-hidden />
      </ToolButton>
      <Heading study={props.study} who={props.who} isHidden={state.isIdentityHidden} />
      <div className={classes.bar} role="toolbar" aria-label={t('viewer.tools')}>
        <ToolButtons
          tool={state.tool}
          isInPlanes={state.isInPlanes}
          canMeasure={canDraw}
          run={run}
          onTool={(tool) => dispatch({ type: 'tool', tool })}
        />
        <WindowMenu isCt={props.isCt} run={run} />
        <PictureMenu isInPlanes={state.isInPlanes} run={run} />
        <CineControls
          isPlaying={state.isPlaying}
          rate={props.rate}
          isDisabled={props.isSingle}
          run={run}
          onRate={(rate) => dispatch({ type: 'rate', rate })}
        />
        <div className={classes.group}>
          <LayoutMenu layout={state.layout} onLayout={(layout) => dispatch({ type: 'layout', layout })} />
          {canDraw && (
            <CommandButton command="planes" isPressed={state.isInPlanes} run={run}>
              <IconCube size={iconSize} aria-hidden />
            </CommandButton>
          )}
        </div>
        <Toggles {...props} />
      </div>
    </header>
  );
}

/** What is shown and hidden, and what tells of the viewer itself. */
function Toggles(props: {
  state: RoomState;
  canDraw: boolean;
  dispatch(action: RoomAction): void;
  run(command: Command): void;
}) {
  const { t } = useTranslation();
  const { state, run, dispatch, canDraw } = props;
  const mayRead = useMay()('reports:read');
  return (
    <div className={classes.group}>
      <CommandButton command="strip" isPressed={state.hasStrip} isQuiet run={run}>
        <IconLayoutSidebar size={iconSize} aria-hidden />
      </CommandButton>
      {canDraw && (
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

function Heading({ study, who, isHidden }: { study: Study; who: string; isHidden: boolean }) {
  const { t } = useTranslation();
  const facts = [study.study_date === null ? null : formatDay(study.study_date), study.modalities.join(', ')];
  return (
    <div className={classes.heading}>
      <h1>{isHidden ? t('viewer.hiddenIdentity') : who}</h1>
      <div className={classes.headingFacts}>
        {[study.study_description ?? t('studies.untitled'), ...facts].filter(Boolean).join(' · ')}
      </div>
      {isHidden && <Tag tone="violet">{t('viewer.hiddenIdentity')}</Tag>}
    </div>
  );
}
