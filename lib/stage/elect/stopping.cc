#include "stage/elect/stopping.h"

namespace vrrp::stage {
namespace {

constexpr Duration second_signal_after = 500ms;
constexpr Duration signal_patience = 50ms;

}  // namespace

Stopping::Signal Stopping::signal(Time now) {
  if (first_signal_) return now - *first_signal_ >= second_signal_after ? Signal::again : Signal::ignored;
  first_signal_ = now;
  track_ended_until_.reset();
  without_track_ = false;
  return Signal::first;
}

void Stopping::track_ended(Time now) {
  if (!first_signal_ && !without_track_) track_ended_until_ = now + signal_patience;
}

bool Stopping::give_up_track(Time now) {
  if (!track_ended_until_ || now < *track_ended_until_) return false;
  track_ended_until_.reset();
  without_track_ = true;
  return true;
}

}  // namespace vrrp::stage
