import type { ChildRef } from '../api/child.js';
import { ackRef } from './ack-kinds.js';

export const primaryRef = (name: string): ChildRef => ackRef('DBInstance', `${name}-primary`);

/** `i` from 1. */
export const replicaRef = (name: string, i: number): ChildRef => ackRef('DBInstance', `${name}-replica-${i}`);

/** `1…count` */
export const replicaNumbers = (count: number): readonly number[] => Array.from({ length: count }, (_none, i) => i + 1);
