/** `sim hazard field`: the shaking that one replication draws, as GeoJSON. */
import { writeFileSync } from 'node:fs';
import { Draws } from '../engine/draws.ts';
import { fieldGeoJson } from '../report/field-geojson.ts';
import { CommandEnd, EXIT, tellJson, warn } from './output.ts';
import { open, type ScenarioOptions } from './scenario.ts';

interface FieldOptions extends ScenarioOptions {
  replication: number;
  geojson?: string;
}

export function field(file: string, options: FieldOptions): void {
  const { compiled } = open(file, options);
  const { model } = compiled;
  const draws = new Draws(model.key, model.addresses);
  draws.replication = options.replication;
  const fields = model.hazards.flatMap((hazard, index) => {
    const drawn = hazard.field?.(draws);
    return drawn === undefined ? [] : [{ hazard: model.hazardNames[index], field: drawn }];
  });
  if (fields.length === 0) {
    warn(`${file}: found no hazard that shakes the ground, expected an earthquake`);
    throw new CommandEnd(EXIT.input);
  }
  const document = fieldGeoJson(model.network, fields);
  if (options.geojson === undefined) tellJson(document);
  else {
    writeFileSync(options.geojson, `${JSON.stringify(document)}\n`);
    warn(`${(document.features as unknown[]).length} points in ${options.geojson}`);
  }
}
