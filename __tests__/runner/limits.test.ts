import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { checkOutput, checkVariable, longestOutput } from '../../src/runner/limits.ts';

const refused = expect.objectContaining({ code: 'runner-limit' });

test('refuses a variable exactly when the system would', () => {
  const starts = (value: string): boolean => spawnSync('/bin/true', { env: { OS_TOKEN: value } }).status === 0;
  const longest = 'x'.repeat(128 * 1024 - 'OS_TOKEN=\0'.length);
  expect([starts(longest), starts(`${longest}x`)]).toEqual([true, false]);
  expect(() => checkVariable('OS_TOKEN', longest)).not.toThrow();
  expect(() => checkVariable('OS_TOKEN', `${longest}x`)).toThrow(refused);
});

test('counts bytes, not characters', () => {
  expect(() => checkVariable('NAME', 'ü'.repeat(70_000))).toThrow(refused);
  expect(() => checkOutput('user-name', 'ü'.repeat(70_000))).toThrow(refused);
});

test('refuses what is no value of a variable at all', () => {
  expect(() => checkOutput('project-name', 'web\0')).toThrow(/the output `project-name` holds a NUL character/);
});

test('lets an output be as long as a variable may be', () => {
  expect(() => checkOutput('user-name', 'x'.repeat(longestOutput()))).not.toThrow();
  expect(() => checkOutput('user-name', 'x'.repeat(longestOutput() + 1))).toThrow(
    `the output \`user-name\` takes ${longestOutput() + 1} bytes, and later steps can be handed ${longestOutput()} at most`,
  );
});

test('lets the list of projects be as long as a job’s outputs may be', () => {
  expect(() => checkOutput('projects', 'x'.repeat(512 * 1024))).not.toThrow();
  expect(() => checkOutput('projects', 'x'.repeat(512 * 1024 + 1))).toThrow(refused);
});

test('knows that Windows bears less', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
  Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
  try {
    expect(() => checkVariable('OS_TOKEN', 'x'.repeat(32_767))).toThrow(refused);
  } finally {
    Object.defineProperty(process, 'platform', platform);
  }
  expect(() => checkVariable('OS_TOKEN', 'x'.repeat(32_767))).not.toThrow();
});
