package org.bailiwick.master.clientauth;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.master.dpop.ProvedClient;

/**
 * A Workload Identity Token with its proof (WIMSE), which the peer filter has verified. No OAuth
 * specification names this way, so its name is a URI (RFC 7591 section 2).
 */
final class WorkloadProof implements ClientMethod {

  @Override
  public List<String> names() {
    return List.of("urn:bailiwick:client-auth:wit-wpt");
  }

  @Override
  public boolean isShown(ShownCredentials shown) {
    return shown.peer().filter(peer -> peer.validatedBy() == ValidationMethod.WIT).isPresent();
  }

  @Override
  public ProvedClient authenticate(ShownCredentials shown) {
    return ProvedClient.of(shown.peer().orElseThrow(), Optional.empty());
  }
}
