package org.bailiwick.master.inventory;

import org.bailiwick.contract.identity.AgentId;

/**
 * The name by which an asset is known in jobs, rows and reasons. The name of an agent is its SPIFFE
 * id. Names are compared as text.
 */
public record AssetName(String text) {

  public static AssetName of(AgentId agent) {
    return new AssetName(agent.toString());
  }

  @Override
  public String toString() {
    return text;
  }
}
