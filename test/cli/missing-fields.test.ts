import { expect, test } from '@jest/globals';
import { missingFields } from '../../src/cli/missing-fields.js';

const text = { type: 'string' };

test('names what is not there, at any depth, and nothing below it', () => {
  const ours = {
    properties: {
      spec: {
        type: 'object',
        properties: {
          name: text,
          routes: { type: 'array', items: { type: 'object', properties: { gatewayID: text, natGatewayID: text } } },
          policies: { type: 'object', additionalProperties: { type: 'object', properties: { text } } },
          gone: { type: 'object', properties: { deeper: text } },
        },
      },
    },
  };
  const theirs = {
    properties: {
      spec: {
        type: 'object',
        properties: {
          name: text,
          extra: text,
          routes: { type: 'array', items: { type: 'object', properties: { gatewayID: text } } },
          policies: { type: 'object', additionalProperties: { type: 'object', properties: {} } },
        },
      },
    },
  };
  expect(missingFields(ours, theirs)).toEqual(['spec.routes[].natGatewayID', 'spec.policies.*.text', 'spec.gone']);
});

test('says when a field is of another type, or a map takes no values', () => {
  const ours = { properties: { port: { type: 'integer' }, tags: { type: 'object', additionalProperties: text } } };
  const theirs = { properties: { port: text, tags: { type: 'object' } } };
  expect(missingFields(ours, theirs)).toEqual(['port (is of type string, not integer)', 'tags.*']);
});

test('takes a map that takes anything, and leaves to the API server what it knows itself', () => {
  const ours = {
    properties: { metadata: { type: 'object' }, tags: { type: 'object', additionalProperties: text } },
  };
  expect(missingFields(ours, { properties: { tags: { type: 'object', additionalProperties: true } } })).toEqual([]);
});
