package org.bailiwick.broker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.backend.BackEndDriver;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Marks;
import org.bailiwick.broker.database.DatabaseDriver;
import org.bailiwick.broker.directory.DirectoryDriver;
import org.bailiwick.broker.mcp.McpDriver;
import org.bailiwick.broker.rest.RestDriver;

/** The drivers of this broker, listed by hand, and the works of assets. */
public final class BackEnds {
  private BackEnds() {}

  private static List<BackEndDriver> drivers(Marks marks) {
    return List.of(
        new DatabaseDriver(marks), new McpDriver(), new RestDriver(), new DirectoryDriver());
  }

  /**
   * Checks the files of all assets.
   *
   * @throws IllegalArgumentException naming the asset, the member and the rule
   */
  public static void check(List<Asset> assets) {
    List<BackEndDriver> drivers = drivers(NoMarks.NONE);
    for (Asset asset : assets) {
      AssetLimits.of(asset);
      driver(drivers, asset).check(asset);
    }
  }

  /** The work of each asset, by the asset's name. */
  static Map<String, BackEndWork> open(List<Asset> assets, BackEndTools tools, Marks marks) {
    List<BackEndDriver> drivers = drivers(marks);
    Map<String, BackEndWork> works = new HashMap<>();
    for (Asset asset : assets) {
      works.put(asset.name(), driver(drivers, asset).open(asset, tools));
    }
    return works;
  }

  private static BackEndDriver driver(List<BackEndDriver> drivers, Asset asset) {
    return drivers.stream()
        .filter(driver -> driver.kinds().contains(asset.kind()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: this broker has no driver for the kind %s"
                        .formatted(asset.name(), asset.kind().text())));
  }

  /** For a check of files, which makes no attempt. */
  private enum NoMarks implements Marks {
    NONE;

    @Override
    public void put(String idempotencyKey, String mark, String output) {
      throw new IllegalStateException("a check of files makes no attempt");
    }

    @Override
    public Optional<Mark> find(String idempotencyKey) {
      return Optional.empty();
    }
  }
}
