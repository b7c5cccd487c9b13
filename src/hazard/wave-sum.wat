;; Sums plane waves at many places, four places at a time. `wave-sum.ts` calls it and tells what is summed; its bytes
;; are kept in `wave-sum-code.ts`, which `npx vitest run tests/hazard/wave-sum.test.ts --update` assembles anew.
;;
;; Memory, in bytes from the start:
;;      0  cosine, 2048 f64
;;  16384  waves in groups of four, 80 bytes each: 4 i32 east, 4 i32 north, 4 i32 phase, 4 f64 amplitude
;;  20480  east of the places, 1024 i32
;;  24576  north of the places, 1024 i32
;;  28672  sums, 1024 f64
(module
  (memory (export "memory") 1 1)

  ;; Both lengths are above zero: four bytes a place, in multiples of 16; 80 bytes a group of waves.
  (func (export "sum") (param $placeBytes i32) (param $waveBytes i32)
    (local $place i32)                         ;; bytes
    (local $wave i32)                          ;; bytes
    (local $east v128) (local $north v128)     ;; four places
    (local $step v128)                         ;; their phases, shifted: the address of the cosine in the lower bits
    (local $steps01 i64) (local $steps23 i64)  ;; the same two by two
    (local $amplitude v128)
    (local $group01 v128) (local $group23 v128)
    (local $sum01 v128) (local $sum23 v128)

    (loop $places
      (local.set $east (v128.load offset=20480 (local.get $place)))
      (local.set $north (v128.load offset=24576 (local.get $place)))
      (local.set $sum01 (v128.const f64x2 0 0))
      (local.set $sum23 (v128.const f64x2 0 0))
      (local.set $wave (i32.const 0))

      ;; The order of the additions decides the last bit: group = ((a0 c0 + a1 c1) + a2 c2) + a3 c3, sum = sum + group.
      (loop $waves
        ;; Wave 0 of the group. The 11 highest bits of a phase choose the cosine; 18 = 32 - 11 - 3, as it has 8 bytes.
        (local.set $step
          (i32x4.shr_u
            (i32x4.add
              (i32x4.add
                (i32x4.mul (v128.load32_splat offset=16384 (local.get $wave)) (local.get $east))
                (i32x4.mul (v128.load32_splat offset=16400 (local.get $wave)) (local.get $north)))
              (v128.load32_splat offset=16416 (local.get $wave)))
            (i32.const 18)))
        (local.set $steps01 (i64x2.extract_lane 0 (local.get $step)))
        (local.set $steps23 (i64x2.extract_lane 1 (local.get $step)))
        (local.set $amplitude (v128.load64_splat offset=16432 (local.get $wave)))
        (local.set $group01
          (f64x2.mul
            (local.get $amplitude)
            (v128.load64_lane 1
              (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps01) (i64.const 32))) (i32.const 16376))
              (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps01)) (i32.const 16376))))))
        (local.set $group23
          (f64x2.mul
            (local.get $amplitude)
            (v128.load64_lane 1
              (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps23) (i64.const 32))) (i32.const 16376))
              (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps23)) (i32.const 16376))))))

        ;; Wave 1.
        (local.set $step
          (i32x4.shr_u
            (i32x4.add
              (i32x4.add
                (i32x4.mul (v128.load32_splat offset=16388 (local.get $wave)) (local.get $east))
                (i32x4.mul (v128.load32_splat offset=16404 (local.get $wave)) (local.get $north)))
              (v128.load32_splat offset=16420 (local.get $wave)))
            (i32.const 18)))
        (local.set $steps01 (i64x2.extract_lane 0 (local.get $step)))
        (local.set $steps23 (i64x2.extract_lane 1 (local.get $step)))
        (local.set $amplitude (v128.load64_splat offset=16440 (local.get $wave)))
        (local.set $group01
          (f64x2.add
            (local.get $group01)
            (f64x2.mul
              (local.get $amplitude)
              (v128.load64_lane 1
                (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps01) (i64.const 32))) (i32.const 16376))
                (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps01)) (i32.const 16376)))))))
        (local.set $group23
          (f64x2.add
            (local.get $group23)
            (f64x2.mul
              (local.get $amplitude)
              (v128.load64_lane 1
                (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps23) (i64.const 32))) (i32.const 16376))
                (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps23)) (i32.const 16376)))))))

        ;; Wave 2.
        (local.set $step
          (i32x4.shr_u
            (i32x4.add
              (i32x4.add
                (i32x4.mul (v128.load32_splat offset=16392 (local.get $wave)) (local.get $east))
                (i32x4.mul (v128.load32_splat offset=16408 (local.get $wave)) (local.get $north)))
              (v128.load32_splat offset=16424 (local.get $wave)))
            (i32.const 18)))
        (local.set $steps01 (i64x2.extract_lane 0 (local.get $step)))
        (local.set $steps23 (i64x2.extract_lane 1 (local.get $step)))
        (local.set $amplitude (v128.load64_splat offset=16448 (local.get $wave)))
        (local.set $group01
          (f64x2.add
            (local.get $group01)
            (f64x2.mul
              (local.get $amplitude)
              (v128.load64_lane 1
                (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps01) (i64.const 32))) (i32.const 16376))
                (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps01)) (i32.const 16376)))))))
        (local.set $group23
          (f64x2.add
            (local.get $group23)
            (f64x2.mul
              (local.get $amplitude)
              (v128.load64_lane 1
                (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps23) (i64.const 32))) (i32.const 16376))
                (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps23)) (i32.const 16376)))))))

        ;; Wave 3.
        (local.set $step
          (i32x4.shr_u
            (i32x4.add
              (i32x4.add
                (i32x4.mul (v128.load32_splat offset=16396 (local.get $wave)) (local.get $east))
                (i32x4.mul (v128.load32_splat offset=16412 (local.get $wave)) (local.get $north)))
              (v128.load32_splat offset=16428 (local.get $wave)))
            (i32.const 18)))
        (local.set $steps01 (i64x2.extract_lane 0 (local.get $step)))
        (local.set $steps23 (i64x2.extract_lane 1 (local.get $step)))
        (local.set $amplitude (v128.load64_splat offset=16456 (local.get $wave)))
        (local.set $group01
          (f64x2.add
            (local.get $group01)
            (f64x2.mul
              (local.get $amplitude)
              (v128.load64_lane 1
                (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps01) (i64.const 32))) (i32.const 16376))
                (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps01)) (i32.const 16376)))))))
        (local.set $group23
          (f64x2.add
            (local.get $group23)
            (f64x2.mul
              (local.get $amplitude)
              (v128.load64_lane 1
                (i32.and (i32.wrap_i64 (i64.shr_u (local.get $steps23) (i64.const 32))) (i32.const 16376))
                (v128.load64_zero (i32.and (i32.wrap_i64 (local.get $steps23)) (i32.const 16376)))))))

        (local.set $sum01 (f64x2.add (local.get $sum01) (local.get $group01)))
        (local.set $sum23 (f64x2.add (local.get $sum23) (local.get $group23)))
        (local.set $wave (i32.add (local.get $wave) (i32.const 80)))
        (br_if $waves (i32.lt_u (local.get $wave) (local.get $waveBytes))))

      (v128.store offset=28672 (i32.shl (local.get $place) (i32.const 1)) (local.get $sum01))
      (v128.store offset=28688 (i32.shl (local.get $place) (i32.const 1)) (local.get $sum23))
      (local.set $place (i32.add (local.get $place) (i32.const 16)))
      (br_if $places (i32.lt_u (local.get $place) (local.get $placeBytes))))))
