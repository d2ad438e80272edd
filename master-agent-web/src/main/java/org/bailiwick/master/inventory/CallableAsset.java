package org.bailiwick.master.inventory;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * Something that a step of a job may call: an agent, a tool, an API, or a partner domain. Each type
 * has a protocol of its own. A switch over the types has no default, so that a new type cannot be
 * forgotten.
 */
public sealed interface CallableAsset permits KnownAgent, KnownTool, KnownApi, KnownDomain {

  AssetName name();

  /** The registry's identifier; a partner domain has none. */
  String registryId();

  CapabilitySet capabilities();

  /** The serial number of the asset's own credential; the others have none. */
  Optional<SerialNumber> credential();
}
