/* The recovery of a backbone by crews in C, by the algorithm of this package: a binary heap of repairs under way, ordered
   by time and then by order; groups of sites by one walk over a forest and union-find over the links beside it, with
   their people and gateways; a curve of one row a change; the metrics read off it. Input: a file as bench/kernel.ts writes
   it. Output: JSON as bench/peers/kernel.py writes it, and the seconds of the first replication done again and again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int n, m, fault_count, crews, gateway, replications;
static double *population, *hours;
static int *ends, *first_incident, *incident, *is_site, *element;

/* The neighbour before each site and the link to it, or itself and a link that is always down; every other link with its ends. */
static int *forest, *rest, rest_count;

/* The site above each in its group; of the root of a group ~(2 x sites in it + 1 if a gateway is in it). */
static int *parent, *site_faults, *link_faults, *across;
static char *link_down;
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

/* Roots; returns the root of the first. */
static int unite(int one, int another) {
  int stands_one = parent[one], stands_other = parent[another];
  if (one == another || stands_one >= -2 || stands_other >= -2) return one;
  int is_other = stands_one >> 1 > stands_other >> 1;
  int a = is_other ? another : one, b = is_other ? one : another;
  int stands_a = ~parent[a], stands_b = ~parent[b], served_a = stands_a & 1, served_b = stands_b & 1;
  connected_pairs += (double)(stands_a >> 1) * (stands_b >> 1);
  if (served_a != served_b) connected_people += people[served_a ? b : a];
  parent[b] = a;
  parent[a] = ~((stands_a + stands_b - served_a - served_b) | served_a | served_b);
  people[a] += people[b];
  return a;
}

/* Each site takes the root of its neighbour in the forest; the links beside it then join roots. */
static void rebuild(void) {
  for (int link = 0; link < m; link++) link_down[link] = link_faults[link] != 0;
  link_down[m] = 1;
  long pairs = 0;
  for (int site = 0; site < n; site++) {
    if (site_faults[site] != 0) {
      people[site] = population[site];
      parent[site] = ~0;
      continue;
    }
    if (!link_down[forest[2 * site + 1]]) {
      int neighbour = forest[2 * site], up = parent[neighbour];
      if (up != ~0) {
        int to = up < 0 ? neighbour : up, stands = parent[to];
        pairs += ~stands >> 1;
        parent[to] = stands - 2;
        people[to] += population[site];
        parent[site] = to;
        continue;
      }
    }
    people[site] = population[site];
    parent[site] = ~2;
  }
  for (int place = 0; place < 3 * rest_count; place += 3) {
    if (link_down[rest[place]]) continue;
    int a = rest[place + 1], b = rest[place + 2], up_a, up_b;
    while ((up_a = parent[a]) >= 0) a = up_a;
    while ((up_b = parent[b]) >= 0) b = up_b;
    if (a == b || up_a == ~0 || up_b == ~0) continue;
    pairs += (long)(~up_a >> 1) * (~up_b >> 1);
    int to = up_a > up_b ? b : a, other = up_a > up_b ? a : b;
    parent[other] = to;
    parent[to] = up_a + up_b + 1;
    people[to] += people[other];
  }
  int served = root(gateway);
  connected_people = parent[served] != ~0 ? people[served] : 0;
  parent[served]--;
  connected_pairs = pairs;
}

static void restore(int fault) {
  int at = element[fault];
  if (is_site[fault]) {
    if (--site_faults[at] > 0) return;
    parent[at] -= 2;
    if (at == gateway) connected_people += people[at];
    int to = at;
    for (int place = first_incident[at]; place < first_incident[at + 1]; place++)
      if (!link_down[incident[place]]) to = unite(to, root(across[place]));
  } else if (--link_faults[at] == 0) {
    link_down[at] = 0;
    unite(root(ends[2 * at]), root(ends[2 * at + 1]));
  }
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
static int *all_sites, *all_elements;
static double *all_hours;

static void replicate(int replication) {
  is_site = all_sites + (size_t)replication * fault_count;
  element = all_elements + (size_t)replication * fault_count;
  hours = all_hours + (size_t)replication * fault_count;
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

/* Seconds of processor time that a replication takes; all of them in turn, or the first again and again. */
static double seconds(int times_over, int again) {
  double began = processor_seconds();
  for (int one = 0; one < times_over; one++)
    for (int replication = 0; replication < replications; replication++) replicate(again ? 0 : replication);
  return (processor_seconds() - began) / times_over / replications;
}

int main(int argc, char **argv) {
  FILE *file = argc > 3 ? fopen(argv[1], "r") : NULL;
  if (file == NULL || fscanf(file, "%d %d %d %d %d %d", &n, &m, &fault_count, &crews, &gateway, &replications) != 6) {
    fprintf(stderr, "needs: FILE ROUNDS TIMES_A_ROUND\n");
    return 1;
  }
  int round_count = atoi(argv[2]), times_over = atoi(argv[3]);
  size_t read = 0, faults = (size_t)replications * fault_count;
  population = room(n, sizeof(double)); ends = room(2 * (size_t)m, sizeof(int));
  first_incident = room(n + 1, sizeof(int)); incident = room(2 * (size_t)m, sizeof(int));
  across = room(2 * (size_t)m, sizeof(int));
  all_sites = room(faults, sizeof(int)); all_elements = room(faults, sizeof(int)); all_hours = room(faults, sizeof(double));
  parent = room(n, sizeof(int)); link_down = room(m + 1, 1); people = room(n, sizeof(double));
  site_faults = room(n, sizeof(int)); link_faults = room(m, sizeof(int)); heap = room(crews, sizeof(event));
  row_time = room(fault_count + 1, sizeof(double)); row_lost = room(fault_count + 1, sizeof(double));
  row_pairs = room(fault_count + 1, sizeof(double));
  for (int site = 0; site < n; site++) read += fscanf(file, "%lf", &population[site]);
  for (int link = 0; link < m; link++) read += fscanf(file, "%d %d", &ends[2 * link], &ends[2 * link + 1]);
  for (size_t fault = 0; fault < faults; fault++)
    read += fscanf(file, "%d %d %lf", &all_sites[fault], &all_elements[fault], &all_hours[fault]);
  fclose(file);
  if (read != n + 2 * (size_t)m + 3 * faults) { fprintf(stderr, "the input is cut short\n"); return 1; }
  for (int end = 0; end < 2 * m; end++) first_incident[ends[end] + 1]++;
  for (int site = 0; site < n; site++) first_incident[site + 1] += first_incident[site];
  int *filled = room(n, sizeof(int));
  memcpy(filled, first_incident, n * sizeof(int));
  for (int end = 0; end < 2 * m; end++) {
    int place = filled[ends[end]]++;
    incident[place] = end >> 1;
    across[place] = ends[end ^ 1];
  }
  forest = room(2 * (size_t)n, sizeof(int)); rest = room(3 * (size_t)m, sizeof(int));
  for (int site = 0; site < n; site++) {
    forest[2 * site] = site;
    forest[2 * site + 1] = m;
  }
  for (int link = 0; link < m; link++) {
    int one = ends[2 * link], other = ends[2 * link + 1], site = one > other ? one : other;
    if (forest[2 * site + 1] == m) {
      forest[2 * site] = one + other - site;
      forest[2 * site + 1] = link;
    } else {
      rest[3 * rest_count] = link;
      rest[3 * rest_count + 1] = one;
      rest[3 * rest_count++ + 2] = other;
    }
  }
  rebuild();
  whole = connected_people;
  whole_pairs = connected_pairs;
  printf("{\"answers\": [");
  for (int replication = 0; replication < replications; replication++) {
    replicate(replication);
    int steps = 0;
    double last = 0;
    for (int row = 0; row < rows; row++) { steps += row_lost[row] != last; last = row_lost[row]; }
    printf("%s{\"lost\": %.17g, \"times\": [%.17g, %.17g, %.17g, %.17g], \"steps\": %d}", replication > 0 ? ", " : "",
           lost_user_hours, times[0], times[1], times[2], times[3], steps);
  }
  for (int again = 0; again < 2; again++) {
    printf("], \"%s\": [", again ? "again" : "seconds");
    for (int round = 0; round < round_count; round++) printf("%s%.17g", round > 0 ? ", " : "", seconds(times_over, again));
  }
  printf("]}\n");
  return 0;
}
