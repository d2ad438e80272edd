package org.bailiwick.master.slots;

import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.master.inventory.AssetName;

/** The assets that could take a call: those with the capability, or only the one it is bound to. */
public record Demand(Capability capability, Optional<AssetName> bound) {}
