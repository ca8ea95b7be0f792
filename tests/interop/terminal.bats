#!/usr/bin/env bats
# A terminal that was stopped with Ctrl-S takes nothing, and stops nothing.

load ../lib/lab

setup() { lab_up 2; }

# on_stopped_terminal COMMAND...: stdout and stderr are a terminal that is stopped once it has shown something.
on_stopped_terminal() {
  start_other stopped n1 /usr/bin/python3 -c '
import os, pty, sys, termios, time
leader, terminal = pty.openpty()
child = os.fork()
if child == 0:
    os.dup2(terminal, 1)
    os.dup2(terminal, 2)
    os.execvp(sys.argv[1], sys.argv[1:])
os.read(leader, 100)
termios.tcflow(terminal, termios.TCOOFF)
print("stopped", flush=True)
os.waitpid(child, 0)
' "$@"
  await 5 grep -q stopped "${LAB_OUT[stopped]}"
}

@test "vrrp-elect advertises on while its terminal is stopped" {
  start dump n2 vrrp-dump -i eth0 --vrid 50
  on_stopped_terminal vrrp-elect --vrid 50 -i eth0 --advert-int 10ms --json --verbose
  await 10 wrote dump '.event == "advert" and .priority == 100'
  before=$(count_of dump '.event == "advert"')
  # Hundreds of records, more than a terminal's buffer: somewhere in between a write would have blocked.
  more_adverts() { (($(count_of dump '.event == "advert"') > before + 500)); }
  await 20 more_adverts
}
