/** The drawn graph: sigma over graphology, with labels of our own and clicks that need not hit a thin line exactly. */

import { createEdgeCurveProgram } from "@sigma/edge-curve";
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { createEdgeArrowProgram, EdgeRectangleProgram } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import type { Entity, Index, Relation } from "./data.ts";
import { curvatures, distanceToEdge, lineKind, onEdge } from "./geometry.ts";
import { Labels } from "./labelling.ts";
import { layout, ROOMY, type Point } from "./layout.ts";
import type { Drawn } from "./select.ts";
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
  private readonly graph = new MultiDirectedGraph<NodeAttributes, EdgeAttributes>();
  private readonly sigma: Sigma<NodeAttributes, EdgeAttributes>;
  private readonly labels: Labels;
  private theme: Theme;
  private selected: State | null = null;
  private near = new Set<string>(); // nodes of the selection and its neighbours
  private hoveredNode = "";
  private hoveredEdge = "";
  private shown = ""; // what is laid out, so that a change of selection alone moves nothing

  constructor(private readonly container: HTMLElement, private readonly index: Index, private readonly picks: Picks) {
    this.theme = readTheme(index.data.types);
    this.labels = new Labels({
      theme: () => this.theme,
      width: () => this.sigma.getDimensions().width,
      strong: (id) => id !== "" && [this.selected?.entity, this.selected?.relation, this.hoveredNode, this.hoveredEdge].includes(id),
    });
    this.sigma = new Sigma<NodeAttributes, EdgeAttributes>(this.graph, container, {
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

  /** Show a part of the graph and the state's selection in it. */
  show(drawn: Drawn, state: State): void {
    const shown = JSON.stringify([drawn.entities.map((entity) => entity.id), drawn.relations.map((relation) => relation.id)]);
    const laidOut = shown !== this.shown;
    if (laidOut) {
      this.shown = shown;
      this.fill(drawn.entities, drawn.relations);
    }
    this.select(state);
    this.sigma.refresh();
  }

  /** Follow a change between light and dark. */
  recolour(): void {
    this.theme = readTheme(this.index.data.types);
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

  /** Bring entities into the picture, if one of them is outside of it. */
  reveal(ids: string[]): void {
    const present = ids.filter((id) => this.graph.hasNode(id));
    const { width, height } = this.sigma.getDimensions();
    const outside = present.some((id) => {
      const at = this.viewportPoint(id);
      return at.x < 30 || at.y < 30 || at.x > width - 30 || at.y > height - 50;
    });
    const first = present[0];
    if (!outside || first === undefined) return;
    const data = present.map((id) => this.sigma.getNodeDisplayData(id)).filter((found) => found !== undefined);
    const x = data.reduce((sum, node) => sum + node.x, 0) / data.length;
    const y = data.reduce((sum, node) => sum + node.y, 0) / data.length;
    const camera = this.sigma.getCamera();
    void camera.animate({ x, y, ratio: data.length > 1 ? 1 : camera.ratio }, { duration: duration(250) });
  }

  /** Where an entity's dot is in the window (client pixels); null if it is not drawn. */
  nodePoint(id: string): Point | null {
    if (!this.graph.hasNode(id)) return null;
    return this.toClient(this.viewportPoint(id));
  }

  /** A point of the window on a relation's line where nothing else is; null if it is not drawn or quite covered. */
  edgePoint(id: string): Point | null {
    if (!this.graph.hasEdge(id)) return null;
    const { width, height } = this.sigma.getDimensions();
    for (const t of [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75]) {
      const at = this.onLine(id, t);
      if (at.x < 2 || at.y < 2 || at.x > width - 2 || at.y > height - 2) continue;
      const covered = this.graph.someNode((node) => {
        const center = this.viewportPoint(node);
        return Math.hypot(center.x - at.x, center.y - at.y) < this.radius(node) + 3;
      });
      const crossed = this.graph.someEdge((edge) => edge !== id && this.distance(at, edge) < 4);
      if (!covered && !crossed) return this.toClient(at);
    }
    return null;
  }

  private fill(entities: Entity[], relations: Relation[]): void {
    // A line from an entity to itself cannot be drawn; the table has it.
    const lines = relations.filter((relation) => relation.subject !== relation.object);
    const degrees = new Map<string, number>();
    for (const id of lines.flatMap((relation) => [relation.subject, relation.object])) degrees.set(id, (degrees.get(id) ?? 0) + 1);
    const crowd = Math.max(1, entities.length / ROOMY) ** 0.35; // many dots are smaller dots
    const size = (id: string): number => Math.min(20, 4.5 + 2.1 * Math.sqrt(degrees.get(id) ?? 0)) / crowd;
    const items = entities.map((entity) => ({ id: entity.id, name: entity.name, size: size(entity.id) }));
    const positions = layout(items, lines.map((relation) => [relation.subject, relation.object]));
    this.graph.clear();
    for (const entity of entities) {
      const at = positions.get(entity.id) ?? { x: 0, y: 0 };
      this.graph.addNode(entity.id, { ...at, size: size(entity.id), label: entity.name, type: "circle", kind: entity.type });
    }
    const pairs = new Map<string, Relation[]>();
    for (const relation of lines) {
      const pair = [relation.subject, relation.object].sort().join(" ");
      pairs.set(pair, [...(pairs.get(pair) ?? []), relation]);
    }
    for (const parallel of pairs.values()) {
      const bends = curvatures(parallel.length);
      parallel.forEach((relation, at) => {
        const bend = (bends[at] ?? 0) * (relation.subject < relation.object ? 1 : -1);
        this.graph.addDirectedEdgeWithKey(relation.id, relation.subject, relation.object, {
          size: 2,
          type: lineKind(this.index.symmetric.has(relation.predicate), bend),
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
    const relation = this.index.relations.get(state.relation);
    this.near = new Set(relation ? [relation.subject, relation.object] : []);
    if (state.entity && this.graph.hasNode(state.entity)) {
      this.near.add(state.entity);
      this.graph.forEachNeighbor(state.entity, (id) => this.near.add(id));
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

  private dots(): { x: number; y: number; size: number }[] {
    const ids = this.graph.filterNodes((id) => !this.focused() || this.near.has(id));
    return ids.map((id) => ({ ...this.viewportPoint(id), size: this.radius(id) }));
  }

  private nearestEdge(at: Point): string {
    let best = CLICK_TOLERANCE;
    let found = "";
    this.graph.forEachEdge((edge) => {
      const distance = this.distance(at, edge);
      if (distance < best) [best, found] = [distance, edge];
    });
    return found;
  }

  private distance(at: Point, edge: string): number {
    const [source, target] = this.graph.extremities(edge);
    return distanceToEdge(at, this.viewportPoint(source), this.viewportPoint(target), this.graph.getEdgeAttribute(edge, "curvature"));
  }

  private onLine(edge: string, t: number): Point {
    const [source, target] = this.graph.extremities(edge);
    return onEdge(this.viewportPoint(source), this.viewportPoint(target), this.graph.getEdgeAttribute(edge, "curvature"), t);
  }

  private viewportPoint(id: string): Point {
    const { x, y } = this.graph.getNodeAttributes(id);
    return this.sigma.graphToViewport({ x, y });
  }

  private radius(id: string): number {
    return this.sigma.scaleSize(this.graph.getNodeAttribute(id, "size"));
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
      return { ...data, color: this.theme.fadedNode, label: "", zIndex: 0 };
    return { ...data, color: colour, highlighted: this.selected?.entity === id, forceLabel: chosen || this.focused(), zIndex: chosen ? 3 : 2 };
  };

  private reduceEdge = (id: string, data: EdgeAttributes): Partial<EdgeDisplayData> => {
    const [source, target] = this.graph.extremities(id);
    const chosen = this.selected?.relation === id || this.hoveredEdge === id;
    const ends = [source, target];
    const touches = (this.selected?.entity && ends.includes(this.selected.entity)) || (this.hoveredNode && ends.includes(this.hoveredNode));
    if (chosen) return { ...data, color: this.theme.accent, size: 3.6, forceLabel: true, zIndex: 3 };
    if (touches) return { ...data, color: this.theme.ink, size: 2.4, label: this.near.size > 14 ? "" : data.label, forceLabel: true, zIndex: 2 };
    return { ...data, color: this.focused() ? this.theme.fadedLine : this.theme.line, label: "", zIndex: 1 };
  };
}

function duration(milliseconds: number): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : milliseconds;
}
