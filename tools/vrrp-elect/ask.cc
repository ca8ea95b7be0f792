#include "ask.h"

#include "record/json.h"

namespace vrrp::tools {

Result<record::Record> ask(const sys::Contact& contact, const record::Router& router, Duration patience) {
  const std::string who = words_of(router) + ": " + contact.owner.text();
  const auto line = sys::listen_to(contact, record::longest_line, patience);
  if (!line) return fail(who + " does not answer");
  auto record = record::parse_status(*line);
  if (!record) return fail(who + " sent an invalid answer: " + record.error().message);
  auto& status = std::get<record::Status>(record->body);
  if (status.router != router) return fail(who + " answers for another virtual router");
  if (contact.owner.pid > 0) status.pid = contact.owner.pid;
  return record;
}

}  // namespace vrrp::tools
