/* A disk that is slow to confirm, and one that fails: loaded into a process by LD_PRELOAD.
 *
 * POSTIL_SYNC_DELAY=MS: every fsync and fdatasync takes MS milliseconds longer.
 * POSTIL_SYNC_FOLDER_FAILS=1: fsync of a folder fails with EIO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

static void delay(void) {
    const char *text = getenv("POSTIL_SYNC_DELAY");
    long ms = text ? strtol(text, NULL, 10) : 0;
    struct timespec rest = {ms / 1000, (ms % 1000) * 1000000L};
    while (nanosleep(&rest, &rest) == -1 && errno == EINTR) {
    }
}

static int fails(int file) {
    struct stat about;
    return getenv("POSTIL_SYNC_FOLDER_FAILS") && fstat(file, &about) == 0 && S_ISDIR(about.st_mode);
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    delay();
    if (fails(file)) {
        errno = EIO;
        return -1;
    }
    return real(file);
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    delay();
    return real(file);
}
