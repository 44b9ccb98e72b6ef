import { type Case, entry, one, own, regions, resolved, url } from './case.ts';

export const regionCases: readonly Case[] = [
  // Regions
  { name: 'no region', files: entry(`auth: {${own}}`) },
  { name: 'the first region', files: one('project_id: p', regions) },
  { name: 'a region with values', files: one('project_id: p', regions), region: 'R2' },
  { name: 'a region as a mapping without values', files: one('project_id: p', regions), region: 'R3' },
  {
    name: 'a region that is not there',
    files: one('project_id: p', regions),
    region: 'r2',
  },
  {
    name: 'a null in a region keeps the value',
    files: one('project_id: p', 'interface: admin, regions: [{name: R, values: {interface: null}}]'),
  },
  {
    name: 'a region with more than name and values',
    files: one('project_id: p', 'regions: [{name: R, interface: admin}]'),
  },
  { name: 'a region without a name', files: one('project_id: p', 'regions: [{values: {}}]') },
  { name: 'regions with commas', files: one('project_id: p', 'region_name: "R1,R2"'), region: 'R2' },
  { name: 'the first region with commas', files: one('project_id: p', 'region_name: "R1,R2"') },
  { name: 'a list for region_name', files: one('project_id: p', 'region_name: [R1, R2]'), region: 'R2' },
  { name: 'regions beat region_name', files: one('project_id: p', 'region_name: R9, regions: [R1]') },
  {
    name: 'the region in the URL',
    files: entry(`auth: {auth_url: "https://{region_name}.example/v3", username: jo, password: pw}, ${regions}`),
    region: 'R2',
  },
  {
    name: 'another key in the URL',
    files: entry(`auth: {auth_url: "https://{my_host}/{{v3}}", username: jo, password: pw}, my_host: h.example`),
  },
  {
    name: 'an unknown key in the URL',
    files: entry(`auth: {auth_url: "https://{nobody}/v3", username: jo, password: pw}`),
  },
  { name: 'a lone brace in the URL', files: entry(`auth: {auth_url: "https://x/{v3", username: jo, password: pw}`) },
  {
    name: 'the region in a URL beside auth',
    files: entry(`auth_url: "https://{region_name}.example/v3", username: jo, password: pw, region_name: R`),
    differs: { because: 'openstacksdk sends the braces', ours: { auth: { auth_url: 'https://R.example/v3' } } },
  },
  {
    name: 'another region than the one that is there',
    files: one('project_id: p', 'region_name: R'),
    region: 'S',
    differs: {
      because: 'an input overrides the file',
      ours: resolved({ auth_url: url, username: 'jo', password: 'pw', project_id: 'p' }, 'S'),
    },
  },
];
