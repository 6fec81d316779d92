// The data of the report, as the command line packed it: an index of all documents, and chunks with their texts. The shapes here are
// those of `cli/src/report/data.rs`.

export interface Entity {
  number: number;
  label: string;
  /** An id or a date's value; empty where the text does not decide. */
  id: string;
  name: string;
  country: string;
  kind: string;
  listed: boolean;
  candidates: string[];
  references: string[];
}

export interface Class {
  source: string;
  why: string;
  /** In hundredths. */
  score: number;
  role: string;
  status: string;
  threat: boolean;
}

export interface Span {
  number: number;
  start: number;
  end: number;
  entity: Entity;
  class: Class;
  /** Where the evidence for its id stands. */
  site?: [number, number];
  /** What few spans have. */
  more: Record<string, unknown>;
}

export interface Relation {
  person: number;
  title: number;
  agency: number | null;
  country: string;
}

/** A document that was opened. */
export interface Text {
  text: string;
  spans: Span[];
  lost: Span[];
  relations: Relation[];
  input: Record<string, unknown>;
}

/** A document as the tables know it. */
export interface Doc {
  number: number;
  id: string;
  title: string;
  date: string;
  dateSource: string;
  length: number;
  error?: { kind: string; message: string };
}

/** Who holds which post, where and in which document. */
export interface Post {
  doc: Doc;
  person: Entity;
  title: Entity;
  agency: Entity | null;
  country: string;
}

interface Index {
  schema: string;
  version: string;
  entities: {
    label: string[];
    id: string[];
    name: string[];
    country: string[];
    kind: string[];
    listed: number[];
    candidates: [number, string[]][];
    references: [number, string[]][];
  };
  classes: Class[];
  documents: {
    id: string[];
    title: string[];
    date: string[];
    date_source: string[];
    length: number[];
    errors: [number, string, string][];
  };
  mentions: number[][];
  relations: [number, number, number, number, string][];
  chunks: number[];
}

/** The texts of a chunk, and what else there is of each. */
type Chunk = [string[], Entry[]];

interface Entry {
  spans: number[];
  lost: number[];
  sites: number[];
  relations: number[];
  countries: string[];
  more?: Record<string, Record<string, unknown>>;
  input?: Record<string, unknown>;
}

const KEPT_CHUNKS = 4;

export class Report {
  readonly version: string;
  readonly entities: Entity[];
  readonly documents: Doc[];
  readonly posts: Post[];
  /** Document, entity, score, count: four numbers a row. */
  readonly mentions: Int32Array;
  private readonly byId = new Map<string, Doc>();
  private readonly opened = new Map<number, Promise<Chunk>>();

  private constructor(private readonly index: Index) {
    this.version = index.version;
    const { label, id, name, country, kind, listed, candidates, references } = index.entities;
    this.entities = label.map((_, i) => ({
      number: i,
      label: label[i],
      id: id[i],
      name: name[i],
      country: country[i],
      kind: kind[i],
      listed: listed[i] === 1,
      candidates: [],
      references: [],
    }));
    for (const [i, ids] of candidates) this.entities[i].candidates = ids;
    for (const [i, keys] of references) this.entities[i].references = keys;
    const documents = index.documents;
    this.documents = documents.id.map((id, i) => ({
      number: i,
      id,
      title: documents.title[i],
      date: documents.date[i],
      dateSource: documents.date_source[i],
      length: documents.length[i],
    }));
    for (const [i, kind, message] of documents.errors) this.documents[i].error = { kind, message };
    for (const doc of this.documents) if (!this.byId.has(doc.id)) this.byId.set(doc.id, doc);
    this.posts = index.relations.map(([doc, person, title, agency, country]) => ({
      doc: this.documents[doc],
      person: this.entities[person],
      title: this.entities[title],
      agency: agency > 0 ? this.entities[agency - 1] : null,
      country,
    }));
    let rows = 0;
    for (const of of index.mentions) rows += of.length / 3;
    this.mentions = new Int32Array(rows * 4);
    let at = 0;
    index.mentions.forEach((of, doc) => {
      let entity = 0;
      for (let i = 0; i < of.length; i += 3) {
        entity += of[i];
        this.mentions[at++] = doc;
        this.mentions[at++] = entity;
        this.mentions[at++] = of[i + 1];
        this.mentions[at++] = of[i + 2];
      }
    });
    index.mentions = [];
  }

  static async read(): Promise<Report> {
    return new Report((await unpack("index")) as Index);
  }

  /** The document with this id, the first one where several have it; `#3` stands for the third of all. */
  document(id: string): Doc | undefined {
    const number = /^#(\d+)$/.exec(id);
    return this.byId.get(id) ?? (number ? this.documents[Number(number[1]) - 1] : undefined);
  }

  /** What stands for a document in an address: its id, or its number where another one has that id as well. */
  key(doc: Doc): string {
    return this.byId.get(doc.id) === doc ? doc.id : `#${doc.number + 1}`;
  }

  /** Opens a document. */
  async open(doc: Doc): Promise<Text> {
    const chunk = this.chunkOf(doc.number);
    const [texts, entries] = await this.chunk(chunk);
    const at = doc.number - this.index.chunks[chunk];
    const entry = entries[at];
    const spans = this.spans(entry.spans);
    const { sites } = entry;
    for (let i = 0; i < sites.length; i += 3) spans[sites[i]].site = [sites[i + 1], sites[i + 1] + sites[i + 2]];
    for (const [span, more] of Object.entries(entry.more ?? {})) spans[Number(span)].more = more;
    const relations = entry.countries.map((country, i) => {
      const [person, title, agency] = entry.relations.slice(i * 3, i * 3 + 3);
      return { person, title, agency: agency > 0 ? agency - 1 : null, country };
    });
    return { text: texts[at], spans, lost: this.spans(entry.lost), relations, input: entry.input ?? {} };
  }

  /** All texts, a chunk at a time. */
  async *texts(): AsyncGenerator<[Doc, string][]> {
    for (let chunk = 0; chunk < this.index.chunks.length; chunk++) {
      const [texts] = (await unpack(`chunk-${chunk}`)) as Chunk;
      yield texts.map((text, i) => [this.documents[this.index.chunks[chunk] + i], text]);
    }
  }

  /** Spans from rows of four: step, length, entity, class. */
  private spans(rows: number[]): Span[] {
    let start = 0;
    return Array.from({ length: rows.length / 4 }, (_, number) => {
      const [step, length, entity, why] = rows.slice(4 * number, 4 * number + 4);
      start += step;
      return { number, start, end: start + length, entity: this.entities[entity], class: this.index.classes[why], more: {} };
    });
  }

  private chunkOf(document: number): number {
    let chunk = this.index.chunks.length - 1;
    while (chunk > 0 && this.index.chunks[chunk] > document) chunk--;
    return chunk;
  }

  private chunk(number: number): Promise<Chunk> {
    const known = this.opened.get(number);
    if (known) return known;
    const chunk = unpack(`chunk-${number}`) as Promise<Chunk>;
    this.opened.set(number, chunk);
    if (this.opened.size > KEPT_CHUNKS) this.opened.delete(this.opened.keys().next().value as number);
    return chunk;
  }
}

/** Reads the JSON that an element of the page has: base64 of what is deflated. */
async function unpack(id: string): Promise<unknown> {
  const element = document.getElementById(id) ?? (await whole().then(() => document.getElementById(id)));
  if (!element) throw new Error(`the file is not whole: ${id} is missing`);
  const stream = new Blob([fromBase64(element.textContent ?? "")]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // browsers of before 2025 have no way of their own
  if ("fromBase64" in Uint8Array) return (Uint8Array as unknown as { fromBase64(text: string): Uint8Array<ArrayBuffer> }).fromBase64(text);
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** Until the browser has read the file to its end. */
function whole(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((done) => document.addEventListener("DOMContentLoaded", () => done(), { once: true }));
}
