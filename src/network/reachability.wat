;; Which sites reach each other, by union of groups. `reachability.ts` calls it and tells what it is for; its bytes are kept
;; in `reachability-code.ts`, which `npx vitest run tests/network/reachability.test.ts --update` assembles anew.
;;
;; What stands for a site that is the root of its group: ~(2 x sites in the group + 1 if a gateway is in it), so that a root
;; is below zero, of no sites (the site is down) -1 or -2, and of one -3 or -4. Every other site has the number of one above it.
;;
;; Memory, in bytes from the start: the head, then arrays whose places are handed over.
;;      0  people connected, f64
;;      8  pairs connected, f64
;;     16  how many have arrived, i32
;;     20  1 while arrivals are followed, i32
;;     24  the most populous root, or -1, i32
(module
  (import "of" "memory" (memory 1))
  (import "of" "isByGateway" (global $isByGateway i32))
  (import "of" "siteCount" (global $siteCount i32))
  (import "of" "linkCount" (global $linkCount i32))
  (import "of" "restCount" (global $restCount i32))
  (import "of" "gatewayCount" (global $gatewayCount i32))
  (import "of" "spaceCount" (global $spaceCount i32))
  ;; By site: i32 root or site above; f64 people of the group of a root, or of the site when it is down; f64 population;
  ;; i32 open faults; i32 the next in the circle of its group; i32 where its incident links begin (one more than there are
  ;; sites).
  (import "of" "parent" (global $parent i32))
  (import "of" "people" (global $people i32))
  (import "of" "population" (global $population i32))
  (import "of" "siteFaults" (global $siteFaults i32))
  (import "of" "next" (global $next i32))
  (import "of" "first" (global $first i32))
  ;; By site: i32 the neighbour before it in the forest, i32 the link to it; where it has none, itself and a link behind the
  ;; last, which is always down.
  (import "of" "forest" (global $forest i32))
  ;; By link: i32 open faults; u8 1 when it is down (one more than there are links); two i32 sites, -1 where one is in space.
  (import "of" "linkFaults" (global $linkFaults i32))
  (import "of" "linkDown" (global $linkDown i32))
  (import "of" "ends" (global $ends i32))
  ;; By incident link: i32 link, i32 site across or -1.
  (import "of" "around" (global $around i32))
  ;; Each link that is not in the forest: i32 link, two i32 sites. Then i32 sites: gateways, in space, arrived.
  (import "of" "rest" (global $rest i32))
  (import "of" "gateways" (global $gateways i32))
  (import "of" "spaces" (global $spaces i32))
  (import "of" "arrived" (global $arrived i32))

  ;; The entry of an array at a place, by its index.
  (func $int (param $array i32) (param $index i32) (result i32)
    (i32.load (i32.add (local.get $array) (i32.shl (local.get $index) (i32.const 2)))))
  (func $setInt (param $array i32) (param $index i32) (param $to i32)
    (i32.store (i32.add (local.get $array) (i32.shl (local.get $index) (i32.const 2))) (local.get $to)))
  (func $double (param $array i32) (param $index i32) (result f64)
    (f64.load (i32.add (local.get $array) (i32.shl (local.get $index) (i32.const 3)))))
  (func $setDouble (param $array i32) (param $index i32) (param $to f64)
    (f64.store (i32.add (local.get $array) (i32.shl (local.get $index) (i32.const 3))) (local.get $to)))
  (func $byte (param $array i32) (param $index i32) (result i32)
    (i32.load8_u (i32.add (local.get $array) (local.get $index))))

  (func $addPeople (param $count f64)
    (f64.store (i32.const 0) (f64.add (f64.load (i32.const 0)) (local.get $count))))
  (func $arrives (param $site i32)
    (local $count i32)
    (local.set $count (i32.load (i32.const 16)))
    (i32.store (i32.add (global.get $arrived) (i32.shl (local.get $count) (i32.const 2))) (local.get $site))
    (i32.store (i32.const 16) (i32.add (local.get $count) (i32.const 1))))

  ;; Root of a site; the way to it is halved.
  (func $root (param $parent i32) (param $node i32) (result i32)
    (local $up i32) (local $above i32)
    (loop $climb
      (local.set $up (call $int (local.get $parent) (local.get $node)))
      (if (i32.lt_s (local.get $up) (i32.const 0)) (then (return (local.get $node))))
      (local.set $above (call $int (local.get $parent) (local.get $up)))
      (if (i32.lt_s (local.get $above) (i32.const 0)) (then (return (local.get $up))))
      (call $setInt (local.get $parent) (local.get $node) (local.get $above))
      (local.set $node (local.get $above))
      (br $climb))
    (unreachable))

  ;; A root whose people have grown: is it the most populous now?
  (func $measure (param $root i32)
    (local $largest i32)
    (local.set $largest (i32.load (i32.const 24)))
    (if (i32.ge_s (local.get $largest) (i32.const 0))
      (then
        (if (i32.ne (call $root (global.get $parent) (local.get $largest)) (local.get $root))
          (then
            (if
              (f64.ge
                (call $double (global.get $people) (local.get $largest))
                (call $double (global.get $people) (local.get $root)))
              (then (return)))))))
    (i32.store (i32.const 24) (local.get $root))
    (f64.store (i32.const 0) (call $double (global.get $people) (local.get $root))))

  ;; Two groups become one while somebody follows: both in one circle, or one of them served.
  (func $follows (param $a i32) (param $isServedA i32) (param $b i32) (param $isServedB i32)
    (local $site i32)
    (if (i32.and (local.get $isServedA) (local.get $isServedB)) (then (return)))
    (if (i32.eqz (i32.or (local.get $isServedA) (local.get $isServedB)))
      (then
        (local.set $site (call $int (global.get $next) (local.get $a)))
        (call $setInt (global.get $next) (local.get $a) (call $int (global.get $next) (local.get $b)))
        (call $setInt (global.get $next) (local.get $b) (local.get $site))
        (return)))
    (if (local.get $isServedA) (then (local.set $a (local.get $b))))
    (local.set $site (local.get $a))
    (loop $round
      (call $arrives (local.get $site))
      (local.set $site (call $int (global.get $next) (local.get $site)))
      (br_if $round (i32.ne (local.get $site) (local.get $a)))))

  ;; Joins two groups, given by their roots, and returns the root of the first. The greater stays, of two alike the first.
  (func $unite (param $parent i32) (param $one i32) (param $another i32) (result i32)
    (local $a i32) (local $b i32) (local $standsA i32) (local $standsB i32) (local $isOther i32)
    (local $isServedA i32) (local $isServedB i32) (local $people i32)
    (local.set $people (global.get $people))
    (if (i32.eq (local.get $one) (local.get $another)) (then (return (local.get $one))))
    (local.set $standsA (call $int (local.get $parent) (local.get $one)))
    (local.set $standsB (call $int (local.get $parent) (local.get $another)))
    (if (i32.or (i32.ge_s (local.get $standsA) (i32.const -2)) (i32.ge_s (local.get $standsB) (i32.const -2)))
      (then (return (local.get $one))))
    (local.set $isOther
      (i32.gt_s (i32.shr_s (local.get $standsA) (i32.const 1)) (i32.shr_s (local.get $standsB) (i32.const 1))))
    (local.set $a (select (local.get $another) (local.get $one) (local.get $isOther)))
    (local.set $b (select (local.get $one) (local.get $another) (local.get $isOther)))
    (local.set $standsA (i32.xor (call $int (local.get $parent) (local.get $a)) (i32.const -1)))
    (local.set $standsB (i32.xor (call $int (local.get $parent) (local.get $b)) (i32.const -1)))
    (f64.store (i32.const 8)
      (f64.add
        (f64.load (i32.const 8))
        (f64.mul
          (f64.convert_i32_u (i32.shr_u (local.get $standsA) (i32.const 1)))
          (f64.convert_i32_u (i32.shr_u (local.get $standsB) (i32.const 1))))))
    (local.set $isServedA (i32.and (local.get $standsA) (i32.const 1)))
    (local.set $isServedB (i32.and (local.get $standsB) (i32.const 1)))
    (if (global.get $isByGateway)
      (then
        (if (i32.ne (local.get $isServedA) (local.get $isServedB))
          (then
            (call $addPeople
              (call $double (local.get $people) (select (local.get $b) (local.get $a) (local.get $isServedA))))))
        (if (i32.load (i32.const 20))
          (then (call $follows (local.get $a) (local.get $isServedA) (local.get $b) (local.get $isServedB))))))
    (call $setInt (local.get $parent) (local.get $b) (local.get $a))
    (call $setInt (local.get $parent) (local.get $a)
      (i32.xor
        (i32.or
          (i32.sub
            (i32.add (local.get $standsA) (local.get $standsB))
            (i32.add (local.get $isServedA) (local.get $isServedB)))
          (i32.or (local.get $isServedA) (local.get $isServedB)))
        (i32.const -1)))
    (call $setDouble
      (local.get $people)
      (local.get $a)
      (f64.add (call $double (local.get $people) (local.get $a)) (call $double (local.get $people) (local.get $b))))
    (if (i32.eqz (global.get $isByGateway)) (then (call $measure (local.get $a))))
    (local.get $a))

  ;; A site that was down is a group of its own.
  (func $open (param $site i32)
    (local $stands i32)
    (local.set $stands (i32.sub (call $int (global.get $parent) (local.get $site)) (i32.const 2)))
    (call $setInt (global.get $parent) (local.get $site) (local.get $stands))
    (if (i32.eqz (global.get $isByGateway))
      (then
        (call $setDouble
          (global.get $people)
          (local.get $site)
          (call $double (global.get $population) (local.get $site)))
        (call $measure (local.get $site))
        (return)))
    (if (i32.load (i32.const 20)) (then (call $setInt (global.get $next) (local.get $site) (local.get $site))))
    ;; -4: a gateway alone.
    (if (i32.eq (local.get $stands) (i32.const -4))
      (then
        (call $addPeople (call $double (global.get $people) (local.get $site)))
        (if (i32.load (i32.const 20)) (then (call $arrives (local.get $site)))))))

  (func $join (export "join") (param $link i32)
    (local $at i32) (local $from i32) (local $parent i32)
    (local.set $parent (global.get $parent))
    (i32.store8 (i32.add (global.get $linkDown) (local.get $link)) (i32.const 0))
    (local.set $at (i32.add (global.get $ends) (i32.shl (local.get $link) (i32.const 3))))
    (local.set $from (i32.load (local.get $at)))
    (if (i32.lt_s (local.get $from) (i32.const 0)) (then (return)))
    (drop
      (call $unite
        (local.get $parent)
        (call $root (local.get $parent) (local.get $from))
        (call $root (local.get $parent) (i32.load offset=4 (local.get $at))))))

  (func (export "raise") (param $site i32)
    (local $at i32) (local $end i32) (local $root i32) (local $other i32)
    (local $parent i32) (local $linkDown i32)
    (local.set $parent (global.get $parent))
    (local.set $linkDown (global.get $linkDown))
    ;; Down is -1 or -2, turned round 0 or 1.
    (if (i32.gt_u (i32.xor (call $int (local.get $parent) (local.get $site)) (i32.const -1)) (i32.const 1)) (then (return)))
    (call $open (local.get $site))
    (local.set $root (local.get $site))
    (local.set $at (i32.add (global.get $first) (i32.shl (local.get $site) (i32.const 2))))
    (local.set $end (i32.add (global.get $around) (i32.shl (i32.load offset=4 (local.get $at)) (i32.const 3))))
    (local.set $at (i32.add (global.get $around) (i32.shl (i32.load (local.get $at)) (i32.const 3))))
    (block $none
      (br_if $none (i32.eq (local.get $at) (local.get $end)))
      (loop $each
        (local.set $other (i32.load offset=4 (local.get $at)))
        (if (i32.ge_s (local.get $other) (i32.const 0))
          (then
            (if (i32.eqz (call $byte (local.get $linkDown) (i32.load (local.get $at))))
              (then (local.set $root
                  (call $unite
                    (local.get $parent) (local.get $root) (call $root (local.get $parent) (local.get $other))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $each (i32.lt_u (local.get $at) (local.get $end))))))

  ;; Lists every site that is not served in the circle of its group; from now on arrivals are kept.
  (func (export "follow")
    (local $site i32) (local $root i32)
    (i32.store (i32.const 20) (i32.const 1))
    (i32.store (i32.const 16) (i32.const 0))
    (if (i32.eqz (global.get $siteCount)) (then (return)))
    (loop $each
      (call $setInt (global.get $next) (local.get $site) (local.get $site))
      (local.set $site (i32.add (local.get $site) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $site) (global.get $siteCount))))
    (local.set $site (i32.const 0))
    (loop $each
      (if (i32.ge_s (call $int (global.get $parent) (local.get $site)) (i32.const 0))
        (then
          (local.set $root (call $root (global.get $parent) (local.get $site)))
          ;; No gateway: the lowest bit is set, as all are turned round.
          (if (i32.and (call $int (global.get $parent) (local.get $root)) (i32.const 1))
            (then
              (call $setInt (global.get $next) (local.get $site) (call $int (global.get $next) (local.get $root)))
              (call $setInt (global.get $next) (local.get $root) (local.get $site))))))
      (local.set $site (i32.add (local.get $site) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $site) (global.get $siteCount)))))

  ;; Whether each link is down, from its open faults, sixteen at a time: the arrays have room for as many.
  (func $seeLinks
    (local $from i32) (local $to i32) (local $end i32) (local $zero v128)
    (local.set $from (global.get $linkFaults))
    (local.set $to (global.get $linkDown))
    (local.set $end (i32.add (local.get $to) (global.get $linkCount)))
    (block $none
      (br_if $none (i32.eqz (global.get $linkCount)))
      (loop $sixteen
        (v128.store (local.get $to)
          (v128.and
            (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)
            (i8x16.narrow_i16x8_s
              (i16x8.narrow_i32x4_s
                (i32x4.ne (v128.load (local.get $from)) (local.get $zero))
                (i32x4.ne (v128.load offset=16 (local.get $from)) (local.get $zero)))
              (i16x8.narrow_i32x4_s
                (i32x4.ne (v128.load offset=32 (local.get $from)) (local.get $zero))
                (i32x4.ne (v128.load offset=48 (local.get $from)) (local.get $zero))))))
        (local.set $from (i32.add (local.get $from) (i32.const 64)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br_if $sixteen (i32.lt_u (local.get $to) (local.get $end)))))
    (i32.store8 (local.get $end) (i32.const 1)))

  ;; One by one, as repairs would come: which of two groups of like people is the largest hangs on the order.
  (func $rebuildByPeople
    (local $at i32)
    (block $none
      (br_if $none (i32.eqz (global.get $siteCount)))
      (loop $each
        (call $setInt (global.get $parent) (local.get $at) (i32.const -1))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $each (i32.lt_u (local.get $at) (global.get $siteCount))))
      ;; What is in space is no site that could open: a fault for the moment.
      (local.set $at (i32.const 0))
      (loop $each
        (if (i32.lt_u (local.get $at) (global.get $spaceCount))
          (then
            (i32.store
              (i32.add
                (global.get $siteFaults)
                (i32.shl (i32.load (i32.add (global.get $spaces) (i32.shl (local.get $at) (i32.const 2)))) (i32.const 2)))
              (i32.const 1))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $each))))
      (local.set $at (i32.const 0))
      (loop $each
        (if (i32.eqz (i32.load (i32.add (global.get $siteFaults) (i32.shl (local.get $at) (i32.const 2)))))
          (then (call $open (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $each (i32.lt_u (local.get $at) (global.get $siteCount)))))
    (local.set $at (i32.const 0))
    (loop $each
      (if (i32.lt_u (local.get $at) (global.get $linkCount))
        (then
          (if (i32.eqz (call $byte (global.get $linkDown) (local.get $at))) (then (call $join (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $each)))))

  ;; In one walk over the sites each takes the root of its neighbour in the forest; the links beside it then join roots,
  ;; as in $unite, with nothing looked up twice and gateways left for the end.
  (func $rebuildByGateway
    (local $at i32) (local $end i32) (local $forest i32) (local $place i32) (local $room i32)
    (local $a i32) (local $b i32) (local $standsA i32) (local $standsB i32) (local $isOther i32)
    (local $parent i32) (local $people i32) (local $population i32) (local $siteFaults i32) (local $linkDown i32)
    (local $pairs i64) (local $connected f64)
    ;; What is handed over is looked up anew at each use, unless it is kept: a third of the time.
    (local.set $parent (global.get $parent))
    (local.set $people (global.get $people))
    (local.set $population (global.get $population))
    (local.set $siteFaults (global.get $siteFaults))
    (local.set $linkDown (global.get $linkDown))
    (local.set $end (i32.shl (global.get $siteCount) (i32.const 2)))
    (local.set $forest (global.get $forest))
    (block $none
      (br_if $none (i32.eqz (global.get $siteCount)))
      ;; $at: bytes of the site in arrays of i32; $a: its number; $b: the root above it.
      (loop $each
        (block $done
          (local.set $place (i32.add (local.get $parent) (local.get $at)))
          (block $alone
            (if (i32.load (i32.add (local.get $siteFaults) (local.get $at)))
              (then
                ;; Its people are told now, so that it need not look for them when it opens.
                (f64.store
                  (i32.add (local.get $people) (i32.shl (local.get $at) (i32.const 1)))
                  (f64.load (i32.add (local.get $population) (i32.shl (local.get $at) (i32.const 1)))))
                (i32.store (local.get $place) (i32.const -1))
                (br $done)))
            (br_if $alone (call $byte (local.get $linkDown) (i32.load offset=4 (local.get $forest))))
            (local.set $b (i32.load (local.get $forest)))
            (local.set $standsA (call $int (local.get $parent) (local.get $b)))
            (br_if $alone (i32.eq (local.get $standsA) (i32.const -1)))
            (local.set $b (select (local.get $b) (local.get $standsA) (i32.lt_s (local.get $standsA) (i32.const 0))))
            (local.set $standsB (call $int (local.get $parent) (local.get $b)))
            (local.set $pairs
              (i64.add
                (local.get $pairs)
                (i64.extend_i32_u (i32.shr_u (i32.xor (local.get $standsB) (i32.const -1)) (i32.const 1)))))
            (call $setInt (local.get $parent) (local.get $b) (i32.sub (local.get $standsB) (i32.const 2)))
            (call $setDouble (local.get $people) (local.get $b)
              (f64.add
                (call $double (local.get $people) (local.get $b))
                (f64.load (i32.add (local.get $population) (i32.shl (local.get $at) (i32.const 1))))))
            (i32.store (local.get $place) (local.get $b))
            (br $done))
          (f64.store
            (i32.add (local.get $people) (i32.shl (local.get $at) (i32.const 1)))
            (f64.load (i32.add (local.get $population) (i32.shl (local.get $at) (i32.const 1)))))
          (i32.store (local.get $place) (i32.const -3)))
        (local.set $forest (i32.add (local.get $forest) (i32.const 8)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $each (i32.lt_u (local.get $at) (local.get $end)))))

    (local.set $at (global.get $spaces))
    (local.set $end (i32.add (local.get $at) (i32.shl (global.get $spaceCount) (i32.const 2))))
    (loop $each
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (call $setInt (local.get $parent) (i32.load (local.get $at)) (i32.const -1))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $each))))

    (local.set $at (global.get $rest))
    (local.set $end (i32.add (local.get $at) (i32.mul (global.get $restCount) (i32.const 12))))
    (block $none
      (br_if $none (i32.eqz (global.get $restCount)))
      (loop $each
        (block $done
          (br_if $done (call $byte (local.get $linkDown) (i32.load (local.get $at))))
          (local.set $a (i32.load offset=4 (local.get $at)))
          (loop $climb
            (local.set $standsA (call $int (local.get $parent) (local.get $a)))
            (if (i32.ge_s (local.get $standsA) (i32.const 0))
              (then
                (local.set $a (local.get $standsA))
                (br $climb))))
          (local.set $b (i32.load offset=8 (local.get $at)))
          (loop $climb
            (local.set $standsB (call $int (local.get $parent) (local.get $b)))
            (if (i32.ge_s (local.get $standsB) (i32.const 0))
              (then
                (local.set $b (local.get $standsB))
                (br $climb))))
          (br_if $done (i32.eq (local.get $a) (local.get $b)))
          (br_if $done (i32.or (i32.eq (local.get $standsA) (i32.const -1)) (i32.eq (local.get $standsB) (i32.const -1))))
          (local.set $pairs
            (i64.add
              (local.get $pairs)
              (i64.mul
                (i64.extend_i32_u (i32.shr_u (i32.xor (local.get $standsA) (i32.const -1)) (i32.const 1)))
                (i64.extend_i32_u (i32.shr_u (i32.xor (local.get $standsB) (i32.const -1)) (i32.const 1))))))
          (local.set $isOther (i32.gt_s (local.get $standsA) (local.get $standsB)))
          (local.set $place (select (local.get $b) (local.get $a) (local.get $isOther)))
          (local.set $room (select (local.get $a) (local.get $b) (local.get $isOther)))
          (call $setInt (local.get $parent) (local.get $room) (local.get $place))
          (call $setInt
            (local.get $parent)
            (local.get $place)
            (i32.add (i32.add (local.get $standsA) (local.get $standsB)) (i32.const 1)))
          (call $setDouble (local.get $people) (local.get $place)
            (f64.add (call $double (local.get $people) (local.get $place)) (call $double (local.get $people) (local.get $room)))))
        (local.set $at (i32.add (local.get $at) (i32.const 12)))
        (br_if $each (i32.lt_u (local.get $at) (local.get $end)))))

    ;; Gateways mark their groups; one that is down marks itself, for the day on which it opens.
    (local.set $at (global.get $gateways))
    (local.set $end (i32.add (local.get $at) (i32.shl (global.get $gatewayCount) (i32.const 2))))
    (loop $each
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $a (call $root (local.get $parent) (i32.load (local.get $at))))
          (local.set $standsA (call $int (local.get $parent) (local.get $a)))
          (if (i32.and (local.get $standsA) (i32.const 1))
            (then
              (call $setInt (local.get $parent) (local.get $a) (i32.sub (local.get $standsA) (i32.const 1)))
              (if (i32.lt_s (local.get $standsA) (i32.const -2))
                (then
                  (local.set $connected
                    (f64.add (local.get $connected) (call $double (local.get $people) (local.get $a))))))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $each))))
    (f64.store (i32.const 0) (local.get $connected))
    (f64.store (i32.const 8) (f64.convert_i64_u (local.get $pairs))))

  ;; Starts anew from the open faults of all sites and links.
  (func (export "rebuild")
    (f64.store (i32.const 0) (f64.const 0))
    (f64.store (i32.const 8) (f64.const 0))
    (i32.store (i32.const 20) (i32.const 0))
    (i32.store (i32.const 24) (i32.const -1))
    (call $seeLinks)
    (if (global.get $isByGateway) (then (call $rebuildByGateway)) (else (call $rebuildByPeople)))))
