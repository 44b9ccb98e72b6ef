import { entryCases } from './entries.ts';
import { fileCases } from './files.ts';
import { profileCases } from './profiles.ts';
import { regionCases } from './regions.ts';

export const cases = [...entryCases, ...regionCases, ...profileCases, ...fileCases];
