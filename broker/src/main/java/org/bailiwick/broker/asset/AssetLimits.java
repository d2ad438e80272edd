package org.bailiwick.broker.asset;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Set;

/**
 * The bounds of an asset: the member {@code limits} of its file.
 *
 * @param parallel most calls at once; further ones are asked to come back
 * @param time longest time of one call
 * @param rows most rows, or elements, of an output
 * @param bytes most bytes of an output
 */
public record AssetLimits(int parallel, Duration time, int rows, int bytes) {
  private static final Set<String> KNOWN = Set.of("parallel", "seconds", "rows", "bytes");
  private static final int PARALLEL = 8;
  private static final int MOST_PARALLEL = 16;
  private static final int SECONDS = 10;
  private static final int MOST_SECONDS = 120;
  private static final int ROWS = 1000;
  private static final int MOST_ROWS = 100_000;
  private static final int BYTES = 1024 * 1024;
  private static final int MOST_BYTES = 3 * 1024 * 1024;

  /**
   * The limits of the asset, with usual ones for members that are not there.
   *
   * @throws IllegalArgumentException if a member is not known or out of its range
   */
  public static AssetLimits of(Asset asset) {
    JsonObject object =
        asset.file().containsKey("limits")
            ? AssetMembers.of(asset.name(), asset.file(), asset.file().keySet()).object("limits")
            : JsonObject.EMPTY_JSON_OBJECT;
    AssetMembers limits = AssetMembers.of(asset.name() + ": limits", object, KNOWN);
    return new AssetLimits(
        limits.number("parallel", PARALLEL, MOST_PARALLEL),
        Duration.ofSeconds(limits.number("seconds", SECONDS, MOST_SECONDS)),
        limits.number("rows", ROWS, MOST_ROWS),
        limits.number("bytes", BYTES, MOST_BYTES));
  }
}
