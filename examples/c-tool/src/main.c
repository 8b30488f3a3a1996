#include <stdio.h>

#include "count.h"

int main(int argc, char **argv)
{
    for (int at = 1; at < argc; at++)
        printf("%8ld %s\n", count_lines(argv[at]), argv[at]);
    return 0;
}
