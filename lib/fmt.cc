// The compiled part of fmt for libvrrp-tools, because libfmt.so would load libstdc++.so, of which
// libvrrp-tools already contains what it needs. These are the two instantiations for char that fmt/format.h
// declares extern; if one more is needed, libfmt.so is loaded, and tests/cli/install.bats fails.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;

}  // namespace detail
FMT_END_NAMESPACE
