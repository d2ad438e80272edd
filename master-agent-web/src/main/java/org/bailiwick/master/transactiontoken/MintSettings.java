package org.bailiwick.master.transactiontoken;

import java.time.Duration;

/**
 * The settings of the mint: the trust domain as audience, the SPIFFE id of this node, which is the
 * first workload of each chain, the lifetime of tokens, the greatest number of workloads in a
 * chain, and the greatest numbers of exchanges in a job and of one token.
 */
public record MintSettings(
    String trustDomain,
    String node,
    Duration lifetime,
    int maxChain,
    int maxExchanges,
    int maxFanOut) {

  /** The greatest number of exchanges in a job, unless an operator sets another. */
  public static final int EXCHANGES = 256;

  /** The same of one token. */
  public static final int FAN_OUT = 64;

  /** Settings with the usual bounds of exchanges. */
  public MintSettings(String trustDomain, String node, Duration lifetime, int maxChain) {
    this(trustDomain, node, lifetime, maxChain, EXCHANGES, FAN_OUT);
  }

  /** The budget of a step's token, whose chain has this node alone. */
  Budget budget() {
    return new Budget(maxChain - 1, maxExchanges, maxFanOut);
  }
}
