import '../../sessions/run/issue.ts';
