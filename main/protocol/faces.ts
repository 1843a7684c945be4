import { z } from 'zod';
import { EngineOptions } from './engine.ts';

/** Loads the face finder and then answers `find-faces` and `group-faces` messages until it is told to stop. */
export const FacesTask = EngineOptions.extend({
  type: z.literal('faces'),
  /** Settings of engines with which it must not be done: they died over the pictures that it is for. */
  avoid: z.array(z.string()).optional(),
});

const Point = z.object({ x: z.number(), y: z.number() });

/** A face in a picture; points in its pixels, left and right as one looks at it, angles in degrees. */
export const FoundFace = z.object({
  /** How sure the finder is, 0–1. */
  score: z.number(),
  box: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
  leftEye: Point,
  rightEye: Point,
  mouth: Point,
  yaw: z.number(),
  pitch: z.number(),
  roll: z.number(),
  /** 1024 numbers of length 1: the cosine of two says how alike two faces are. */
  embedding: z.instanceof(Float32Array),
});
export type FoundFace = z.infer<typeof FoundFace>;

/** Looks for faces in a picture; answered by `found-faces` with the same requestId. */
export const FindFacesRequest = z.object({
  type: z.literal('find-faces'),
  requestId: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  /** Row-major RGB bytes. */
  data: z.instanceof(Uint8Array),
});

const FoundFaces = z.object({
  type: z.literal('found-faces'),
  requestId: z.int(),
  faces: z.array(FoundFace),
  /** Time spent on it in this process. */
  ms: z.number(),
});

/** Looks for people who are in many of the faces; answered by `grouped-faces` with the same requestId. */
export const GroupFacesRequest = z.object({
  type: z.literal('group-faces'),
  requestId: z.int(),
  /** Files of little-endian float32 rows, one embedding of 1024 numbers a face; they count as one long list. */
  files: z.array(z.string()).min(1),
  /** Rows to look at. */
  rows: z.instanceof(Uint32Array),
});

const GroupedFaces = z.object({
  type: z.literal('grouped-faces'),
  requestId: z.int(),
  /** Rows of one person each, largest group first. */
  groups: z.array(z.instanceof(Uint32Array)),
});

/** What a process that finds faces answers. */
export const FacesMessage = z.discriminatedUnion('type', [FoundFaces, GroupedFaces]);
