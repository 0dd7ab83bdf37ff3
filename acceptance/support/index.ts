// What acceptance tests use to run the product; the tests themselves speak only its public protocols.
export type { Account, AccountWishes, TokenWishes } from './accounts.ts';
export type { AnswerCheck, ReadAnswer } from './answer-check.ts';
export { type Api, type ApiAnswer, type Json, type RequestParts, type Stage, startStage } from './api.ts';
export { type RawRequest, sendRaw } from './raw-request.ts';
export {
  askLumenbox,
  type ProgramOptions,
  type ProgramResult,
  runLumenbox,
  runProgram,
} from './run-command.ts';
export { type RunningServer, type ServerWishes, startServer } from './start-server.ts';
