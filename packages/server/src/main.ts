// The process: read the configuration, start the parts, say that it is ready, drain and stop.
import { serve } from './cli/serve.ts';

process.exitCode = await serve({});
