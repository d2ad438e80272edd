/*
 * A PKCS#11 module that calls another module, named by BENCH_HSM_MODULE. Each signature sleeps BENCH_HSM_DELAY_US microseconds longer, like the
 * connection to an HSM over a network.
 *
 *   gcc -shared -fPIC -O2 -Wall -Wextra -Werror -o slow_pkcs11.so slow_pkcs11.c
 *
 * It uses only the layout of CK_FUNCTION_LIST (PKCS#11 v2.40 section 3.6): a version and 68 functions in a fixed order. A call of C_Sign or
 * C_SignFinal that asks only for the length of the signature (no output buffer) is not delayed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FUNCTIONS 68
#define GET_FUNCTION_LIST 3
#define SIGN 43
#define SIGN_FINAL 45
#define CKR_GENERAL_ERROR 5UL

struct function_list {
  unsigned char major, minor;
  void *function[FUNCTIONS];
};

typedef unsigned long (*get_function_list)(struct function_list **);
typedef unsigned long (*sign)(unsigned long, unsigned char *, unsigned long, unsigned char *, unsigned long *);
typedef unsigned long (*sign_final)(unsigned long, unsigned char *, unsigned long *);

static struct function_list fast, slow;
static struct timespec delay;
static unsigned long loaded = CKR_GENERAL_ERROR;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void wait_for_the_network(void) {
  struct timespec left = delay;
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
}

static unsigned long slow_sign(unsigned long session, unsigned char *data, unsigned long length, unsigned char *signature,
                               unsigned long *signature_length) {
  if (signature != NULL) {
    wait_for_the_network();
  }
  return ((sign)fast.function[SIGN])(session, data, length, signature, signature_length);
}

static unsigned long slow_sign_final(unsigned long session, unsigned char *signature, unsigned long *signature_length) {
  if (signature != NULL) {
    wait_for_the_network();
  }
  return ((sign_final)fast.function[SIGN_FINAL])(session, signature, signature_length);
}

unsigned long C_GetFunctionList(struct function_list **list);

static void load(void) {
  const char *name = getenv("BENCH_HSM_MODULE");
  const char *microseconds = getenv("BENCH_HSM_DELAY_US");
  void *module = name == NULL ? NULL : dlopen(name, RTLD_NOW | RTLD_LOCAL);
  get_function_list of_module = module == NULL ? NULL : (get_function_list)dlsym(module, "C_GetFunctionList");
  struct function_list *functions;
  if (microseconds == NULL || of_module == NULL || of_module(&functions) != 0) {
    fprintf(stderr, "slow_pkcs11: BENCH_HSM_DELAY_US is not set, or BENCH_HSM_MODULE is no PKCS#11 module\n");
    return;
  }
  long us = strtol(microseconds, NULL, 10);
  delay.tv_sec = us / 1000000;
  delay.tv_nsec = us % 1000000 * 1000;
  fast = slow = *functions;
  slow.function[GET_FUNCTION_LIST] = (void *)C_GetFunctionList;
  slow.function[SIGN] = (void *)slow_sign;
  slow.function[SIGN_FINAL] = (void *)slow_sign_final;
  loaded = 0;
}

unsigned long C_GetFunctionList(struct function_list **list) {
  pthread_once(&once, load);
  *list = &slow;
  return loaded;
}
