#include "stage/elect/ear.h"

#include <algorithm>

#include "stage/elect/own_advert.h"

namespace vrrp::stage {
namespace {

proto::ReceiveConfig receive_config(const ElectorConfig& config) {
  return {.family = *config.router.family,
          .version = config.version,
          .vrid = *config.router.vrid,
          .interval = config.interval,
          .auth_type = config.auth_type,
          .auth_data = config.auth_data,
          .has_vips = !advertised(config).empty(),
          .unicast = !config.peers.empty()};
}

}  // namespace

Ear::Ear(const ElectorConfig& config)
    : receive_(receive_config(config)), advertised_(stage::advertised(config)) {}

void Ear::addresses_changed(const ElectorConfig& config, const std::vector<proto::Prefix>& interface,
                            const std::optional<proto::Address>& source) {
  receive_.own_addresses = own_addresses(config, interface);
  if (source) receive_.own_addresses.push_back(*source);
}

Ear::Rejection Ear::rejected(Time now, const ElectorConfig& config, const Mismatches::Refused& advert) {
  return {.mismatch = mismatches_.refused(now, config, advert),
          .count = rejects_.count(now, advert.reason, advert.envelope.source)};
}

std::vector<Mismatches::Report> Ear::accepted(Time now, const ElectorConfig& config, std::uint8_t priority,
                                              const std::optional<proto::Address>& source,
                                              const proto::DecodedAdvert& advert,
                                              const proto::Envelope& envelope) {
  last_ = {envelope.source, advert.priority};
  last_at_ = now;
  last_interval_ = config.version == 2 ? config.interval : *advert.interval;
  if (advert.priority == proto::priority_leaving) leaver_ = last_;
  std::vector<Mismatches::Report> reports;
  if (source) {
    const Mismatches::Ours ours{priority, *source, dialect(config), advertised_};
    reports = mismatches_.accepted(now, config, ours, advert, envelope.source);
  }
  dialect_ = advert.dialect;
  return reports;
}

Ear::Contest Ear::contested(Time now, const ElectorConfig& config, const proto::Election::Heard& rival,
                            std::uint8_t priority, bool we_are_heard) {
  Contest contest;
  const bool behind_ah = config.auth_type == proto::AuthType::ah;
  if (we_are_heard)
    contest.advice =
        deaf_rivals_.heard(now, rival, priority, behind_ah ? proto::ah_protocol : proto::vrrp_protocol);
  else
    deaf_rivals_.forget();
  contest.report = !last_contest_ || now - *last_contest_ >= std::max(config.interval, Duration(1s));
  if (contest.report) last_contest_ = now;
  return contest;
}

proto::Dialect Ear::dialect(const ElectorConfig& config) const {
  return config.dialect.value_or(dialect_.value_or(proto::Dialect::pseudo));
}

std::optional<Time> Ear::silent_from() const {
  if (!last_at_) return std::nullopt;
  return *last_at_ + proto::still_speaking(last_interval_);
}

void Ear::tell(Time now, record::Status& status) const {
  mismatches_.tell(now, status);
  status.rejects = rejects_.all();
}

}  // namespace vrrp::stage
