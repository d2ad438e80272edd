package org.bailiwick.master.inventory;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;

/** An operation of an HTTP API. No protocol for APIs exists here yet. */
public record KnownApi(AssetName name, String registryId, CapabilitySet capabilities)
    implements CallableAsset {

  @Override
  public Optional<SerialNumber> credential() {
    return Optional.empty();
  }
}
