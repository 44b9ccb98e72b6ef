import { main } from './main.ts';
import { post } from './post.ts';
import { enter, enterPost } from './runner/entry.ts';
import { isPost } from './runner/state.ts';

if (isPost()) {
  enterPost(post);
} else {
  enter(main);
}
