import type { PairExpectation } from './pair.ts';

export const pairs: readonly PairExpectation[] = [
  {
    file: 'plcopen/HomeAutomation_binsensor.xml',
    words:
      'A binary sensor publishes its state at start-up: a new flag beside both edges, reset once each; a library went up one release.',
    changes: [
      'added member Startup in FB_INPUT_BINARYSENSOR_MQTT, 616',
      'changed statement in FB_INPUT_BINARYSENSOR_MQTT, 709 → 717',
      'added statement in FB_INPUT_BINARYSENSOR_MQTT, 724',
      'changed statement in FB_INPUT_BINARYSENSOR_MQTT, 718 → 727',
      'added statement in FB_INPUT_BINARYSENSOR_MQTT, 734',
      'changed value MQTT in HomeAutomation/Libraries, 8438 → 8448 (MQTT, 1.2.0.5 (Stefan Dreyer) → MQTT, 1.2.0.6 (Stefan Dreyer))',
    ],
    findings: ['bypass-added', 'bypass-added'],
    noise: ['export-time'],
  },
  {
    file: 'plcopen/HomeAutomation_dmx.xml',
    words:
      'The slider dims at once: four helper variables, the soft dimming towards a target and its start are gone.',
    changes: [
      'removed member OUT_Target in FB_OUTPUT_DIMMER_DMX_MQTT, 7478',
      'removed member SoftDimToValue in FB_OUTPUT_DIMMER_DMX_MQTT, 7483',
      'removed member SoftDimToQFalse in FB_OUTPUT_DIMMER_DMX_MQTT, 7488',
      'removed member OUT_Internal_tmp in FB_OUTPUT_DIMMER_DMX_MQTT, 7493',
      'removed statement in FB_OUTPUT_DIMMER_DMX_MQTT, 7739',
      'changed statement in FB_OUTPUT_DIMMER_DMX_MQTT/PublishReceived, 8105 → 8077',
      'removed statement in FB_OUTPUT_DIMMER_DMX_MQTT/PublishReceived, 8106',
      'changed statement in FB_OUTPUT_DIMMER_DMX_MQTT/PublishReceived, 8120 → 8091',
      'removed statement in FB_OUTPUT_DIMMER_DMX_MQTT/PublishReceived, 8121',
    ],
    noise: ['export-time'],
  },
];
