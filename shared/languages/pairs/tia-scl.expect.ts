import type { PairExpectation } from './pair.ts';

export const pairs: readonly PairExpectation[] = [
  {
    file: 'tia-scl/ikea_FB_Gasket_Carousel.scl',
    words: 'One release input in place of two sensors; the encoder is reset at its turn.',
    changes: [
      'removed member ramp_upper_sensor in FB_Gasket_Carousel, 12',
      'removed member gasket_cup_closed_sensor in FB_Gasket_Carousel, 13',
      'added member may_release in FB_Gasket_Carousel, 6',
      'added member s_reset_encoder in FB_Gasket_Carousel, 45',
      'added statement in FB_Gasket_Carousel, 154',
      'added statement in FB_Gasket_Carousel, 201',
      'changed statement in FB_Gasket_Carousel, 335 → 344',
    ],
    findings: ['interlock-removed'],
    noise: ['region'],
  },
  {
    file: 'tia-scl/ikea_FB_Link_Server.scl',
    words: 'Two alarms of the carousel come from other bits.',
    changes: [
      'changed statement in FB_Link_Server, 378 → 378',
      'changed statement in FB_Link_Server, 379 → 379',
    ],
  },
];
