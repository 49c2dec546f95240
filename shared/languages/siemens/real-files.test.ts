import { describe, expect, test } from 'vitest';
import { noiseRules as awlRules } from '../awl/index.ts';
import { artefact, artefactsAreThere, artefactsIn, differing, readOf, told } from '../iec/testing/index.ts';
import type { Source } from '../model/index.ts';
import { languageReaders } from '../registry.ts';
import { noiseRules as s7dclRules } from '../s7dcl/index.ts';
import { noiseRules as sclRules } from '../scl/index.ts';
import { noiseRules as simaticMlRules } from '../simaticml/index.ts';
import { noiseRules as sourceRules } from '../tia-source/index.ts';
import { noiseRules as tagRules } from '../tia-tags/index.ts';

const rules = {
  awl: awlRules,
  s7dcl: s7dclRules,
  scl: sclRules,
  simaticml: simaticMlRules,
  'tia-source': sourceRules,
  'tia-tags': tagRules,
};

function parse(path: string): Source {
  const content = artefact(path);
  const text = new TextDecoder().decode(content);
  const reader = languageReaders.find(each => each.recognise(path, text));
  if (reader === undefined) throw new Error(`no language knows ${path}`);
  return readOf(reader.parse(content, path));
}

function change(name: string, ending: string) {
  const [before, after] = [parse(`${name}.v1.${ending}`), parse(`${name}.v2.${ending}`)];
  return { ...differing(told(before), told(after)), before, after };
}

const files = [
  ...artefactsIn('tia-scl', /\.(?:scl|db|udt)$/),
  ...artefactsIn('tia-xml', /\.(?:xml|s7dcl)$/),
  ...artefactsIn('mc7-awl', /\.awl$/),
];

describe.skipIf(!artefactsAreThere)('files of plants', () => {
  test('there are 28 of them', () => {
    expect(files).toHaveLength(28);
  });

  test.each(files)('%s is read whole: nothing unknown, no problem, no connection kept as text', path => {
    const source = parse(path);
    expect(source.unknown).toEqual([]);
    expect(source.problems).toEqual([]);
    expect(source.units.length).toBeGreaterThan(0);
    expect(told(source).filter(line => line.includes('verbatim'))).toEqual([]);
  });

  test.each(files)('%s has noise by reviewed rules alone', path => {
    const source = parse(path);
    const known = Object.entries(rules).flatMap(([language, list]) =>
      language === source.language ? list.map(({ rule }) => rule) : [],
    );
    expect(source.noise.filter(({ rule }) => !known.includes(rule))).toEqual([]);
    expect(known.length).toBeGreaterThan(0);
  });

  test('the carousel: two sensors became one permission, and the encoder is reset', () => {
    const { gone, come } = change('tia-scl/ikea_FB_Gasket_Carousel', 'scl');
    const block = '/function-block:FB_GASKET_CAROUSEL';
    expect(gone.map(line => line.replace(block, '').trim())).toEqual([
      'Input RAMP_UPPER_SENSOR : Bool',
      'Input GASKET_CUP_CLOSED_SENSOR : Bool',
      'if: IF ( #RAMP_UPPER_SENSOR:read AND #GASKET_CUP_CLOSED_SENSOR:read ) THEN',
    ]);
    expect(come.map(line => line.replace(block, '').trim())).toEqual([
      'Input MAY_RELEASE : Bool',
      'Output S_RESET_ENCODER : Bool',
      'assignment: #S_RESET_ENCODER:write := FALSE',
      'assignment: #S_RESET_ENCODER:write := TRUE',
      'if: IF ( #MAY_RELEASE:read ) THEN',
    ]);
  });

  test('the link server: two alarms of the carousel come from another member, one of them from two', () => {
    const { gone, come } = change('tia-scl/ikea_FB_Link_Server', 'scl');
    expect(gone.map(line => line.slice(line.indexOf('assignment')))).toEqual([
      'assignment: #ALARM_LIST[82]:write := "IM_PFM".M_317_GASKET_CAROUSEL.NOTON:read',
      'assignment: #ALARM_LIST[83]:write := "IM_PFM".M_317_GASKET_CAROUSEL.NOTOFF:read',
    ]);
    expect(come.map(line => line.slice(line.indexOf('assignment')))).toEqual([
      'assignment: #ALARM_LIST[82]:write := "IM_PFM".M_317_CAROUSEL.ALM_NOT_ON:read',
      'assignment: #ALARM_LIST[83]:write := "IM_PFM".M_317_CAROUSEL.ALM_NOT_OFF:read OR "IM_PFM".M_317_CAROUSEL.ALM_WRONG_CMD:read',
    ]);
  });

  test('the tag table: one of 675 tags has another name, and the time of export is noise', () => {
    const { gone, come, before, after } = change('tia-xml/ikea_TagTable', 'xml');
    const told = (lines: readonly string[]) => lines.map(line => line.replace(/^\S+:.*? (?=Tags)/, ''));
    expect(told(gone)).toHaveLength(1);
    expect(told(gone)[0]).toMatch(/^Tags STARTMAKEGASKETLAYER AT %\S+ : Bool$/);
    expect(told(come)[0]?.replace('NEW_BOARD_FROM_M225', '')).toBe(
      told(gone)[0]?.replace('STARTMAKEGASKETLAYER', ''),
    );
    expect(before.units[0]?.members).toHaveLength(675);
    for (const source of [before, after])
      expect(source.noise.filter(({ rule }) => rule === 'export-time')).toHaveLength(1);
  });

  test('the instance block: two flags are gone, nothing else', () => {
    const { gone, come } = change('tia-xml/ikea_Sortirovka_DB', 'xml');
    expect(gone.filter(line => !line.includes('['))).toEqual([
      '/data-block:СОРТИРОВКА_DB Static RAMPISON : Bool',
      '/data-block:СОРТИРОВКА_DB Static RAMPISOFF : Bool',
    ]);
    expect(come).toEqual([]);
  });

  test('the sorting block in ladder: two networks are gone, one contact reads another fault', () => {
    const { gone, come, before, after } = change('tia-xml/ikea_Sortirovka', 'xml');
    expect(before.units[0]?.networks).toHaveLength(68);
    expect(after.units[0]?.networks).toHaveLength(66);
    const code = (lines: readonly string[]) =>
      lines.filter(line => !/ network \d+ /.test(line) && !/network \d+$/.test(line));
    const [changed, ...others] = code(gone);
    expect(changed).toContain('"IM_PFM".M_317_GASKET_CAROUSEL.FAULT');
    expect(code(come)).toEqual([
      changed?.replace('"IM_PFM".M_317_GASKET_CAROUSEL.FAULT', '"IM_PFM".M_317_CAROUSEL.ALARM'),
    ]);
    expect(others.length).toBeGreaterThan(0);
    expect(others.join('\n')).toContain('M_317_GASKET_CAROUSEL.SETSPEEDAU');
  });

  test.each(artefactsIn('tia-scl', /\.scl$/))('%s without its layout and in capitals is the same', path => {
    const text = new TextDecoder().decode(artefact(path));
    const reader = languageReaders.find(({ language }) => language === 'scl');
    const plain = text
      .replace(/^[ \t]+/gm, '')
      .replace(/\n+/g, '\n')
      .replace(/\b(if|then|end_if|and|or|not)\b/gi, word => word.toLowerCase());
    if (reader === undefined) throw new Error('scl is not registered');
    expect(told(readOf(reader.parse(plain, path)))).toEqual(told(readOf(reader.parse(text, path))));
  });
});
