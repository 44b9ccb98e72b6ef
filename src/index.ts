import { basename } from 'node:path';
import { main } from './main.ts';
import { post } from './post.ts';
import { enter, enterPost } from './runner/entry.ts';

// dist/job-end.js is the same bundle under another name.
if (basename(process.argv[1] ?? '') === 'job-end.js') {
  enterPost(post);
} else {
  enter(main);
}
