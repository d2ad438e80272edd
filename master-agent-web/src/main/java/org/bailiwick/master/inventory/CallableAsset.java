package org.bailiwick.master.inventory;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * Something that a step of a job may call: an agent, or a partner domain. Tools, APIs and databases
 * are called by an agent, the broker. Each type has a protocol of its own. A switch over the types
 * has no default, so that a new type cannot be forgotten.
 */
public sealed interface CallableAsset permits KnownAgent, KnownDomain {

  AssetName name();

  /** The registry's identifier; a partner domain has none. */
  String registryId();

  CapabilitySet capabilities();

  /** The serial number of an agent's own credential; a partner domain has none. */
  Optional<SerialNumber> credential();
}
