package org.bailiwick.master.inventory;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;

/** A tool of a server, for instance of an MCP server. No protocol for tools exists here yet. */
public record KnownTool(AssetName name, String registryId, CapabilitySet capabilities)
    implements CallableAsset {

  @Override
  public Optional<SerialNumber> credential() {
    return Optional.empty();
  }
}
