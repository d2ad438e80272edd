package org.bailiwick.master.slots;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.master.inventory.AssetName;

/** A slot in use, with the asset for which it counts. */
public final class CallSlot {

  private final Optional<AssetName> asset;
  private final Runnable freeing;
  private final AtomicBoolean left = new AtomicBoolean();

  CallSlot(Optional<AssetName> asset, Runnable freeing) {
    this.asset = asset;
    this.freeing = freeing;
  }

  /** The asset that may be called; empty if no asset was able when the slot was given. */
  public Optional<AssetName> asset() {
    return asset;
  }

  /** Frees the slot; a second call has no effect. */
  public void leave() {
    if (left.compareAndSet(false, true)) {
      freeing.run();
    }
  }
}
