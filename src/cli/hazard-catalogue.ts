/** `sim hazard catalogue`: the earthquakes that a scenario's hazards draw over some years, as a table that can be read again. */
import { writeFileSync } from 'node:fs';
import { Draws } from '../engine/draws.ts';
import { CommandEnd, EXIT, tell, warn } from './output.ts';
import { open, type ScenarioOptions } from './scenario.ts';

interface CatalogueOptions extends ScenarioOptions {
  years: number;
  replication: number;
  csv?: string;
}

const YEAR_HOURS = 8766;
const HEAD = 'id,time,magnitude,lon,lat,depth,rake,strike,dip';

/** Years drawn at a time: each piece is a replication of its own, so that no source runs out of addresses. */
const PIECE_YEARS = 100;

export function catalogue(file: string, options: CatalogueOptions): void {
  const pieceYears = Math.min(options.years, PIECE_YEARS);
  const { compiled } = open(file, options, { horizonHours: pieceYears * YEAR_HOURS });
  const { model } = compiled;
  const sources = [...model.hazards.entries()].filter(([, hazard]) => hazard.events !== undefined);
  if (sources.length === 0) {
    warn(`${file}: found no hazard that draws earthquakes, expected an earthquake or an event-set`);
    throw new CommandEnd(EXIT.input);
  }
  const draws = new Draws(model.key, model.addresses);
  const endHours = options.years * YEAR_HOURS;
  const angle = (degrees: number): string => (Number.isNaN(degrees) ? '' : String(degrees));
  const rows: string[] = [];
  for (let piece = 0; piece * pieceYears < options.years; piece++) {
    draws.replication = options.replication + piece;
    const begins = piece * pieceYears * YEAR_HOURS;
    for (const [index, hazard] of sources) {
      const events = hazard.events?.(draws);
      if (events === undefined) continue;
      for (let place = 0; place < events.length; place++) {
        const time = begins + events.times[place];
        if (time >= endHours) continue;
        rows.push(
          [
            `${model.hazardNames[index]}-${rows.length + 1}`,
            time,
            events.magnitudes[place],
            events.lons[place],
            events.lats[place],
            events.depthsKm[place],
            angle(events.rakes[place]),
            angle(events.strikes[place]),
            angle(events.dips[place]),
          ].join(','),
        );
      }
    }
  }
  const text = `${[HEAD, ...rows].join('\n')}\n`;
  if (options.csv === undefined) tell(text);
  else writeFileSync(options.csv, text);
  warn(`${rows.length} earthquakes in ${options.years} years`);
}
