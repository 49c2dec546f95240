/** Thrown inside this folder for a value that cannot be written as members; becomes the item's reason. */
export class Unwritable extends Error {}
