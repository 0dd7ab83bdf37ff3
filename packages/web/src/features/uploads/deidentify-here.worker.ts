// The thread that de-identifies for one upload: it is given the case's key, and forgets it when it ends.
import { createHereTasks } from './deidentify-here.ts';
import { answerTasks } from './task-thread.ts';

answerTasks(createHereTasks());
