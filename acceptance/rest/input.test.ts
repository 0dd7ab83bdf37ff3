// How the API reads: query string and bodies, what wins, what is trimmed, what is refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, type Stage, sendRaw, startStage } from '../support/index.ts';
import { aCase, aPatient, column, patientFields } from './makers.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  for (const label of ['alpha', 'beta', 'gamma']) await aCase(stage.api, { label });
});
afterAll(() => stage?.stop());

const json = (raw: string) => ({ raw, type: 'application/json' });
const labels = (answer: { body: Json }) => column(answer, 'label');

describe('a list reads', () => {
  it('its fields from the query string', async () => {
    expect(labels(await stage.api.get('/cases?search=alpha'))).toEqual(['alpha']);
  });

  it('its fields from a JSON body', async () => {
    expect(labels(await stage.api.get('/cases', json('{"search":"alpha"}')))).toEqual(['alpha']);
  });

  it('its fields from a form in the body', async () => {
    const form = { raw: 'search=alpha', type: 'application/x-www-form-urlencoded' };
    expect(labels(await stage.api.get('/cases', form))).toEqual(['alpha']);
  });

  it('a JSON body that names no type', async () => {
    const answer = await sendRaw(stage.server.url, {
      method: 'GET',
      target: '/api/v1/cases',
      headers: { Authorization: `Bearer ${stage.token}` },
      body: '{"search":"beta"}',
    });
    expect(labels(answer)).toEqual(['beta']);
  });

  it('the body before the query string, key by key', async () => {
    const answer = await stage.api.get('/cases?search=alpha&per_page=2', json('{"search":"beta"}'));
    expect(labels(answer)).toEqual(['beta']);
    expect(answer.body.meta.per_page).toBe(2);
  });

  it.each(['{', '[]', '7', '"text"', 'null', 'nonsense'])('nothing from the body %s', async (raw) => {
    const answer = await stage.api.get('/cases?search=alpha', json(raw));
    expect(answer.status).toBe(200);
    expect(labels(answer)).toEqual(['alpha']);
  });

  it('nothing from a body of another type', async () => {
    const answer = await stage.api.get('/cases?search=alpha', {
      raw: '<search>beta</search>',
      type: 'text/xml',
    });
    expect(labels(answer)).toEqual(['alpha']);
  });

  it('no body beyond 1 MiB', async () => {
    const answer = await stage.api.get('/cases', json(JSON.stringify({ search: 'x'.repeat(1_100_000) })));
    expect(answer.status).toBe(413);
  });
});

describe('a write reads', () => {
  it('JSON', async () => {
    const answer = await stage.api.post('/cases', { label: 'from JSON' });
    expect(answer.body.data.label).toBe('from JSON');
  });

  it('JSON with another name of its type', async () => {
    for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json']) {
      const answer = await stage.api.send('POST', '/cases', { raw: '{"label":"x"}', type });
      expect(answer.status, type).toBe(201);
    }
  });

  it('a form, nested fields and all', async () => {
    const form = new URLSearchParams({
      ...patientFields,
      'address[city]': 'Zürich',
      'address[country]': 'ch',
    });
    const answer = await stage.api.send('POST', '/patients', { form });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body.data.address).toMatchObject({ city: 'Zürich', country: 'ch', street: null });
  });

  it('a form of several parts', async () => {
    const form = new FormData();
    for (const [key, value] of Object.entries(patientFields)) form.append(key, value);
    form.append('address[city]', 'Łódź');
    const answer = await stage.api.send('POST', '/patients', { form });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body.data.address.city).toBe('Łódź');
  });

  it('its query string as well, after the body', async () => {
    const answer = await stage.api.send('POST', '/cases?label=query&sex=female', json('{"label":"body"}'));
    expect(answer.body.data.label).toBe('body');
    expect((await stage.api.send('POST', '/cases?label=query')).body.data.label).toBe('query');
  });

  it.each(['{', '[]', '7', '"text"', 'null', '{"label":"x"', '{label:1}'])('no body like %s', async (raw) => {
    const answer = await stage.api.send('POST', '/cases', json(raw));
    expect(answer.status).toBe(422);
    expect(answer.body.message).toContain('JSON object');
    expect(Object.keys(answer.body.errors)).toHaveLength(1);
  });

  it('no body of another type', async () => {
    for (const type of ['text/xml', 'text/plain', 'application/octet-stream']) {
      const answer = await stage.api.send('POST', '/cases', { raw: '<label>x</label>', type });
      expect(answer.status, type).toBe(415);
      expect(answer.body.message).toContain(type);
    }
  });

  it('no body beyond 1 MiB, told or not told', async () => {
    const raw = JSON.stringify({ label: 'x', notes: 'x'.repeat(1_100_000) });
    const answer = await stage.api.send('POST', '/cases', json(raw));
    expect([answer.status, answer.body]).toEqual([413, { message: 'The POST data is too large.' }]);
    const chunked = await fetch(`${stage.server.url}/api/v1/cases`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${stage.token}`, 'Content-Type': 'application/json' },
      body: new Blob([raw]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  it('a body of nearly 1 MiB', async () => {
    const answer = await stage.api.post('/cases', { label: 'x', ignored: 'x'.repeat(1_000_000) });
    expect(answer.status).toBe(201);
  });

  it('no JSON that is nested without end', async () => {
    const answer = await stage.api.send(
      'POST',
      '/cases',
      json(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
    );
    expect(answer.status).toBe(422);
  });

  it('past keys that nobody knows, __proto__ among them', async () => {
    const raw =
      '{"label":"x","id":"mine","realm_id":"other","__proto__":{"sex":"x"},"constructor":{"prototype":1}}';
    const answer = await stage.api.send('POST', '/cases', json(raw));
    expect(answer.status).toBe(201);
    expect(answer.body.data.id).not.toBe('mine');
  });
});

describe('a text', () => {
  it('is trimmed', async () => {
    expect((await stage.api.post('/cases', { label: '  \t x y \n ' })).body.data.label).toBe('x y');
  });

  it.each(['', '   ', '\n\t'])('that is %j counts as null', async (label) => {
    const answer = await stage.api.post('/cases', { label });
    expect(answer.body.errors).toEqual({ label: ['The label field is required.'] });
  });

  it('is counted in code points, after trimming', async () => {
    expect((await stage.api.post('/cases', { label: ` ${'👩'.repeat(255)} ` })).status).toBe(201);
    const answer = await stage.api.post('/cases', { label: '👩'.repeat(256) });
    expect(answer.body.errors).toEqual({
      label: ['The label field must not be greater than 255 characters.'],
    });
  });

  it('holds no NUL', async () => {
    const answer = await stage.api.post('/cases', { label: 'a\0b' });
    expect(answer.body.errors).toEqual({ label: ['The label field format is invalid.'] });
    expect((await stage.api.get('/cases?search=%00')).status).toBe(422);
  });

  it('comes back as it was sent, whatever it holds', async () => {
    const texts = [
      '<script>alert(1)</script>',
      `'; drop table patients; --`,
      '日本語 עברית العربية',
      '\u0301\u200d\u202e',
      '%_\\',
      '{{7*7}}',
      '\u0007\u001b[31m',
      '𐀀\uffff',
    ];
    for (const label of texts)
      expect((await stage.api.post('/cases', { label })).body.data.label).toBe(label);
  });

  it.each([[7], [true], [{}], [['x']]])('is not %j', async (label) => {
    const answer = await stage.api.post('/cases', { label });
    expect(answer.body.errors).toEqual({ label: ['The label field must be a string.'] });
  });
});

describe('a boolean', () => {
  it.each(['true', 'True', '1', 'yes', 'ON'])('%s is true', async (value) => {
    expect((await stage.api.get(`/cases?archived=${value}`)).body.meta.total).toBe(0);
    expect((await stage.api.get('/cases', json(JSON.stringify({ archived: value })))).body.meta.total).toBe(
      0,
    );
  });

  it.each(['false', 'False', '0', 'no', 'Off', ''])('%j is false', async (value) => {
    expect((await stage.api.get(`/cases?archived=${value}`)).body.meta.total).toBeGreaterThan(2);
  });

  it.each([true, 1])('%j in JSON is true', async (archived) => {
    expect((await stage.api.get('/cases', json(JSON.stringify({ archived })))).body.meta.total).toBe(0);
  });

  it('is nothing else', async () => {
    const answer = await stage.api.get('/cases?archived=maybe');
    expect(answer.body).toEqual({
      message: 'The archived field must be true or false.',
      errors: { archived: ['The archived field must be true or false.'] },
    });
  });
});

describe('a date', () => {
  it.each([
    ['1985-06-15', '1985-06-15'],
    ['1985/06/15', '1985-06-15'],
    ['19850615', '1985-06-15'],
    ['1985-06-15T23:30:00-02:00', '1985-06-15'],
    ['1985-06-15 10:00:00', '1985-06-15'],
    ['15 June 1985', '1985-06-15'],
  ])('%s is read as %s', async (sent, day) => {
    expect((await aPatient(stage.api, { date_of_birth: sent })).date_of_birth).toBe(day);
  });

  it.each(['never', '1985-02-30', '1985-13-01', '32'])('is not %s', async (sent) => {
    const answer = await stage.api.post('/patients', { ...patientFields, date_of_birth: sent });
    expect(answer.body.errors).toEqual({ date_of_birth: ['The date of birth field must be a valid date.'] });
  });

  it('of birth is before today', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const answer = await stage.api.post('/patients', { ...patientFields, date_of_birth: today });
    expect(answer.body.errors).toEqual({
      date_of_birth: ['The date of birth field must be a date before today.'],
    });
  });
});
