"""What the page of benchmarks says between its figures."""

HEAD = """\
Written by `make bench` from the records it keeps in `benchmarks/results`; no figure is typed by hand.
Districts are made up by `bedflow sample`'s generator; every solver of a table was given the same question
in the same run. A *gap* is (plan - bound) / plan: how far from the best possible a plan can be at most,
proven. `-` stands for what was not reached, or does not apply."""

PHASES = """\
*compile* turns a snapshot into arrays; *price* finds the best course of every class of patients at given
prices, once; *bound* goes on until prices prove no more (its objective is the cost of the best mixture of
courses, which is no plan). Times are means where there are several rounds."""

AGAIN = """\
To a gap of the standing plan's + 0.2 %. *time to goal* is all of it: *compile*, which turns the changed
snapshot into arrays and takes the standing plan's courses and prices over, then the search. *From nothing*
is the search alone without the standing plan. *lock*: somebody about to move on from an acute ward stays
there that day. *closure*: a community hospital takes nobody in for four days. *lost team*: a home-care team
has no hours today."""

SMALL = """\
{number} districts of {beds} acute beds. The engine was given {engine:g} s and the gap 0; HiGHS the whole
state-expanded model, {highs:g} s and 2 threads. *Equal*: HiGHS proved its plan optimal and the engine's
costs the same (to two parts in a million: both stop at a gap of 1e-6). A plan *below* a proven optimum
would show one of them wrong; *above*, that the engine missed it. *Alike*: the same cost, proven by neither in
its time."""

PEERS = """\
- **bedflow**: two threads; kernels loaded before its clock starts, as they are after the first run on a
  machine.
- **HiGHS and CP-SAT, whole model**: the planning question written out as one integer program over states
  (day, care days so far, unit), with exactly the same rules, prices and limits, so that plans and bounds
  compare to the penny. HiGHS through OR-Tools' MathOpt, with its default settings; CP-SAT in whole
  numbers, with every row in its relaxation and its `max_lp` worker, the settings that suit it best. Both
  stop at a gap of 1e-6, and neither is given a plan to begin with.
- **HiGHS, textbook model**: what a competent analyst would write first: a yes-or-no for each patient, unit
  and day, runs of care tied together by big-M rows. It keeps every rule; days of waiting cost the same
  however many came before, so its bound holds for the true question and its plan is costed, at the end,
  by the true rules.
- **First come first served**: each service for itself, day by day, the longest waiter first; no looking
  ahead and no joint view. It proves nothing; in the picture its plan is held against the best bound.

Seconds count from the start of the search: building a model is given apart and not held against anybody."""

RATIOS = "How many times longer each took to the same proven gap (`>`: it had not when its time was up):"

CITY = """\
{beds} acute beds, seed {seed}, {patients:,} patients, 14 days; the engine had {limit:g} s and proved its
plan within {gap}. First come first served is the cheaper of two: teams take people on into overtime, or
they do not ({remark}). Both plans are costed by the same rules."""

GROWTH = """\
Time grows as patients to the power **{power:.2f}** (least squares on logarithms, {sizes} sizes). Memory is
that of the whole process, from making the district up to its plan."""

AGAIN_YOURSELF = """\
`make bench` measures everything (about half an hour on two cores) and writes this page.
`make bench PARTS="small peers"` measures some parts and keeps the others; `make bench SEED=1000` takes
districts of other seeds; `make bench BENCH=quick` goes through every part in about three minutes, on small
districts, and writes to `out/bench`. `python -m benchmarks.report` writes the page anew from the records."""

PROFILE = """\
Each step timed from outside, over both threads, with the number of times it was done in brackets; two
steps that run beside each other both count, so a column adds up to more than its search. A class is a
group of patients who are alike in all that matters."""

CERTIFICATES = """\
{districts:,} odd districts of a few patients (every rule of the model page switched on and off; first seed
{seed}), each planned and then solved to proof by another program that shares no code with the engine.
Bounds above the optimum: {bounds_above}. Bounds that fell during a run: {bounds_fell}. Plans below the
optimum: {plans_below}. Plans that are the optimum: {plans_best:,} of {districts:,}."""
