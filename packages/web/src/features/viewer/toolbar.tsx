// The tools above the images: one row of buttons and menus, each with its key.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconAngle,
  IconArrowsMove,
  IconArrowUpRight,
  IconContrast,
  IconCross,
  IconCrosshair,
  IconLasso,
  IconOval,
  IconRectangle,
  IconRuler2,
  IconRulerMeasure,
  IconStack2,
  IconTarget,
  IconTriangle,
  IconZoomIn,
  IconZoomScan,
} from '../../shared/ui/icons.ts';
import type { Command } from './commands.ts';
import { useCommandName } from './dialogs.tsx';
import { useIdleText } from './idle-tools.ts';
import { useKeyText } from './key-text.ts';
import classes from './room.module.css';
import { isMeasuring, measuringTools, type ToolName } from './tool-names.ts';

/** The pictures of the tools. */
const icons: Readonly<Record<ToolName, typeof IconAngle>> = {
  window: IconContrast,
  scroll: IconStack2,
  zoom: IconZoomIn,
  pan: IconArrowsMove,
  magnify: IconZoomScan,
  probe: IconTarget,
  crosshairs: IconCrosshair,
  calibrate: IconRulerMeasure,
  length: IconRuler2,
  angle: IconAngle,
  cobb: IconTriangle,
  bidirectional: IconCross,
  ellipse: IconOval,
  rectangle: IconRectangle,
  freehand: IconLasso,
  arrow: IconArrowUpRight,
};
const iconSize = 18;

/** A button for a command: its name and key in the tip. */
export function CommandButton(props: {
  command: Command;
  isPressed?: boolean;
  isDisabled?: boolean;
  isQuiet?: boolean;
  isForKeyboards?: boolean;
  children: ReactNode;
  run(command: Command): void;
}) {
  const name = useCommandName()(props.command);
  return (
    <ToolButton
      label={name}
      hint={useKeyText()(props.command)}
      isPressed={props.isPressed}
      isDisabled={props.isDisabled === true}
      isQuiet={props.isQuiet === true}
      isForKeyboards={props.isForKeyboards === true}
      onClick={() => props.run(props.command)}
    >
      {props.children}
    </ToolButton>
  );
}

/** A round of the bar. */
export function ToolButton(props: {
  label: string;
  hint?: string | undefined;
  isPressed?: boolean | undefined;
  isDisabled?: boolean;
  /** What is merely shown or hidden; a tool that is in the hand stands out more. */
  isQuiet?: boolean;
  isForKeyboards?: boolean;
  children: ReactNode;
  onClick(): void;
}) {
  const idle = useIdleText();
  const name = props.hint === undefined ? props.label : `${props.label} (${props.hint})`;
  return (
    <Tooltip label={idle === undefined ? name : `${props.label}: ${idle}`}>
      <ActionIcon
        variant={props.isPressed === true ? (props.isQuiet === true ? 'light' : 'filled') : 'subtle'}
        color={props.isPressed === true ? 'lumen' : 'gray'}
        className={props.isForKeyboards === true ? (classes.forKeyboards ?? '') : ''}
        size={34}
        aria-label={props.label}
        disabled={props.isDisabled === true && idle === undefined}
        {...(props.isPressed === undefined ? {} : { 'aria-pressed': props.isPressed })}
        {...idleProps(idle)}
        onClick={idle === undefined ? props.onClick : undefined}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

/** What makes a button idle: it keeps the focus and its tip, which says why (a button that is `disabled` has none). */
export function idleProps(idle: string | undefined) {
  return idle === undefined ? {} : { 'aria-disabled': true, 'data-disabled': true };
}

/**
 * The button of a menu; where the menu has nothing to work on, a button alone, with the reason in its tip: a menu that is
 * `disabled` opens at a click all the same, as soon as it is not.
 */
export function MenuTarget({ children }: { children: ReactNode }) {
  const idle = useIdleText();
  return idle === undefined ? (
    <Menu.Target>{children}</Menu.Target>
  ) : (
    <Tooltip label={idle}>{children}</Tooltip>
  );
}

/** The tools for the first mouse button. `canMeasure` is false where the server renders. */
export function ToolButtons(props: {
  tool: ToolName;
  isInPlanes: boolean;
  canMeasure: boolean;
  run(command: Command): void;
  onTool(tool: ToolName): void;
}) {
  const { t } = useTranslation();
  const keyText = useKeyText();
  const viewing: ToolName[] = [
    ...(props.isInPlanes ? (['crosshairs'] as const) : []),
    'window',
    'scroll',
    'zoom',
    'pan',
    ...(props.canMeasure && !props.isInPlanes ? (['magnify'] as const) : []),
    ...(props.canMeasure ? (['probe'] as const) : []),
  ];
  return (
    <div className={classes.group}>
      {viewing.map((tool) => {
        const Icon = icons[tool];
        return (
          <ToolButton
            key={tool}
            label={t(`viewer.toolNames.${tool}`)}
            hint={tool === 'crosshairs' ? undefined : keyText(`tool:${tool}`)}
            isPressed={props.tool === tool}
            onClick={() => props.onTool(tool)}
          >
            <Icon size={iconSize} aria-hidden />
          </ToolButton>
        );
      })}
      {props.canMeasure && <MeasureMenu {...props} />}
    </div>
  );
}

function MeasureMenu({ tool, onTool }: { tool: ToolName; onTool(tool: ToolName): void }) {
  const { t } = useTranslation();
  const keyText = useKeyText();
  const chosen = isMeasuring(tool) ? tool : 'length';
  const Icon = icons[chosen];
  const idle = useIdleText();
  return (
    <Menu position="bottom-start" disabled={idle !== undefined}>
      <MenuTarget>
        <ActionIcon
          variant={isMeasuring(tool) ? 'filled' : 'subtle'}
          color={isMeasuring(tool) ? 'lumen' : 'gray'}
          size={34}
          {...idleProps(idle)}
          aria-label={
            isMeasuring(tool)
              ? `${t('viewer.measure')}: ${t(`viewer.toolNames.${tool}`)}`
              : t('viewer.measure')
          }
        >
          <Icon size={iconSize} aria-hidden />
        </ActionIcon>
      </MenuTarget>
      <Menu.Dropdown>
        {[...measuringTools, 'calibrate' as const].map((name) => {
          const ItemIcon = icons[name];
          return (
            <Menu.Item
              key={name}
              leftSection={<ItemIcon size={16} aria-hidden />}
              rightSection={<span className={classes.key}>{keyText(`tool:${name}`)}</span>}
              onClick={() => onTool(name)}
            >
              {t(`viewer.toolNames.${name}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
