#!/usr/bin/env bats
# FRR 8.4's vrrpd over IPv6. It advertises from an address made of the virtual MAC, and its first advert as master is
# lost (the address is not usable yet): the next one leaves an interval later. Its neighbor advertisement comes in
# time. So whoever it preempts goes on for an interval more, and no takeover by it is measured by adverts here.

load ../lib/routers
speak 3 ipv6 500

@test "VRRPv3 over IPv6, ours the master" {
  ours n1 150
  frr n2 100
  settled_on n1
  resign n1
  settled_on n2
  announced_after_skew n1 100
  ours n1 150 # and ours preempts it
  settled_on n1
  crash n1
  settled_on n2
}

@test "VRRPv3 over IPv6, ours the backup" { ours_as_backup ours frr crash; }

# announced_after_skew FROM PRIORITY: FRR's neighbor advertisement, after FROM's priority 0.
announced_after_skew() {
  last=$(adverts_of "$1" ".priority == 0" | tail -n 1 | jq .us)
  first=$(frames_on_wire ".event == \"announcement\" and .source_mac == \"00:00:5e:00:02:32\" and .us > $last" |
    head -n 1 | jq .us)
  in_time $((first - last)) "$(skew_us "$2")" "after priority 0 FRR announced itself"
}
