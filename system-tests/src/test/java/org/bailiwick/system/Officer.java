package org.bailiwick.system;

import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.testing.TestLeaf;

/** The officer who revokes. */
public final class Officer {
  private final Nodes nodes;
  private final Wire wire;

  public Officer(Nodes nodes, Wire wire) {
    this.nodes = nodes;
    this.wire = wire;
  }

  /** The order to revoke one credential, for a reason of RFC 5280 section 5.3.1. */
  public static Call order(Nodes nodes, String serial, String reason) {
    return Call.post(
            nodes.authority("/v1/revocations"),
            "{\"serial\":\"" + serial + "\",\"reason\":\"" + reason + "\"}")
        .as(nodes.operator("officer-1"));
  }

  /** Revokes it for a compromised key. */
  public void revoke(TestLeaf agent) {
    String serial = AgentCredential.read(agent.certificate()).serial().hex();
    wire.send(order(nodes, serial, "key-compromise")).expecting(201);
  }
}
