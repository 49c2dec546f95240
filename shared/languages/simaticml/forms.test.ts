import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere, differing, readOf, told } from '../iec/testing/index.ts';
import { parseS7dcl } from '../s7dcl/index.ts';
import { parseSimaticMl } from './index.ts';

/** Titles of networks stand in a resource file beside a SIMATIC SD source, so that this form cannot have them. */
function withoutTitles(lines: readonly string[]): string[] {
  return lines.map(line => line.replace(/( network \d+ LAD).*$/, '$1'));
}

describe.skipIf(!artefactsAreThere)('one block in two forms', () => {
  test.each(['Inputs_FB', 'MotorSoftstart'])('%s says the same as SimaticML and as SIMATIC SD', name => {
    const xml = readOf(parseSimaticMl(artefact(`tia-xml/czarnak_${name}.xml`), `${name}.xml`));
    const text = readOf(parseS7dcl(artefact(`tia-xml/czarnak_${name}.s7dcl`), `${name}.s7dcl`));
    expect(differing(withoutTitles(told(xml, true)), withoutTitles(told(text, true)))).toEqual({
      gone: [],
      come: [],
    });
    expect(xml.units[0]?.networks.length).toBeGreaterThan(15);
    expect(told(text).some(line => line.includes('verbatim'))).toBe(false);
  });

  test('what SIMATIC SD cannot say is titles of networks alone, and how many is counted', () => {
    const xml = readOf(parseSimaticMl(artefact('tia-xml/czarnak_MotorSoftstart.xml'), 'x.xml'));
    const text = readOf(parseS7dcl(artefact('tia-xml/czarnak_MotorSoftstart.s7dcl'), 'x.s7dcl'));
    const titled = xml.units[0]?.networks.filter(network => network.title !== null).length;
    expect(text.units[0]?.networks.every(network => network.title === null)).toBe(true);
    expect(text.noise.filter(({ rule }) => rule === 'text-resource')).toHaveLength(titled ?? -1);
  });

  test('an interlock taken out of one form is told against the other', () => {
    const xml = readOf(parseSimaticMl(artefact('tia-xml/czarnak_MotorSoftstart.xml'), 'x.xml'));
    const written = new TextDecoder().decode(artefact('tia-xml/czarnak_MotorSoftstart.s7dcl'));
    const edited = written
      .replace('            I_Contact( #Alarm )\n', '')
      .replace('            I_Contact( #Alarm )\r\n', '');
    const text = readOf(parseS7dcl(edited, 'x.s7dcl'));
    const { gone, come } = differing(withoutTitles(told(xml)), withoutTitles(told(text)));
    expect(gone).toEqual([
      '/function-block:MOTORSOFTSTART open[#FI_PROFINETOK] closed[#FI_EMERGENCYSTOP] closed[#ALARM] coil<#GENERALCONDITIONS>',
    ]);
    expect(come).toEqual([
      '/function-block:MOTORSOFTSTART open[#FI_PROFINETOK] closed[#FI_EMERGENCYSTOP] coil<#GENERALCONDITIONS>',
    ]);
  });
});
