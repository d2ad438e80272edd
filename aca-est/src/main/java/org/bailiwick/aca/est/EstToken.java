package org.bailiwick.aca.est;

/**
 * A join token in the HTTP Basic credentials of an EST request.
 *
 * @param agent the agent's name, which is the user name
 * @param token must not be logged
 */
public record EstToken(String agent, String token) {

  /** Omits the token. */
  @Override
  public String toString() {
    return "join token for " + agent;
  }
}
