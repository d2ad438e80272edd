package org.bailiwick.master.slots;

import org.bailiwick.master.caller.CallerIdentity;

/** The caller for whom a call is made, and the domain whose share the call takes. */
public record SlotOwner(String caller, String domain) {

  public static SlotOwner of(CallerIdentity caller) {
    return new SlotOwner(caller.name(), caller.domain());
  }
}
