package org.bailiwick.system;

import jakarta.json.JsonObject;

/**
 * One check of a node's health, as MicroProfile Health writes it.
 *
 * @param status {@code UP} or {@code DOWN}
 * @param reason empty while it is up
 */
public record HealthCheck(String status, String reason) {

  /** The check of this name of the authority. */
  public static HealthCheck ofAuthority(Nodes nodes, Wire wire, String name) {
    JsonObject found =
        wire
            .send(Call.get(nodes.authority("/health")))
            .json()
            .getJsonArray("checks")
            .getValuesAs(JsonObject.class)
            .stream()
            .filter(check -> check.getString("name").equals(name))
            .findFirst()
            .orElseThrow();
    JsonObject data = found.getJsonObject("data");
    return new HealthCheck(
        found.getString("status"), data == null ? "" : data.getString("reason", ""));
  }

  public boolean isUp() {
    return status.equals("UP");
  }
}
