package org.bailiwick.master.slots;

import java.util.function.Predicate;
import org.bailiwick.master.inventory.AssetName;

/** Chooses the asset of a call from memory, without waiting. */
@FunctionalInterface
public interface AssetChoice {

  /** The asset for the demand, among those that have room for one more call. */
  Choice choose(Demand demand, Predicate<AssetName> hasRoom);

  /** The outcome of a choice. */
  sealed interface Choice {}

  /** This asset takes the call. */
  record Chosen(AssetName asset) implements Choice {}

  /** Every able asset has all the calls that it may have, so the call waits. */
  record Full() implements Choice {}

  /**
   * No asset is able to take the call. It gets a slot without an asset, so that its task reports
   * this.
   */
  record Nobody() implements Choice {}
}
