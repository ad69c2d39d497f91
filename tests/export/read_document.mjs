// Reads one exported file with the program it is meant for and prints what that program found, as JSON.
// Usage: node read_document.mjs drawio|gexf|mermaid FILE
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const [format, file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const require = createRequire(import.meta.url);

/** A browser's names, which draw.io's library and Mermaid expect. */
function pretendBrowser() {
  const {JSDOM} = require('jsdom');
  const {window} = new JSDOM('<!doctype html><body></body>', {pretendToBeVisual: true});
  for (const name of ['DOMParser', 'XMLSerializer', 'Element', 'HTMLElement', 'SVGElement', 'Node', 'DocumentFragment']) {
    globalThis[name] = window[name];
  }
  globalThis.window = window;
  globalThis.document = window.document;
  Object.defineProperty(globalThis, 'navigator', {value: window.navigator, configurable: true});
  return window;
}

function readDrawio() {
  const window = pretendBrowser();
  const mx = require('mxgraph')({mxImageBasePath: '', mxBasePath: ''});
  for (const name of ['mxGraphModel', 'mxGeometry', 'mxCell', 'mxPoint']) {
    globalThis[name] = window[name] = mx[name];
  }
  const root = mx.mxUtils.parseXml(text).documentElement.getElementsByTagName('mxGraphModel')[0];
  const model = new mx.mxGraphModel();
  new mx.mxCodec(root.ownerDocument).decode(root, model);
  const cells = Object.values(model.cells);
  const name = (cell) => (cell ? cell.id : null);
  return {
    boxes: cells.filter((c) => c.vertex).map((c) => ({
      id: c.id, parent: name(c.parent), label: c.value, width: c.geometry.width, height: c.geometry.height,
      x: c.geometry.x, y: c.geometry.y, container: /container=1/.test(c.style),
    })),
    arrows: cells.filter((c) => c.edge).map((c) => ({from: name(c.source), to: name(c.target), label: c.value})),
  };
}

function readGexf() {
  const graph = require('graphology-gexf').parse(require('graphology'), text);
  return {
    nodes: graph.mapNodes((id, attributes) => ({id, label: attributes.label, zone: attributes.zone})),
    edges: graph.mapEdges((id, attributes, from, to) => ({from, to, service: attributes.service, records: attributes.records})),
  };
}

/** Mermaid keeps `#35;` as a sign of its own until it draws. */
function readable(text) {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(code));
}

async function readMermaid() {
  pretendBrowser();
  const mermaid = (await import('mermaid')).default;
  mermaid.initialize({maxTextSize: 10_000_000, maxEdges: 10_000});
  const {db} = await mermaid.mermaidAPI.getDiagramFromText(text);
  return {
    nodes: Object.values(db.getVertices()).map((v) => ({id: v.id, label: readable(v.text)})),
    edges: db.getEdges().map((e) => ({from: e.start, to: e.end, label: readable(e.text)})),
    zones: db.getSubGraphs().map((g) => ({label: readable(g.title), nodes: g.nodes})),
  };
}

const found = await {drawio: readDrawio, gexf: readGexf, mermaid: readMermaid}[format]();
process.stdout.write(JSON.stringify(found));
