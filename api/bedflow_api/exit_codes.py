"""What the exit code of a command says."""

DONE = 0
CHECK_FAILED = 1
BAD_INPUT = 2
STOPPED = 3
