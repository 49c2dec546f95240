export {
  childNamed,
  childrenNamed,
  textOf,
  type XmlElement,
  type XmlLimits,
  type XmlResult,
  xmlLimits,
} from './element.ts';
export { readXml } from './read-xml.ts';
export { writeXml } from './write-xml.ts';
