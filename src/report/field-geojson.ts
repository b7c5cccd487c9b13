/** A drawn field of shaking as GeoJSON: points at sites and along links. */
import type { ShakenField } from '../hazard/hazard.ts';
import { mmiOfPga, mmiOfPgv } from '../hazard/intensity/worden-2012.ts';
import type { Network } from '../network/network.ts';

/** A FeatureCollection (RFC 7946: longitude first); `mmi` by Worden et al. (2012) from the measure that is given. */
export function fieldGeoJson(
  network: Network,
  fields: readonly { readonly hazard: string; readonly field: ShakenField }[],
): Record<string, unknown> {
  const point = (lon: number, lat: number, properties: Record<string, unknown>): Record<string, unknown> => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties,
  });
  return {
    type: 'FeatureCollection',
    features: fields.flatMap(({ hazard, field }) => [
      ...field.sites.map(({ site, pgaG }) => {
        const { id, lat, lon } = network.sites[site];
        return point(lon, lat, { hazard, site: id, pgaG, mmi: mmiOfPga(pgaG) });
      }),
      ...field.points.map(({ link, lat, lon, pgvCmS }) =>
        point(lon, lat, { hazard, link: network.links[link].id, pgvCmS, mmi: mmiOfPgv(pgvCmS) }),
      ),
    ]),
  };
}
