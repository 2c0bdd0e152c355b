/*
 * What a disk is sure to hold after a loss of power: a library for LD_PRELOAD that keeps an image of a folder as it was last
 * synced. Each fsync or fdatasync of a file in the folder copies the file to the image as it is at that moment; each
 * fsync of the folder itself copies the list of its files. What has been written and not synced is not in the image.
 *
 *   SYNCED_FOLDER  the folder, as an absolute path without symbolic links
 *   SYNCED_IMAGE   where its image is kept; exists already, with an empty folder `objects`
 *
 * In the image:
 *   list           name and object of each file, a line each, as of the last fsync of the folder
 *   objects/       content of each file, as of its last fsync. A name in the list without an object is an empty file.
 *   log            a line for each fsync that has returned: CLOCK_MONOTONIC in nanoseconds, and the name of the file
 *
 * What the first process finds in the folder counts as synced. Every file of the image is replaced by renaming, so an image is
 * whole at every moment, also where the process is killed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *folder, *image;
/* Two threads that sync one file must not replace the newer copy by the older one. */
static pthread_mutex_t copying = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what) {
  perror(what);
  abort();
}

/* A name for the content of a file. The number of an inode is used again after its file has been removed. */
static void object_name(int directory, const char *name, int flags, char *object, size_t size) {
  struct statx found;
  if (statx(directory, name, flags | AT_STATX_SYNC_AS_STAT, STATX_INO | STATX_BTIME, &found) != 0) fail("statx");
  snprintf(object, size, "%llu-%lld-%u", (unsigned long long)found.stx_ino, (long long)found.stx_btime.tv_sec,
           found.stx_btime.tv_nsec);
}

static void replace(const char *temporary, const char *relative) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", image, relative);
  if (rename(temporary, path) != 0) fail("rename");
}

/* Reads by the descriptor it is given: to close another one of the same file would release the locks of SQLite. */
static void copy_file(int from, const char *object) {
  static char buffer[1 << 20];
  char temporary[4096], relative[300];
  snprintf(temporary, sizeof temporary, "%s/temporary", image);
  int to = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (to < 0) fail("open");
  ssize_t count;
  for (off_t at = 0; (count = pread(from, buffer, sizeof buffer, at)) > 0; at += count)
    if (write(to, buffer, count) != count) fail("write");
  if (count < 0) fail("pread");
  close(to);
  snprintf(relative, sizeof relative, "objects/%s", object);
  replace(temporary, relative);
}

static void copy_list(int with_content) {
  char temporary[4096], object[256], *text = NULL;
  size_t size = 0;
  FILE *lines = open_memstream(&text, &size);
  DIR *directory = opendir(folder);
  if (!lines || !directory) fail("list");
  for (struct dirent *entry; (entry = readdir(directory));) {
    struct stat found;
    if (fstatat(dirfd(directory), entry->d_name, &found, 0) != 0 || !S_ISREG(found.st_mode)) continue;
    object_name(dirfd(directory), entry->d_name, 0, object, sizeof object);
    fprintf(lines, "%s %s\n", object, entry->d_name);
    if (!with_content) continue;
    int from = openat(dirfd(directory), entry->d_name, O_RDONLY);
    if (from < 0) fail("openat");
    copy_file(from, object);
    close(from);
  }
  closedir(directory);
  fclose(lines);
  snprintf(temporary, sizeof temporary, "%s/temporary", image);
  FILE *list = fopen(temporary, "w");
  if (!list || fwrite(text, 1, size, list) != size || fclose(list) != 0) fail("list");
  free(text);
  replace(temporary, "list");
}

__attribute__((constructor)) static void begin(void) {
  char path[4096];
  folder = getenv("SYNCED_FOLDER");
  image = getenv("SYNCED_IMAGE");
  if (!folder || !image) return;
  snprintf(path, sizeof path, "%s/list", image);
  if (access(path, F_OK) == 0) return;
  copy_list(1);
}

static void copy(int fd, const char *path) {
  struct stat found;
  char object[256];
  if (fstat(fd, &found) != 0) return;
  pthread_mutex_lock(&copying);
  if (S_ISDIR(found.st_mode)) {
    if (strcmp(path, folder) == 0) copy_list(0);
  } else {
    object_name(fd, "", AT_EMPTY_PATH, object, sizeof object);
    copy_file(fd, object);
  }
  pthread_mutex_unlock(&copying);
}

static void note(const char *path) {
  char file[4096], line[4200];
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  const char *name = strrchr(path, '/') + 1;
  int length = snprintf(line, sizeof line, "%lld %s\n", now.tv_sec * 1000000000LL + now.tv_nsec, name);
  snprintf(file, sizeof file, "%s/log", image);
  int log = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (log < 0 || write(log, line, length) != length) fail("log");
  close(log);
}

static int observed(const char *function, int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, function);
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = image ? readlink(link, path, sizeof path - 1) : -1;
  if (length > 0) path[length] = 0;
  size_t own = image ? strlen(folder) : 0;
  int is_ours = length > 0 && strncmp(path, folder, own) == 0 && (path[own] == '/' || path[own] == 0);
  if (is_ours) copy(fd, path);
  int result = real(fd);
  if (is_ours && result == 0) note(path);
  return result;
}

int fsync(int fd) { return observed("fsync", fd); }
int fdatasync(int fd) { return observed("fdatasync", fd); }
