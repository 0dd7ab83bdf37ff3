// The thread of file tasks.
import { fileTasks } from './file-tasks.ts';
import { answerTasks } from './task-thread.ts';

answerTasks(fileTasks);
