package org.bailiwick.proxy.listing;

import java.time.Instant;

/** The state of the agent in the registry, as far as its proxy knows. */
sealed interface ListingState {
  /** The registry lists it; the credential that it was registered with ends at this time. */
  record Listed(String id, Instant until) implements ListingState {}

  /** It is not listed for this reason, and will be tried again. */
  record Awaited(String check, String detail) implements ListingState {}

  /** It is not listed, and is not registered again with this credential. */
  record Revoked() implements ListingState {}

  /** Somebody else ended the listing; it is not put back while this process runs. */
  record Ended() implements ListingState {}
}
