package org.bailiwick.master.slots;

import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.caller.CallerIdentity;

/** The caller for whom a call is made, and the trust domain whose share the call takes. */
public record SlotOwner(String caller, TrustDomain domain) {

  /** Persons come by providers of this trust domain, {@code own}, and so share its calls. */
  public static SlotOwner of(CallerIdentity caller, TrustDomain own) {
    return new SlotOwner(
        caller.name(),
        caller instanceof CallerIdentity.Workload workload ? workload.id().trustDomain() : own);
  }
}
