package org.bailiwick.broker.mcp;

import java.time.Duration;
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

/** Speaks to servers of the Model Context Protocol. */
public final class McpDriver implements BackEndDriver {
  private static final Set<String> OPTIONS = Set.of("review_seconds");
  private static final int REVIEW_SECONDS = 30;
  private static final int MOST_REVIEW_SECONDS = 3600;

  @Override
  public Set<AssetKind> kinds() {
    return Set.of(AssetKind.TOOL);
  }

  @Override
  public void check(Asset asset) {
    HttpAsset.of(asset, OPTIONS);
    reviewLife(asset);
    operations(asset);
  }

  @Override
  public BackEndWork open(Asset asset, BackEndTools tools) {
    return new McpWork(
        HttpAsset.of(asset, OPTIONS).open(tools),
        operations(asset),
        new ToolReviews(tools.clock(), reviewLife(asset)));
  }

  /** How long a definition that was compared counts as unchanged. */
  private static Duration reviewLife(Asset asset) {
    return Duration.ofSeconds(
        HttpAsset.members(asset, "options", Set.of("addresses", "review_seconds"))
            .number("review_seconds", REVIEW_SECONDS, MOST_REVIEW_SECONDS));
  }

  private static Map<Capability, ToolOperation> operations(Asset asset) {
    Map<Capability, ToolOperation> operations = new HashMap<>();
    for (AssetOperation each : asset.operations()) {
      operations.put(each.capability(), ToolOperation.parse(asset, each));
    }
    return operations;
  }
}
