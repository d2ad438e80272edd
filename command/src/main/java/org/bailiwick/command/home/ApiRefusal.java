package org.bailiwick.command.home;

import jakarta.json.JsonObject;

/** The authority said no: its problem document (RFC 9457) in one line. */
public final class ApiRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ApiRefusal(String message) {
    super(message);
  }

  static ApiRefusal of(int status, String body) {
    try {
      JsonObject problem = OperatorJson.object(body);
      return new ApiRefusal(
          "Refused (%d): %s. %s [%s]"
              .formatted(
                  status,
                  problem.getString("title", ""),
                  problem.getString("detail", ""),
                  problem.getString("instance", "")));
    } catch (IllegalStateException notOurs) {
      return new ApiRefusal("Refused (" + status + ") without a problem document");
    }
  }
}
