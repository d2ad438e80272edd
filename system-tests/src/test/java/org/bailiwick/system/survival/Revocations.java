package org.bailiwick.system.survival;

import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;

/** An officer's revocations. */
final class Revocations {

  private Revocations() {}

  static Call of(Nodes nodes, String serial) {
    return Call.post(
            nodes.authority("/v1/revocations"),
            "{\"serial\":\"" + serial + "\",\"reason\":\"cessation-of-operation\"}")
        .as(nodes.operator("officer-1"));
  }
}
