export { useNow } from './now.ts';
export { shiftEnd, shiftStart } from './shift.ts';
export { SiteZone, useZone } from './site.ts';
export { agoText, spanText } from './span.ts';
export { Between, When } from './when.tsx';
export { instantOf, utcText, type Wall, wallOf } from './zone.ts';
