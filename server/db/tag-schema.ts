/**
 * Rows of the index of names: derived from contents and changes alone, made again where it is missing or of another
 * engine, and held by no backup.
 */
import type { Flag } from './flag.ts';

/** How far the index has come; one row. */
export interface TagMarkRow {
  engine: string;
  /** Changes from this position of the log on, up to and without `told_to`, are in the index. */
  told_from: number;
  told_to: number;
}

/** A name, under the key it is looked for. */
export interface TagNameRow {
  id: number;
  key: string;
  /** As it was written where it was read first. */
  name: string;
}

/** A content that some asset holds, or held a moment ago, by the path that says how it is read. */
export interface TagContentRow {
  id: number;
  blob: string;
  path: string;
  /** `reading` until all its uses are stored; `none` where names cannot be read from its kind; `unread` with the reason. */
  state: string;
  says: string | null;
  /** 1 where the reason may have passed by the next start. */
  passing: Flag;
}

/** A name in a content. */
export interface TagUseRow {
  name: number;
  content: number;
  written: string;
  value: string | null;
  /** Key of the address that the content gives the name to. */
  address: string | null;
  count: number;
  places_json: string;
}

/** A name that the difference of an item of a change is about, or a part of which it is about. */
export interface TagPastRow {
  name: number;
  pos: number;
  n: number;
  asset: string;
  old_count: number;
  new_count: number;
  says: string | null;
}

/** An item of a change whose difference could not be looked through. */
export interface TagUntoldRow {
  pos: number;
  n: number;
  asset: string;
  path: string;
  says: string;
  passing: Flag;
}

export interface TagTables {
  tag_mark: TagMarkRow;
  tag_name: TagNameRow;
  tag_content: TagContentRow;
  tag_use: TagUseRow;
  tag_past: TagPastRow;
  tag_untold: TagUntoldRow;
}
