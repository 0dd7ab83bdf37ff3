// The menus of the bar: windows, turning, layouts, and playing.
import { ActionIcon, Menu, NativeSelect, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconChevronDown,
  IconFlipHorizontal,
  IconFlipVertical,
  IconLayoutGrid,
  IconPlayerPause,
  IconPlayerPlay,
  IconRotate2,
  IconRotateClockwise2,
  IconZoomIn,
} from '../../shared/ui/icons.ts';
import type { Command } from './commands.ts';
import { useCommandName } from './dialogs.tsx';
import { type Layout, layouts } from './hanging.ts';
import { useIdleText } from './idle-tools.ts';
import { useKeyText } from './key-text.ts';
import classes from './room.module.css';
import { CommandButton, idleProps, MenuTarget } from './toolbar.tsx';
import { ctPresets } from './windows.ts';

const iconSize = 18;

/** A line of a menu for a command, with its key. */
export function CommandItem(props: {
  command: Command;
  icon?: ReactNode;
  isDisabled?: boolean;
  run(command: Command): void;
}) {
  const name = useCommandName()(props.command);
  return (
    <Menu.Item
      leftSection={props.icon}
      disabled={props.isDisabled === true}
      rightSection={<span className={classes.key}>{useKeyText()(props.command)}</span>}
      onClick={() => props.run(props.command)}
    >
      {name.replace(/^.*: /, '')}
    </Menu.Item>
  );
}

/** Windows: presets where they mean something. */
export function WindowMenu({ isCt, run }: { isCt: boolean; run(command: Command): void }) {
  const { t } = useTranslation();
  const idle = useIdleText();
  return (
    <Menu position="bottom-start" disabled={idle !== undefined}>
      <MenuTarget>
        <UnstyledButton className={classes.textButton ?? ''} {...idleProps(idle)}>
          {t('viewer.windowing')}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </MenuTarget>
      <Menu.Dropdown>
        {isCt && ctPresets.map(({ name }) => <CommandItem key={name} command={`preset:${name}`} run={run} />)}
        {isCt && <Menu.Divider />}
        <CommandItem command="windowAuto" run={run} />
        <CommandItem command="windowFile" run={run} />
        <CommandItem command="invert" run={run} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Turning, flipping, scale. */
export function PictureMenu({ isInPlanes, run }: { isInPlanes: boolean; run(command: Command): void }) {
  const { t } = useTranslation();
  const idle = useIdleText();
  return (
    <Menu position="bottom-start" disabled={idle !== undefined}>
      <MenuTarget>
        <UnstyledButton className={classes.textButton ?? ''} {...idleProps(idle)}>
          {t('viewer.view')}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </MenuTarget>
      <Menu.Dropdown>
        <CommandItem command="rotateRight" icon={<IconRotateClockwise2 size={16} aria-hidden />} run={run} />
        <CommandItem command="rotateLeft" icon={<IconRotate2 size={16} aria-hidden />} run={run} />
        {!isInPlanes && (
          <>
            <CommandItem
              command="flipHorizontal"
              icon={<IconFlipHorizontal size={16} aria-hidden />}
              run={run}
            />
            <CommandItem command="flipVertical" icon={<IconFlipVertical size={16} aria-hidden />} run={run} />
          </>
        )}
        <Menu.Divider />
        <CommandItem command="zoomIn" icon={<IconZoomIn size={16} aria-hidden />} run={run} />
        <CommandItem command="zoomOut" run={run} />
        <CommandItem command="fit" run={run} />
        <CommandItem command="oneToOne" run={run} />
        <CommandItem command="smooth" run={run} />
        <Menu.Divider />
        <CommandItem command="reset" run={run} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Panels in rows and columns. */
export function LayoutMenu({ layout, onLayout }: { layout: Layout; onLayout(layout: Layout): void }) {
  const { t } = useTranslation();
  const isShown = (one: Layout) => one.rows === layout.rows && one.columns === layout.columns;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={t('viewer.layout')}>
          <IconLayoutGrid size={iconSize} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {layouts.map((one) => (
          <Menu.Item
            key={`${one.rows}x${one.columns}`}
            aria-current={isShown(one)}
            fw={isShown(one) ? 600 : 400}
            onClick={() => onLayout(one)}
          >
            {t('viewer.layoutName', { ...one })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Images a second that are offered. */
const rates = [1, 2, 5, 10, 15, 20, 25, 30, 60];

/** Plays the active panel. */
export function CineControls(props: {
  isPlaying: boolean;
  rate: number;
  isDisabled: boolean;
  run(command: Command): void;
  onRate(rate: number): void;
}) {
  const { t } = useTranslation();
  const isIdle = useIdleText() !== undefined;
  const offered = rates.includes(props.rate) ? rates : [...rates, props.rate].sort((a, b) => a - b);
  return (
    <div className={classes.group}>
      <CommandButton command="play" isPressed={props.isPlaying} isDisabled={props.isDisabled} run={props.run}>
        {props.isPlaying ? (
          <IconPlayerPause size={iconSize} aria-hidden />
        ) : (
          <IconPlayerPlay size={iconSize} aria-hidden />
        )}
      </CommandButton>
      <NativeSelect
        size="xs"
        w={72}
        aria-label={t('viewer.rate')}
        disabled={props.isDisabled || isIdle}
        value={String(props.rate)}
        data={offered.map((rate) => ({ value: String(rate), label: t('viewer.rateShort', { rate }) }))}
        onChange={(event) => props.onRate(Number(event.currentTarget.value))}
      />
    </div>
  );
}
