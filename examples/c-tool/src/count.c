#include "count.h"

#include <zlib.h>

long count_lines(const char *path)
{
    gzFile file = gzopen(path, "rb");
    long lines = 0;
    int c;

    if (file == NULL)
        return -1;
    while ((c = gzgetc(file)) != -1)
        lines += c == '\n';
    gzclose(file);
    return lines;
}
