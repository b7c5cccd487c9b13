/* One reassignment from scratch in C, by the algorithm of src/traffic/assignment: trees by Dijkstra over a binary heap,
   flows summed up the trees, arcs within capacity left out, demands grouped by chains of overloaded arcs, proportional
   filling. Input: a file as bench/assignment.ts writes it. Output: JSON as bench/peers/assignment.py writes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int n, m, dcount, scount;
static int *tail, *head, *first_out, *out;
static double *cost, *cap, *own, *label, *flow, *load, *key;
static int *next_arc, *heap, *place, *order;
static int heap_len;
static char *is_destination;

static void offer(int site, double k) {
  int at = place[site] < 0 ? heap_len++ : place[site];
  key[site] = k;
  while (at > 0) {
    int above = (at - 1) >> 1, p = heap[above];
    if (key[p] <= k) break;
    heap[at] = p; place[p] = at; at = above;
  }
  heap[at] = site; place[site] = at;
}

static int take(void) {
  int least = heap[0];
  place[least] = -1;
  int len = --heap_len;
  if (len == 0) return least;
  int site = heap[len];
  double k = key[site];
  int at = 0, half = len >> 1;
  while (at < half) {
    int below = 2 * at + 1, right = below + 1;
    if (right < len && key[heap[right]] < key[heap[below]]) below = right;
    int child = heap[below];
    if (key[child] >= k) break;
    heap[at] = child; place[child] = at; at = below;
  }
  heap[at] = site; place[site] = at;
  return least;
}

/* Chains: rest[c] and the overloaded arc with which c begins; 0 is the empty one. */
static int *chain_rest, *chain_arc, *table, chain_count, table_mask;
static double *chain_weight;
static int chain_room;

static int joined(int arc, int rest) {
  unsigned hash = (unsigned)rest * 0x9e3779b1u + (unsigned)arc * 0x85ebca6bu;
  hash = (hash ^ (hash >> 15)) * 0x2c1b3c6du;
  unsigned slot = (hash ^ (hash >> 13)) & table_mask;
  for (int c; (c = table[slot]) != 0; slot = (slot + 1) & table_mask)
    if (chain_rest[c] == rest && chain_arc[c] == arc) return c;
  int c = chain_count++;
  if (c >= chain_room) { fprintf(stderr, "too many chains\n"); exit(1); }
  chain_rest[c] = rest; chain_arc[c] = arc; chain_weight[c] = 0;
  table[slot] = c;
  return c;
}

static double assign(int down) {
  int rows = 0;
  double connected = 0;
  memset(load, 0, 2 * m * sizeof *load);
  for (int t = 0; t < n; t++) {
    if (!is_destination[t]) continue;
    double *lab = label + (size_t)rows * n, *fl = flow + (size_t)rows * n;
    int *nx = next_arc + (size_t)rows * n;
    for (int v = 0; v < n; v++) { lab[v] = 1e300; nx[v] = -1; }
    memcpy(fl, own + (size_t)t * n, n * sizeof *fl);
    lab[t] = 0;
    offer(t, 0);
    int count = 0;
    while (heap_len > 0) {
      int v = take();
      order[count++] = v;
      for (int p = first_out[v]; p < first_out[v + 1]; p++) {
        int arc = out[p], u = head[arc];
        if (arc >> 1 == down) continue;
        double there = lab[v] + cost[arc >> 1];
        if (there < lab[u]) { lab[u] = there; nx[u] = arc ^ 1; offer(u, there); }
      }
    }
    for (int k = count - 1; k > 0; k--) {
      int v = order[k], arc = nx[v];
      fl[head[arc]] += fl[v];
      load[arc] += fl[v];
    }
    connected += fl[t];
    rows++;
  }
  static int *over, *slot_of, *chain_at, *mark, *climb;
  static int stamp = 0;
  if (!over) {
    over = malloc(2 * m * sizeof(int)); slot_of = malloc(2 * m * sizeof(int));
    chain_at = malloc(n * sizeof(int)); mark = calloc(n, sizeof(int)); climb = malloc(n * sizeof(int));
  }
  int o = 0;
  for (int arc = 0; arc < 2 * m; arc++) {
    slot_of[arc] = -1;
    if (load[arc] > cap[arc >> 1]) { slot_of[arc] = o; over[o++] = arc; }
  }
  chain_count = 1;
  memset(table, 0, (table_mask + 1) * sizeof(int));
  for (int row = 0, t = 0; t < n; t++) {
    if (!is_destination[t]) continue;
    int *nx = next_arc + (size_t)row * n;
    double *fl = flow + (size_t)row * n;
    row++;
    mark[t] = ++stamp; chain_at[t] = 0;
    for (int k = 0; k < o; k++) {
      int v = tail[over[k]];
      if (nx[v] != over[k]) continue;
      int height = 0, s = v;
      while (mark[s] != stamp) { climb[height++] = s; s = head[nx[s]]; }
      int c = chain_at[s];
      while (height > 0) {
        s = climb[--height];
        int at = slot_of[nx[s]];
        if (at >= 0) c = joined(at, c);
        chain_at[s] = c; mark[s] = stamp;
      }
      chain_weight[c] += fl[v];
      if (chain_rest[c]) chain_weight[chain_rest[c]] -= fl[v];
    }
  }
  static int *first_user, *users, *touched;
  static int user_room = 0;
  static char *fixed;
  static double *rising, *standing, *now, *full_at;
  if (!first_user) {
    first_user = malloc((2 * m + 1) * sizeof(int)); touched = malloc(2 * m * sizeof(int));
    fixed = malloc(chain_room);
    rising = malloc(2 * m * sizeof(double)); standing = malloc(2 * m * sizeof(double));
    now = calloc(2 * m, sizeof(double)); full_at = malloc(2 * m * sizeof(double));
  }
  memset(first_user, 0, (o + 1) * sizeof(int));
  memset(fixed, 0, chain_count);
  for (int c = 1; c < chain_count; c++)
    if (chain_weight[c] > 0) for (int p = c; p; p = chain_rest[p]) first_user[chain_arc[p]]++;
  int sum = 0;
  for (int k = 0; k < o; k++) { sum += first_user[k]; first_user[k] = sum; }
  first_user[o] = sum;
  if (sum > user_room) { user_room = 2 * sum; users = realloc(users, user_room * sizeof(int)); }
  for (int c = chain_count - 1; c > 0; c--)
    if (chain_weight[c] > 0) for (int p = c; p; p = chain_rest[p]) users[--first_user[chain_arc[p]]] = c;
  for (int k = 0; k < o; k++) {
    rising[k] = load[over[k]]; standing[k] = 0; full_at[k] = cap[over[k] >> 1] / rising[k];
  }
  double level = 0;
  for (;;) {
    double least = 1;
    int full = -1;
    for (int k = 0; k < o; k++) if (full_at[k] < least) { least = full_at[k]; full = k; }
    if (full < 0) return connected;
    if (least > level) level = least;
    connected -= rising[full] * (1 - level);
    int count = 0;
    for (int at = first_user[full]; at < first_user[full + 1]; at++) {
      int c = users[at];
      if (fixed[c]) continue;
      fixed[c] = 1;
      for (int p = c; p; p = chain_rest[p]) {
        int k = chain_arc[p];
        if (now[k] == 0) touched[count++] = k;
        now[k] += chain_weight[c];
        rising[k] -= chain_weight[c];
      }
    }
    for (int at = 0; at < count; at++) {
      int k = touched[at];
      standing[k] += now[k] * level;
      now[k] = 0;
      double left = cap[over[k] >> 1] - standing[k];
      full_at[k] = rising[k] > 0 ? (left > 0 ? left : 0) / rising[k] : 1e300;
    }
  }
}

static double seconds_now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec + 1e-9 * at.tv_nsec;
}

int main(int argc, char **argv) {
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file || fscanf(file, "%d %d %d %d", &n, &m, &dcount, &scount) != 4) return 1;
  tail = malloc(2 * m * sizeof(int)); head = malloc(2 * m * sizeof(int));
  cost = malloc(m * sizeof(double)); cap = malloc(m * sizeof(double));
  first_out = calloc(n + 1, sizeof(int)); out = malloc(2 * m * sizeof(int));
  for (int l = 0; l < m; l++) {
    int a, b;
    if (fscanf(file, "%d %d %lf %lf", &a, &b, cost + l, cap + l) != 4) return 1;
    tail[2 * l] = head[2 * l + 1] = a;
    head[2 * l] = tail[2 * l + 1] = b;
    if (a != b) { first_out[a + 1]++; first_out[b + 1]++; }
  }
  for (int v = 0; v < n; v++) first_out[v + 1] += first_out[v];
  int *fill = malloc((n + 1) * sizeof(int));
  memcpy(fill, first_out, (n + 1) * sizeof(int));
  for (int arc = 0; arc < 2 * m; arc++) if (tail[arc] != head[arc]) out[fill[tail[arc]]++] = arc;
  own = calloc((size_t)n * n, sizeof(double));
  is_destination = calloc(n, 1);
  for (int d = 0; d < dcount; d++) {
    int a, b;
    double size;
    if (fscanf(file, "%d %d %lf", &a, &b, &size) != 3) return 1;
    own[(size_t)b * n + a] += size;
    is_destination[b] = 1;
  }
  int *states = malloc(scount * sizeof(int));
  for (int s = 0; s < scount; s++) if (fscanf(file, "%d", states + s) != 1) return 1;
  label = malloc((size_t)n * n * sizeof(double)); flow = malloc((size_t)n * n * sizeof(double));
  next_arc = malloc((size_t)n * n * sizeof(int));
  load = malloc(2 * m * sizeof(double)); key = malloc(n * sizeof(double));
  heap = malloc(n * sizeof(int)); place = malloc(n * sizeof(int)); order = malloc(n * sizeof(int));
  for (int v = 0; v < n; v++) place[v] = -1;
  chain_room = 1 << 20;
  table_mask = (1 << (dcount > 12000 ? 14 : 15)) - 1;
  while (table_mask + 1 < 2 * n * 64 && table_mask < (1 << 17)) table_mask = 2 * table_mask + 1;
  chain_rest = calloc(chain_room, sizeof(int)); chain_arc = calloc(chain_room, sizeof(int));
  chain_weight = calloc(chain_room, sizeof(double));
  table = malloc(((size_t)table_mask + 1) * sizeof(int));
  double *served = malloc(scount * sizeof(double)), *took = malloc(scount * sizeof(double));
  assign(states[0]);
  for (int s = 0; s < scount; s++) {
    double began = seconds_now();
    served[s] = assign(states[s]);
    took[s] = seconds_now() - began;
  }
  printf("{\"served\":[");
  for (int s = 0; s < scount; s++) printf("%s%.17g", s ? "," : "", served[s]);
  printf("],\"seconds\":[");
  for (int s = 0; s < scount; s++) printf("%s%.9g", s ? "," : "", took[s]);
  printf("]}\n");
  return 0;
}
