package org.bailiwick.master.enforcement;

import java.util.Set;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * An enforcement point that an operator has described.
 *
 * @param name the name of its file, without the ending
 * @param credential the SPIFFE id of the service as which it calls
 * @param applications the applications about which it may ask the decision point
 * @param flows whether it may report the flows that it has let through
 */
public record EnforcementPoint(
    String name, SpiffeId credential, Set<String> applications, boolean flows) {

  public EnforcementPoint {
    applications = Set.copyOf(applications);
  }

  /** Whether it may ask about actions of this application. */
  public boolean serves(String application) {
    return applications.contains(application);
  }
}
