/** The drawn graph: sigma over graphology, with labels of our own and clicks that need not hit a thin line exactly. */

import { createEdgeCurveProgram } from "@sigma/edge-curve";
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { createEdgeArrowProgram, EdgeRectangleProgram, type NodeProgramType } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { arranger, type Positions } from "./arrange.ts";
import type { Entity, Graph, Relation } from "./data.ts";
import type { Drawn } from "./drawn.ts";
import { curvatures, distanceToEdge, lineKind, onEdge } from "./geometry.ts";
import { Labels } from "./labelling.ts";
import { ROOMY, type Point } from "./layout.ts";
import { ShapeProgram } from "./shape-program.ts";
import type { State } from "./state.ts";
import { readTheme, type Theme } from "./theme.ts";
import { predicateLabel } from "./words.ts";

interface NodeAttributes {
  x: number;
  y: number;
  size: number;
  label: string;
  type: string;
  kind: string; // entity type
}

interface EdgeAttributes {
  size: number;
  type: string;
  curvature: number;
  label: string;
}

export interface Picks {
  entity(id: string): void;
  relation(id: string): void;
  nothing(): void;
}

const CLICK_TOLERANCE = 7; // pixels beside a line that still count as a click on it
const CLOSEST = 0.05;
const FARTHEST = 3;
const HEAD = { extremity: "target", lengthToThicknessRatio: 4.5, widenessToThicknessRatio: 3.6 } as const;

export class Canvas {
  private readonly drawing = new MultiDirectedGraph<NodeAttributes, EdgeAttributes>();
  private readonly sigma: Sigma<NodeAttributes, EdgeAttributes>;
  private readonly labels: Labels;
  private theme: Theme;
  private selected: State | null = null;
  private near = new Set<string>(); // nodes of the selection and its neighbours
  private hoveredNode = "";
  private hoveredEdge = "";
  private shown = ""; // what is laid out, so that a change of selection alone moves nothing
  private wanted = ""; // what is being laid out

  constructor(private readonly container: HTMLElement, private readonly graph: Graph, private readonly picks: Picks) {
    this.theme = readTheme(graph.dataset.types);
    this.labels = new Labels({
      theme: () => this.theme,
      width: () => this.sigma.getDimensions().width,
      faded: (id) => this.focused() && !this.near.has(id) && this.hoveredNode !== id,
      strong: (id) => id !== "" && [this.selected?.entity, this.selected?.relation, this.hoveredNode, this.hoveredEdge].includes(id),
    });
    this.sigma = new Sigma<NodeAttributes, EdgeAttributes>(this.drawing, container, {
      allowInvalidContainer: true,
      enableEdgeEvents: true,
      renderEdgeLabels: true,
      zIndex: true,
      stagePadding: 36,
      minEdgeThickness: 1.4,
      labelDensity: 100,
      labelGridCellSize: 40,
      labelRenderedSizeThreshold: 0,
      minCameraRatio: CLOSEST,
      maxCameraRatio: FARTHEST,
      defaultEdgeType: "line",
      defaultNodeType: "shape",
      nodeProgramClasses: { shape: ShapeProgram as unknown as NodeProgramType<NodeAttributes, EdgeAttributes> },
      edgeProgramClasses: {
        line: EdgeRectangleProgram,
        arrow: createEdgeArrowProgram<NodeAttributes, EdgeAttributes>(HEAD),
        curve: createEdgeCurveProgram<NodeAttributes, EdgeAttributes>({ drawLabel: this.labels.drawEdge }),
        curvedArrow: createEdgeCurveProgram<NodeAttributes, EdgeAttributes>({ arrowHead: HEAD, drawLabel: this.labels.drawEdge }),
      },
      nodeReducer: this.reduceNode,
      edgeReducer: this.reduceEdge,
      defaultDrawNodeLabel: this.labels.drawNode,
      defaultDrawNodeHover: this.labels.drawHovered,
      defaultDrawEdgeLabel: this.labels.drawEdge,
    });
    this.listen();
  }

  /**
   * Show a part of the graph and the state's selection in it. `steps` and `among` are what the layout goes by: they
   * may hold more than is drawn, so that a filter moves nothing.
   */
  async show(drawn: Drawn, state: State, steps: Entity[][], among: Relation[]): Promise<void> {
    const wanted = JSON.stringify([drawn.entities.map((entity) => entity.id), drawn.relations.map((relation) => relation.id), steps.map((step) => step.map((entity) => entity.id))]);
    if (wanted !== this.shown) {
      this.wanted = wanted;
      const size = sizes(drawn);
      const positions = await arranger.positions(steps, among, size);
      if (this.wanted !== wanted) return; // overtaken
      this.fill(drawn, positions, size);
      this.shown = wanted;
    }
    this.wanted = wanted;
    this.select(state);
    this.sigma.refresh();
    this.reveal(state);
  }

  /** Whether the last thing asked for is what is seen. */
  get settled(): boolean {
    return this.wanted === this.shown;
  }

  /** Give back what the drawing holds of the graphics card. */
  end(): void {
    this.sigma.kill();
  }

  /** Follow a change between light and dark. */
  recolour(): void {
    this.theme = readTheme(this.graph.dataset.types);
    this.sigma.refresh();
  }

  /** The container was shown or changed its size. */
  resize(): void {
    this.sigma.resize(true);
    this.sigma.refresh();
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    void camera.animate({ ratio: Math.max(CLOSEST, Math.min(FARTHEST, camera.ratio * factor)) }, { duration: duration(180) });
  }

  fit(): void {
    void this.sigma.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }, { duration: duration(250) });
  }

  /** Bring what is selected into the picture, if it is outside of it. */
  private reveal(state: State): void {
    const relation = this.graph.relations.get(state.relation);
    const ids = relation ? [relation.subject.id, relation.object.id] : state.entity ? [state.entity] : [];
    const present = ids.filter((id) => this.drawing.hasNode(id));
    const { width, height } = this.sigma.getDimensions();
    const outside = present.some((id) => {
      const at = this.viewportPoint(id);
      return at.x < 30 || at.y < 30 || at.x > width - 30 || at.y > height - 50;
    });
    if (!outside) return;
    const data = present.map((id) => this.sigma.getNodeDisplayData(id)).filter((found) => found !== undefined);
    const x = data.reduce((sum, node) => sum + node.x, 0) / data.length;
    const y = data.reduce((sum, node) => sum + node.y, 0) / data.length;
    const camera = this.sigma.getCamera();
    void camera.animate({ x, y, ratio: data.length > 1 ? 1 : camera.ratio }, { duration: duration(250) });
  }

  /** The drawn neighbour that lies most in a direction (x to the right, y downwards), or else any entity there. */
  toward(id: string, x: number, y: number): string | null {
    if (!this.drawing.hasNode(id)) return null;
    const from = this.viewportPoint(id);
    const best = (ids: string[]): string | null => {
      let [found, least]: [string | null, number] = [null, Infinity];
      for (const other of ids) {
        const at = this.viewportPoint(other);
        const [dx, dy] = [at.x - from.x, at.y - from.y];
        const along = dx * x + dy * y;
        if (other === id || along <= 0.4 * Math.hypot(dx, dy)) continue;
        const cost = Math.hypot(dx, dy) + 2 * Math.abs(dx * y - dy * x);
        if (cost < least) [found, least] = [other, cost];
      }
      return found;
    };
    return best(this.drawing.neighbors(id)) ?? best(this.drawing.nodes());
  }

  /** Everything that is drawn with its place in the picture, for exports: pixels of the canvas as it is now. */
  picture(): { width: number; height: number; theme: Theme; nodes: (Point & { id: string; size: number })[]; bend(relation: string): number } {
    const { width, height } = this.sigma.getDimensions();
    const nodes = this.drawing.mapNodes((id) => ({ id, ...this.viewportPoint(id), size: this.radius(id) }));
    return { width, height, theme: this.theme, nodes, bend: (id) => (this.drawing.hasEdge(id) ? this.drawing.getEdgeAttribute(id, "curvature") : 0) };
  }

  /** Where an entity's dot is in the window (client pixels); null if it is not drawn. */
  nodePoint(id: string): Point | null {
    if (!this.drawing.hasNode(id)) return null;
    return this.toClient(this.viewportPoint(id));
  }

  /** A point of the window on a relation's line where nothing else is; null if it is not drawn or quite covered. */
  edgePoint(id: string): Point | null {
    if (!this.drawing.hasEdge(id)) return null;
    const { width, height } = this.sigma.getDimensions();
    for (const t of [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75]) {
      const at = this.onLine(id, t);
      if (at.x < 2 || at.y < 2 || at.x > width - 2 || at.y > height - 2) continue;
      const covered = this.drawing.someNode((node) => {
        const center = this.viewportPoint(node);
        return Math.hypot(center.x - at.x, center.y - at.y) < this.radius(node) + 3;
      });
      const crossed = this.drawing.someEdge((edge) => edge !== id && this.distance(at, edge) < 4);
      if (!covered && !crossed) return this.toClient(at);
    }
    return null;
  }

  private fill(drawn: Drawn, positions: Positions, size: (id: string) => number): void {
    // A line from an entity to itself cannot be drawn; the table has it.
    const lines = drawn.relations.filter((relation) => relation.subject !== relation.object);
    this.drawing.clear();
    for (const entity of drawn.entities) {
      const at = positions.get(entity.id) ?? { x: 0, y: 0 };
      this.drawing.addNode(entity.id, { ...at, size: size(entity.id), label: entity.name, type: "shape", kind: entity.type });
    }
    const pairs = new Map<string, Relation[]>();
    for (const relation of lines) {
      const pair = [relation.subject.id, relation.object.id].sort().join(" ");
      pairs.set(pair, [...(pairs.get(pair) ?? []), relation]);
    }
    for (const parallel of pairs.values()) {
      const bends = curvatures(parallel.length);
      parallel.forEach((relation, at) => {
        const bend = (bends[at] ?? 0) * (relation.subject.id < relation.object.id ? 1 : -1);
        this.drawing.addDirectedEdgeWithKey(relation.id, relation.subject.id, relation.object.id, {
          size: 2,
          type: lineKind(this.graph.symmetric.has(relation.predicate), bend),
          curvature: bend,
          label: relation.title || predicateLabel(relation.predicate),
        });
      });
    }
    this.hoveredNode = "";
    this.hoveredEdge = "";
  }

  private select(state: State): void {
    this.selected = state;
    const relation = this.graph.relations.get(state.relation);
    this.near = new Set(relation ? [relation.subject.id, relation.object.id] : []);
    if (state.entity && this.drawing.hasNode(state.entity)) {
      this.near.add(state.entity);
      this.drawing.forEachNeighbor(state.entity, (id) => this.near.add(id));
    }
  }

  private listen(): void {
    const on = this.sigma;
    on.on("beforeRender", () => this.labels.begin(this.dots()));
    on.on("clickNode", ({ node }) => this.picks.entity(node));
    on.on("clickEdge", ({ edge }) => this.picks.relation(edge));
    on.on("clickStage", ({ event }) => {
      const edge = this.nearestEdge(event);
      if (edge) this.picks.relation(edge);
      else this.picks.nothing();
    });
    const hover = (node: string, edge: string): void => {
      this.hoveredNode = node;
      this.hoveredEdge = edge;
      this.container.classList.toggle("pointing", node !== "" || edge !== "");
      this.sigma.refresh({ skipIndexation: true });
    };
    on.on("enterNode", ({ node }) => hover(node, ""));
    on.on("leaveNode", () => hover("", ""));
    on.on("enterEdge", ({ edge }) => hover("", edge));
    on.on("leaveEdge", () => hover("", ""));
  }

  private dots(): { key: string; label: string; x: number; y: number; size: number }[] {
    return this.drawing.mapNodes((key, { label }) => ({ key, label, ...this.viewportPoint(key), size: this.radius(key) }));
  }

  private nearestEdge(at: Point): string {
    let best = CLICK_TOLERANCE;
    let found = "";
    this.drawing.forEachEdge((edge) => {
      const distance = this.distance(at, edge);
      if (distance < best) [best, found] = [distance, edge];
    });
    return found;
  }

  private distance(at: Point, edge: string): number {
    const [source, target] = this.drawing.extremities(edge);
    return distanceToEdge(at, this.viewportPoint(source), this.viewportPoint(target), this.drawing.getEdgeAttribute(edge, "curvature"));
  }

  private onLine(edge: string, t: number): Point {
    const [source, target] = this.drawing.extremities(edge);
    return onEdge(this.viewportPoint(source), this.viewportPoint(target), this.drawing.getEdgeAttribute(edge, "curvature"), t);
  }

  private viewportPoint(id: string): Point {
    const { x, y } = this.drawing.getNodeAttributes(id);
    return this.sigma.graphToViewport({ x, y });
  }

  private radius(id: string): number {
    return this.sigma.scaleSize(this.drawing.getNodeAttribute(id, "size"));
  }

  private toClient(at: Point): Point {
    const box = this.container.getBoundingClientRect();
    return { x: box.left + at.x, y: box.top + at.y };
  }

  private focused(): boolean {
    return this.near.size > 0;
  }

  private reduceNode = (id: string, data: NodeAttributes): Partial<NodeDisplayData> => {
    const colour = this.theme.types.get(data.kind) ?? this.theme.other;
    const chosen = this.selected?.entity === id || this.hoveredNode === id;
    if (this.focused() && !this.near.has(id) && !chosen)
      return { ...data, color: this.theme.fadedNode, zIndex: 0 };
    return { ...data, color: colour, highlighted: this.selected?.entity === id, forceLabel: chosen || this.focused(), zIndex: chosen ? 3 : 2 };
  };

  private reduceEdge = (id: string, data: EdgeAttributes): Partial<EdgeDisplayData> => {
    const [source, target] = this.drawing.extremities(id);
    const chosen = this.selected?.relation === id || this.hoveredEdge === id;
    const ends = [source, target];
    const touches = (this.selected?.entity && ends.includes(this.selected.entity)) || (this.hoveredNode && ends.includes(this.hoveredNode));
    if (chosen) return { ...data, color: this.theme.accent, size: 3.6, forceLabel: true, zIndex: 3 };
    if (touches) return { ...data, color: this.theme.ink, size: 2.4, label: this.near.size > 14 ? "" : data.label, forceLabel: true, zIndex: 2 };
    return { ...data, color: this.focused() ? this.theme.fadedLine : this.theme.line, label: "", zIndex: 1 };
  };
}

/** Radius of each dot in pixels: by its relations in the picture, smaller where there are many. */
function sizes(drawn: Drawn): (id: string) => number {
  const degrees = new Map<string, number>();
  for (const { subject, object } of drawn.relations)
    if (subject !== object) for (const { id } of [subject, object]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  const crowd = Math.max(1, drawn.entities.length / ROOMY) ** 0.35;
  return (id) => Math.min(20, 4.5 + 2.1 * Math.sqrt(degrees.get(id) ?? 0)) / crowd;
}

function duration(milliseconds: number): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : milliseconds;
}
