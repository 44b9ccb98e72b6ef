import { ModernFakeTimers } from '@jest/fake-timers';
import { bind } from 'jest-each';
import { ModuleMocker } from 'jest-mock';
import Mocha from 'mocha';
import { suite, within } from './jest-ui.js';

// What the tests take from @jest/globals. JavaScript, because the fake timers' type wants a whole configuration of jest.

function declare(title, work) {
  suite().addTest(new Mocha.Test(title, async () => void (await work())));
}
function group(title, work) {
  within(Mocha.Suite.create(suite(), title), work);
}

export { expect } from 'expect';
export const test = Object.assign(declare, { each: bind(declare) });
export const describe = Object.assign(group, { each: bind(group) });
export const beforeAll = (work) => suite().beforeAll(async () => void (await work()));
export const beforeEach = (work) => suite().beforeEach(async () => void (await work()));
export const afterEach = (work) => suite().afterEach(async () => void (await work()));
export const afterAll = (work) => suite().afterAll(async () => void (await work()));

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({ config: { rootDir: '.', fakeTimers: {} }, global: globalThis });

export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
  useFakeTimers: timers.useFakeTimers.bind(timers),
  useRealTimers: timers.useRealTimers.bind(timers),
  setSystemTime: timers.setSystemTime.bind(timers),
  advanceTimersByTimeAsync: timers.advanceTimersByTimeAsync.bind(timers),
  advanceTimersByTime: timers.advanceTimersByTime.bind(timers),
  getTimerCount: timers.getTimerCount.bind(timers),
};
