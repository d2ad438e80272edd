package org.bailiwick.aca.est;

/**
 * A join token as EST brings it.
 *
 * @param agent name of the agent, by which the client logs in
 * @param token never to be logged
 */
public record EstToken(String agent, String token) {

  /** Without the token. */
  @Override
  public String toString() {
    return "join token for " + agent;
  }
}
