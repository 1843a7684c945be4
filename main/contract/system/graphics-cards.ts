import { z } from 'zod';

/** A part of a card that NVIDIA's driver offers as a device of its own (Multi-Instance GPU). */
const CardSlice = z.object({ uuid: z.string(), name: z.string() });

/** An NVIDIA graphics card, as the driver's own program tells of it. */
export const GraphicsCard = z.object({
  /** Its place in the order of the PCI bus. */
  index: z.int().min(0),
  uuid: z.string(),
  name: z.string(),
  /** Version of the driver: "550.54.14". */
  driver: z.string(),
  /** What its processors can do, as major and minor number: "8.6". Drivers before 510 do not tell. */
  computeCapability: z.string().optional(),
  memoryBytes: z.number().optional(),
  /** Empty where the card is one device. */
  slices: z.array(CardSlice),
});
export type GraphicsCard = z.infer<typeof GraphicsCard>;

/** Whether a card can train here. */
export const JudgedCard = GraphicsCard.extend({
  fits: z.boolean(),
  /** Why not, as a sentence; the next step is a sentence too. */
  reason: z.string().optional(),
  next: z.string().optional(),
});
export type JudgedCard = z.infer<typeof JudgedCard>;

/** What graphics cards are worth on this machine. */
export const GraphicsReport = z.object({
  cards: z.array(JudgedCard),
  /** True where TensorFlow's CUDA build can be set up and use one of the cards. */
  fits: z.boolean(),
  /** Why no card is used here, or which one can be, as a sentence. */
  reason: z.string(),
  /** Present where there is something to do. */
  next: z.string().optional(),
});
export type GraphicsReport = z.infer<typeof GraphicsReport>;

/** What a card does at the moment. */
export const CardGauges = z.object({
  memoryUsedBytes: z.number(),
  memoryBytes: z.number(),
  /** In °C; some cards of servers do not tell. */
  temperature: z.number().optional(),
});
export type CardGauges = z.infer<typeof CardGauges>;
