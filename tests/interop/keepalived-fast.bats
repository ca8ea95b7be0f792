#!/usr/bin/env bats
# keepalived, at ten and at a hundred adverts a second. A takeover is held to the formula as at any other interval.
#
# At 10 ms the down interval is 36 ms: on a machine with more to do, the scheduler alone may keep a master silent
# for longer, and neither router is to blame. So there the settled second is any one within ten seconds, and no test
# counts the transitions before it.

load ../lib/routers

calm_on() { await 10 settled_on "$1"; }
fast() { SETTLED_ON=calm_on better_leaves "$@"; }

@test "100 ms, ours the master" { speak 3 ipv4 100 && better_leaves ours keepalived; }
@test "100 ms, ours the backup" { speak 3 ipv4 100 && better_leaves keepalived ours; }
@test "10 ms, ours the master" { speak 3 ipv4 10 && fast ours keepalived; }
@test "10 ms, ours the backup" { speak 3 ipv4 10 && fast keepalived ours; }
