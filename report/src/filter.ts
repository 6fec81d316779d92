// Filters: which mentions count, and how many there are of each document and entity.

import type { Entity, Report } from "./data";
import type { State } from "./state";

export interface Counts {
  /** Mentions in each document, and of each entity. */
  ofDocument: Int32Array;
  ofEntity: Int32Array;
  /** Documents in which each entity is. */
  documentsOf: Int32Array;
}

export const entityKey = (entity: Entity): string => `${entity.label} ${entity.id || entity.name}`;

/** True for mentions of this entity, whatever their score. */
export function passes(entity: Entity, state: State): boolean {
  return (
    !state.hide.has(entity.label) &&
    (!state.kind || entity.kind === state.kind) &&
    (!state.country || countryOf(entity) === state.country) &&
    (!state.entity || entityKey(entity) === state.entity)
  );
}

/** A country belongs to itself. */
export const countryOf = (entity: Entity): string => (entity.label === "COUNTRY" ? entity.id : entity.country);

export function counts(report: Report, state: State): Counts {
  const pass = Uint8Array.from(report.entities, (entity) => (passes(entity, state) ? 1 : 0));
  const ofDocument = new Int32Array(report.documents.length);
  const ofEntity = new Int32Array(report.entities.length);
  const documentsOf = new Int32Array(report.entities.length);
  const last = new Int32Array(report.entities.length).fill(-1);
  const { mentions } = report;
  for (let i = 0; i < mentions.length; i += 4) {
    const entity = mentions[i + 1];
    if (pass[entity] === 0 || mentions[i + 2] < state.score) continue;
    const doc = mentions[i];
    ofDocument[doc] += mentions[i + 3];
    ofEntity[entity] += mentions[i + 3];
    // rows of one document stand together
    if (last[entity] !== doc) {
      last[entity] = doc;
      documentsOf[entity]++;
    }
  }
  return { ofDocument, ofEntity, documentsOf };
}

/** True where a filter leaves something out. */
export const filtered = (state: State): boolean =>
  state.hide.size > 0 || state.kind !== "" || state.country !== "" || state.score > 0 || state.entity !== "";
