export const madeRecipeCsv = `Parameter;Value;Unit;Min;Max;Description
Volume;0.75;l;0.1;2.0;per bottle
Temperature;72;degC;60;85;
Heating time;15.5;s;5;30;hold
`;
export const madeRecipeJson = `{
  "recipe": "Milk",
  "exportedAt": "2026-03-02T10:11:12Z",
  "parameters": [
    { "name": "Volume", "value": 0.75, "unit": "l", "min": 0.1, "max": 2.0 },
    { "name": "Temperature", "value": 72, "unit": "degC" },
    { "name": "Label", "value": "fresh" }
  ],
  "steps": [ { "name": "Fill", "time": 15.5 }, { "name": "Close", "time": 2 } ]
}
`;
export const madeRecipeXml = `<?xml version="1.0" encoding="utf-8"?>
<Recipes>
  <Recipe name="Milk">
    <Parameter name="Volume" unit="l" min="0.1" max="2.0">0.75</Parameter>
    <Parameter name="Temperature" value="72"/>
    <Step><Time>15.5</Time><Valve>V1</Valve></Step>
  </Recipe>
</Recipes>
`;
