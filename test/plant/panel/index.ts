/** Operator stations that write to the plant and keep, or do not keep, an audit trail. */
export { brewhouseLink, type PanelLink, type PanelValue, pressLink } from './links.ts';
export { OperatorPanel, type PanelOptions } from './operator-panel.ts';
