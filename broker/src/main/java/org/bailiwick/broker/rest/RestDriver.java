package org.bailiwick.broker.rest;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bailiwick.broker.access.HttpAsset;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetKind;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.backend.BackEndDriver;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.contract.capability.Capability;

/** Speaks to HTTP APIs with JSON. */
public final class RestDriver implements BackEndDriver {
  @Override
  public Set<AssetKind> kinds() {
    return Set.of(AssetKind.API);
  }

  @Override
  public void check(Asset asset) {
    HttpAsset.of(asset, Set.of());
    operations(asset);
  }

  @Override
  public BackEndWork open(Asset asset, BackEndTools tools) {
    return new RestWork(HttpAsset.of(asset, Set.of()).open(tools), operations(asset));
  }

  private static Map<Capability, RestOperation> operations(Asset asset) {
    Map<Capability, RestOperation> operations = new HashMap<>();
    for (AssetOperation each : asset.operations()) {
      operations.put(each.capability(), RestOperation.parse(asset, each));
    }
    return operations;
  }
}
