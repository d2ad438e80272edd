package org.bailiwick.client.resource;

import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The service of a resource method, and the capability that the method names. */
record CalledOperation(SpiffeId service, Optional<Capability> capability) {
  /** Refuses for everybody a method that nobody has described. */
  Capability requireCapability() {
    return capability.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.CAPABILITY_NOT_GRANTED,
                "operation-without-capability",
                "This operation names no capability, so no token covers it"));
  }
}
