package org.bailiwick.broker.asset;

import jakarta.json.JsonObject;
import org.bailiwick.contract.capability.Capability;

/**
 * An operation of a back end, which is the work of one capability.
 *
 * @param members the whole object of the file; the kind of the asset says what it has beside {@code
 *     capability}
 */
public record AssetOperation(Capability capability, JsonObject members) {
  static final String TAKES = "takes";
  static final String ORDER = "order";

  /**
   * Whether the operation's input is the whole order, {@code {"input": …, "results": …}}, with the
   * outputs of earlier steps, and not the order's input alone.
   */
  public boolean takesOrder() {
    return members.getString(TAKES, "").equals(ORDER);
  }
}
