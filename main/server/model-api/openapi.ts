import { z } from 'zod';
import { FacesAnswer, Failure, facesRequest, Health } from './schema.ts';

/** The description of the API in OpenAPI 3.1, from the schemas that requests are read with. */
export const openApiDocument = ({ name, latentSize }: { name: string; latentSize: number }) => ({
  openapi: '3.1.0',
  info: {
    title: `Faces of ${name}`,
    version: '1',
    description: 'Draws faces with one generator. Every face is synthetic.',
  },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  security: [{ token: [] }],
  paths: {
    '/faces': {
      post: {
        operationId: 'drawFaces',
        summary: 'Draw faces, as one PNG grid or as JSON with a PNG of each',
        requestBody: { content: json(facesRequest(latentSize), 'input') },
        responses: {
          '200': {
            description: 'The faces. With "Accept: image/png" one grid; its seed is in Faceloom-Seed.',
            headers: { 'Faceloom-Seed': { schema: { type: 'integer' } } },
            content: { ...json(FacesAnswer), 'image/png': {} },
          },
          ...Object.fromEntries(
            Object.entries(failures).map(([status, description]) => [
              status,
              { description, content: json(Failure) },
            ]),
          ),
        },
      },
    },
    '/health': {
      get: {
        operationId: 'health',
        summary: 'Whether it answers, and how much is waiting',
        responses: { '200': { description: 'It answers.', content: json(Health) } },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'describe',
        summary: 'This document',
        responses: { '200': { description: 'OpenAPI 3.1.', content: { 'application/json': {} } } },
      },
    },
  },
});

const json = (schema: z.ZodType, io: 'input' | 'output' = 'output') => {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io });
  return { 'application/json': { schema: described } };
};

const failures = {
  '400': 'The request does not fit; the message says where.',
  '401': 'The access token is missing or wrong.',
  '403': 'The address does not belong to this server.',
  '406': 'Neither PNG nor JSON is accepted.',
  '413': 'The body is too large.',
  '415': 'The body is no JSON by its type.',
  '429': 'Too much is waiting; Retry-After says when to ask again.',
  '503': 'It took too long, or the engine stopped.',
} as const;
