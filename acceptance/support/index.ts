// What acceptance tests use to run the product; the tests themselves speak only its public protocols.
export type { Account, AccountWishes, TokenWishes } from './accounts.ts';
export {
  askLumenbox,
  type ProgramOptions,
  type ProgramResult,
  runLumenbox,
  runProgram,
} from './run-command.ts';
export { type RunningServer, type ServerWishes, startServer } from './start-server.ts';
