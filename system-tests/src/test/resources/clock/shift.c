/* A clock that a file sets ahead or back while the process runs: seconds as a 64-bit number. Loaded before libc, for tests alone. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long *shift;

__attribute__((constructor)) static void follow(void) {
  const char *file = getenv("CLOCK_SHIFT_FILE");
  int fd = file ? open(file, O_RDONLY) : -1;
  if (fd < 0) return;
  void *place = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, fd, 0);
  if (place != MAP_FAILED) shift = place;
  close(fd);
}

int clock_gettime(clockid_t id, struct timespec *to) {
  int failed = syscall(SYS_clock_gettime, id, to);
  if (!failed && shift && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) to->tv_sec += *shift;
  return failed;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) {
    to->tv_sec = now.tv_sec;
    to->tv_usec = now.tv_nsec / 1000;
  }
  return 0;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}
