/** When each rule fires, by its id, in the order findings are shown: without the rules, so that a page can explain a finding. */
export const ruleWords = {
  'safety-touched':
    'Anything but a comment differs in a block or a tag that is marked as safety, by an attribute or by a safety language such as `F_LAD`; or a safety setting of a controller or a module does.',
  force:
    'A force is in the file that was not: an attribute that names a force went to on, or to another value.',
  'interlock-removed':
    'A condition that had to be true no longer has to be: a contact in series, an input of an AND, a term of an AND chain, a comparison on a rung, the `IF` that a statement stood in, or an interlock or a supervision of a step. What it led to is still there. An AND chain that became another condition altogether lost all its terms. A single operand that another took the place of is told of a contact, not of a statement.',
  'bypass-added':
    'There is another way around conditions that had to be true before: a branch laid in parallel to contacts, or a term joined by OR to a condition that stays as it was.',
  'constant-condition':
    'A contact or a condition is always true or always false now, and was not before: a constant stands in its place, a constant decides it (`OR TRUE`, `AND FALSE`), a signal stands in series with its own opposite, a wire lies around contacts, or `AFI` switches a rung off.',
  'edge-removed':
    'What was done once, at a rising or falling edge, is done as long as the signal stands: an edge contact became a plain one or is gone, or an edge instruction (`FP`, `FN`, `R_TRIG`, `F_TRIG`, `ONS`, `OSR`, `OSF`) is no longer there.',
  'call-removed':
    'A block that was called is called nowhere in the file any more. Standard functions and conversions of IEC 61131-3 are no blocks, nor are elements of ladder and function block diagrams such as latches, edges and comparisons.',
  'latched-without-reset':
    'An output that is set and kept is reset nowhere in the file any more: a set was added for what has no reset, or the last reset is gone.',
  'limit-widened':
    'What is named an upper limit (`Max`, `High`, `Upper`, `HH`, `MX`, `HI_LIM`, `HighLimit`) has a greater value, what is named a lower one (`Min`, `Low`, `Lower`, `LL`, `MN`, `LO_LIM`) a smaller one, or a range takes in more. What makes engineering units of a raw value is told as scaling instead.',
  'comparison-changed':
    'Something is compared with another constant. Which way is more depends on what follows, so it is said that the limit moved and not that it widened.',
  'preset-changed':
    'The preset of a timer or a counter is another one: at its pin or its parameter `PT`, `PV`, `PRE`, `Preset`, `TV`, in the initial value of its instance, or in the load before the instruction that starts it.',
  'scaling-changed':
    'What makes engineering units of a raw value is another constant: a limit of a scaling instruction (`SCALE`, `NORM_X`, `SCL`, `SCP` …), or a member or an attribute named as raw or engineering range (`RawMax`, `EUMin`, `ScaleFactor`).',
  'type-narrowed':
    'The new type of a member cannot hold all that the old one could: fewer bits, no fraction, no sign, a shorter string or array.',
  'retain-lost':
    'A value that outlived a restart no longer does: `RETAIN` or `PERSISTENT` is gone from its section or its attributes, or `NON_RETAIN` came to a data block of STEP 7 V5.',
  'protection-lowered':
    'What protected a block or a tag is gone or lower: know-how or write protection, an access level, a lock, that it is a constant; or access from outside is wider.',
} as const;
