/* The recovery of a backbone by crews in C, by the algorithm of this package: a binary heap of repairs under way, ordered
   by time and then by order; groups of sites by one walk over a forest and union-find over the links beside it, with
   their people and gateways; a curve of one row a change; the metrics read off it. Input: a file as bench/kernel.ts writes
   it. Output: JSON as bench/peers/kernel.py writes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int n, m, fault_count, crews, gateway;
static double *population, *hours;
static int *ends, *first_incident, *incident, *is_site, *element;

/* The neighbour before each site and the link to it, or -1; every other link with its ends. */
static int *above, *above_link, *rest, rest_count;

/* The site above each in its group; of the root of a group, minus one less how many sites it has. */
static int *parent, *site_faults, *link_faults, *across;
static char *has_gateway;
static double *people;
static double connected_people, connected_pairs;

static int root(int node) {
  for (int up = parent[node]; up >= 0; up = parent[node]) {
    int above = parent[up];
    if (above < 0) return up;
    parent[node] = above;
    node = above;
  }
  return node;
}

static void open_site(int site) {
  parent[site] = ~1;
  people[site] = population[site];
  has_gateway[site] = site == gateway;
  if (site == gateway) connected_people += population[site];
}

static void unite(int one, int another) {
  int size_one = ~parent[one], size_other = ~parent[another];
  if (one == another || size_one == 0 || size_other == 0) return;
  int a = size_one < size_other ? another : one, b = size_one < size_other ? one : another;
  connected_pairs += (double)size_one * size_other;
  int served_a = has_gateway[a], served_b = has_gateway[b];
  if (served_a != served_b) connected_people += people[served_a ? b : a];
  parent[b] = a;
  parent[a] = ~(size_one + size_other);
  people[a] += people[b];
  has_gateway[a] |= has_gateway[b];
}

/* Each site takes the root of its neighbour in the forest; the links beside it then join roots. */
static void rebuild(void) {
  double pairs = 0;
  for (int site = 0; site < n; site++) {
    if (site_faults[site] != 0) {
      parent[site] = ~0;
      continue;
    }
    int link = above_link[site];
    if (link >= 0 && link_faults[link] == 0) {
      int neighbour = above[site], up = parent[neighbour];
      if (up != ~0) {
        int to = up < 0 ? neighbour : up, size = parent[to];
        pairs += ~size;
        parent[to] = size - 1;
        people[to] += population[site];
        parent[site] = to;
        continue;
      }
    }
    people[site] = population[site];
    parent[site] = ~1;
  }
  for (int place = 0; place < 3 * rest_count; place += 3) {
    if (link_faults[rest[place]] != 0) continue;
    int a = rest[place + 1], b = rest[place + 2], up_a, up_b;
    while ((up_a = parent[a]) >= 0) a = up_a;
    while ((up_b = parent[b]) >= 0) b = up_b;
    if (a == b || up_a == ~0 || up_b == ~0) continue;
    pairs += (double)~up_a * ~up_b;
    int to = up_a > up_b ? b : a, other = up_a > up_b ? a : b;
    parent[other] = to;
    parent[to] = up_a + up_b + 1;
    people[to] += people[other];
  }
  memset(has_gateway, 0, n);
  int served = root(gateway);
  int is_up = parent[served] != ~0;
  has_gateway[served] = is_up;
  connected_people = is_up ? people[served] : 0;
  connected_pairs = pairs;
}

static void restore(int fault) {
  int at = element[fault];
  if (is_site[fault]) {
    if (--site_faults[at] > 0) return;
    open_site(at);
    for (int place = first_incident[at]; place < first_incident[at + 1]; place++)
      if (link_faults[incident[place]] == 0) unite(root(at), root(across[place]));
  } else if (--link_faults[at] == 0) unite(root(ends[2 * at]), root(ends[2 * at + 1]));
}

typedef struct { double time; long order; int fault; } event;
static event *heap;
static int heap_len, is_top_taken;
static long orders;

static int before(const event *a, const event *b) {
  return a->time < b->time || (a->time == b->time && a->order < b->order);
}

static void sink(event e, int size) {
  int at = 0, half = size >> 1;
  while (at < half) {
    int below = 2 * at + 1;
    if (below + 1 < size && before(&heap[below + 1], &heap[below])) below++;
    if (before(&e, &heap[below])) break;
    heap[at] = heap[below];
    at = below;
  }
  heap[at] = e;
}

static void schedule(double time, int fault) {
  event e = {time, orders++, fault};
  int at = heap_len++;
  if (is_top_taken) {
    is_top_taken = 0;
    sink(e, heap_len);
    return;
  }
  while (at > 0) {
    int above = (at - 1) >> 1;
    if (before(&heap[above], &e)) break;
    heap[at] = heap[above];
    at = above;
  }
  heap[at] = e;
}

/* The event taken stays at the top until the next call. */
static event next_event(void) {
  if (is_top_taken) sink(heap[heap_len], heap_len);
  heap_len--;
  is_top_taken = 1;
  return heap[0];
}

static double *row_time, *row_lost, *row_pairs;
static int rows;

static void record(double time, double lost, double pairs) {
  if (rows > 0 && row_lost[rows - 1] == lost && row_pairs[rows - 1] == pairs) return;
  row_time[rows] = time;
  row_lost[rows] = lost;
  row_pairs[rows++] = pairs;
}

static double whole, whole_pairs, lost_user_hours, times[4];

static void replicate(void) {
  memset(site_faults, 0, n * sizeof *site_faults);
  memset(link_faults, 0, m * sizeof *link_faults);
  for (int fault = 0; fault < fault_count; fault++) (is_site[fault] ? site_faults : link_faults)[element[fault]]++;
  rebuild();
  heap_len = is_top_taken = rows = 0;
  orders = 0;
  record(0, whole - connected_people, whole_pairs - connected_pairs);
  int following = 0;
  while (following < crews && following < fault_count) {
    schedule(hours[following], following);
    following++;
  }
  while (heap_len > 0) {
    event e = next_event();
    restore(e.fault);
    record(e.time, whole - connected_people, whole_pairs - connected_pairs);
    if (following < fault_count) {
      schedule(e.time + hours[following], following);
      following++;
    }
  }
  lost_user_hours = 0;
  for (int row = 0; row + 1 < rows; row++) lost_user_hours += row_lost[row] * (row_time[row + 1] - row_time[row]);
  static const double levels[4] = {0.5, 0.8, 0.95, 1};
  for (int level = 0; level < 4; level++) {
    double allowed = whole * (1 - levels[level] + 1e-12);
    int above = 0, row = 0;
    for (; row < rows; row++) {
      if (row_lost[row] > allowed) above = 1;
      else if (above) break;
    }
    times[level] = row < rows ? row_time[row] : 0;
  }
}

static void *room(size_t count, size_t each) {
  void *found = calloc(count + 1, each);
  if (found == NULL) { fprintf(stderr, "no memory\n"); exit(1); }
  return found;
}

static double processor_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  FILE *file = argc > 3 ? fopen(argv[1], "r") : NULL;
  if (file == NULL || fscanf(file, "%d %d %d %d %d", &n, &m, &fault_count, &crews, &gateway) != 5) {
    fprintf(stderr, "needs: FILE ROUNDS REPLICATIONS_A_ROUND\n");
    return 1;
  }
  int round_count = atoi(argv[2]), batch = atoi(argv[3]), read = 0;
  population = room(n, sizeof(double)); ends = room(2 * (size_t)m, sizeof(int));
  first_incident = room(n + 1, sizeof(int)); incident = room(2 * (size_t)m, sizeof(int));
  across = room(2 * (size_t)m, sizeof(int));
  is_site = room(fault_count, sizeof(int)); element = room(fault_count, sizeof(int));
  hours = room(fault_count, sizeof(double));
  parent = room(n, sizeof(int)); has_gateway = room(n, 1); people = room(n, sizeof(double));
  site_faults = room(n, sizeof(int)); link_faults = room(m, sizeof(int)); heap = room(crews, sizeof(event));
  row_time = room(fault_count + 1, sizeof(double)); row_lost = room(fault_count + 1, sizeof(double));
  row_pairs = room(fault_count + 1, sizeof(double));
  for (int site = 0; site < n; site++) read += fscanf(file, "%lf", &population[site]);
  for (int link = 0; link < m; link++) read += fscanf(file, "%d %d", &ends[2 * link], &ends[2 * link + 1]);
  for (int fault = 0; fault < fault_count; fault++)
    read += fscanf(file, "%d %d %lf", &is_site[fault], &element[fault], &hours[fault]);
  fclose(file);
  if (read != n + 2 * m + 3 * fault_count) { fprintf(stderr, "the input is cut short\n"); return 1; }
  for (int end = 0; end < 2 * m; end++) first_incident[ends[end] + 1]++;
  for (int site = 0; site < n; site++) first_incident[site + 1] += first_incident[site];
  int *filled = room(n, sizeof(int));
  memcpy(filled, first_incident, n * sizeof(int));
  for (int end = 0; end < 2 * m; end++) {
    int place = filled[ends[end]]++;
    incident[place] = end >> 1;
    across[place] = ends[end ^ 1];
  }
  above = room(n, sizeof(int)); above_link = room(n, sizeof(int)); rest = room(3 * (size_t)m, sizeof(int));
  for (int site = 0; site < n; site++) above[site] = above_link[site] = -1;
  for (int link = 0; link < m; link++) {
    int one = ends[2 * link], other = ends[2 * link + 1], site = one > other ? one : other;
    if (above[site] < 0) {
      above[site] = one + other - site;
      above_link[site] = link;
    } else {
      rest[3 * rest_count] = link;
      rest[3 * rest_count + 1] = one;
      rest[3 * rest_count++ + 2] = other;
    }
  }
  rebuild();
  whole = connected_people;
  whole_pairs = connected_pairs;
  replicate();
  int steps = 0;
  double last = 0;
  for (int row = 0; row < rows; row++) { steps += row_lost[row] != last; last = row_lost[row]; }
  printf("{\"lost\": %.17g, \"times\": [%.17g, %.17g, %.17g, %.17g], \"steps\": %d, \"seconds\": [", lost_user_hours,
         times[0], times[1], times[2], times[3], steps);
  for (int round = 0; round < round_count; round++) {
    double began = processor_seconds();
    for (int one = 0; one < batch; one++) replicate();
    printf("%s%.17g", round > 0 ? ", " : "", (processor_seconds() - began) / batch);
  }
  printf("]}\n");
  return 0;
}
