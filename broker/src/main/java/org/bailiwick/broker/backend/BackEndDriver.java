package org.bailiwick.broker.backend;

import java.util.Set;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetKind;

/** Speaks to back ends of some kinds. */
public interface BackEndDriver {
  Set<AssetKind> kinds();

  /**
   * Checks all members of the asset's file that this driver uses, without a connection.
   *
   * @throws IllegalArgumentException naming the asset, the member and the rule
   */
  void check(Asset asset);

  /**
   * The work at this asset, which {@link #check} has passed. It opens no connection yet, so that a
   * broker starts while a back end is away.
   */
  BackEndWork open(Asset asset, BackEndTools tools);
}
