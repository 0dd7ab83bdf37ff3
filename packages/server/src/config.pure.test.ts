// The configuration: defaults, the file in the data directory, and what is refused in words that help.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

describe('readConfig', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'lumenbox-config-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('needs nothing', () => {
    expect(readConfig({ LUMENBOX_DATA_DIR: dataDir })).toMatchObject({
      host: '127.0.0.1',
      port: 8100,
      rateLimit: 1200,
      databaseUrl: undefined,
      storage: { kind: 'directory', dir: join(dataDir, 'objects') },
      roles: ['api', 'dimse', 'worker'],
    });
  });

  it('reads lumenbox.env in the data directory, and the environment wins', () => {
    writeFileSync(join(dataDir, 'lumenbox.env'), 'LUMENBOX_PORT=9000\nLUMENBOX_RATE_LIMIT=5\n');
    expect(readConfig({ LUMENBOX_DATA_DIR: dataDir, LUMENBOX_PORT: '9001' })).toMatchObject({
      port: 9001,
      rateLimit: 5,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ LUMENBOX_DATA_DIR: dataDir, LUMENBOX_PORT: '' }).port).toBe(8100);
  });

  it('lists every fault at once', () => {
    const read = () =>
      readConfig({
        LUMENBOX_DATA_DIR: dataDir,
        LUMENBOX_PORT: '99999',
        LUMENBOX_ROLES: 'cook',
        LUMENBOX_DATABASE_URL: 'mysql://x',
      });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(
      /LUMENBOX_PORT[\s\S]*LUMENBOX_DATABASE_URL[\s\S]*LUMENBOX_ROLES|LUMENBOX_PORT[\s\S]*LUMENBOX_ROLES/,
    );
  });

  it('drops the slash at the end of the public address', () => {
    expect(
      readConfig({ LUMENBOX_DATA_DIR: dataDir, LUMENBOX_PUBLIC_URL: 'https://pacs.example.org/' }).publicUrl,
    ).toBe('https://pacs.example.org');
  });

  it('reads origins as browsers send them, and refuses what no browser sends', () => {
    const read = (text: string) =>
      readConfig({ LUMENBOX_DATA_DIR: dataDir, LUMENBOX_CORS_ORIGINS: text }).corsOrigins;
    expect(read('https://Viewer.example/, http://127.0.0.1:3000,https://a.example:443')).toEqual([
      'https://viewer.example',
      'http://127.0.0.1:3000',
      'https://a.example',
    ]);
    expect(read('*')).toEqual(['*']);
    expect(read('')).toEqual([]);
    for (const text of ['https://viewer.example/app', 'viewer.example', 'https://*.example/x', 'file:///x'])
      expect(() => read(text), text).toThrow(/LUMENBOX_CORS_ORIGINS.*without a path/);
  });

  it('refuses an address of a database that cannot be read', () => {
    const read = (url: string) => () =>
      readConfig({ LUMENBOX_DATA_DIR: dataDir, LUMENBOX_DATABASE_URL: url }).databaseUrl;
    expect(read('postgres://lumenbox:a#b@host/lumenbox')).toThrow(/LUMENBOX_DATABASE_URL.*%23/);
    for (const url of ['postgres:///lumenbox?host=/run', 'postgresql://u:p@/db?host=/run', 'postgres://h/d'])
      expect(read(url)(), url).toBe(url);
  });

  it('reads where a bucket is, and what keys in it begin with', () => {
    const read = (url: string, more = {}) =>
      readConfig({ LUMENBOX_DATA_DIR: dataDir, LUMENBOX_STORAGE_URL: url, ...more }).storage;
    expect(read('s3://images')).toMatchObject({ kind: 's3', bucket: 'images', prefix: '' });
    expect(read('s3://images/clinic//north/', { AWS_REGION: 'eu-west-1' })).toMatchObject({
      prefix: 'clinic/north/',
      region: 'eu-west-1',
    });
    expect(() => read('s3://Im')).toThrow(/s3:\/\/BUCKET/);
    for (const url of ['http://x', 'S3://images', 'gs://images/x', 'file:objects', 'file://host/objects'])
      expect(() => read(url), url).toThrow(/LUMENBOX_STORAGE_URL: must be a folder, .* s3:\/\/BUCKET/);
    expect(read('file:///srv/objects')).toEqual({ kind: 'directory', dir: '/srv/objects' });
    expect(read('/srv/a:b')).toEqual({ kind: 'directory', dir: '/srv/a:b' });
    expect(() => read('s3://images', { AWS_ACCESS_KEY_ID: 'A' })).toThrow(/one makes no sense/);
  });
});
