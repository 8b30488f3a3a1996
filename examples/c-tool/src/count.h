#ifndef COUNT_H
#define COUNT_H

/* Lines of a file, packed with gzip or not; -1 where it cannot be read. */
long count_lines(const char *path);

#endif
