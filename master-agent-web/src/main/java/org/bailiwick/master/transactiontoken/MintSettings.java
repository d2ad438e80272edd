package org.bailiwick.master.transactiontoken;

import java.time.Duration;

/**
 * The settings of the mint: the trust domain as audience, the SPIFFE id of this node, which is the
 * first workload of each chain, the lifetime of tokens, and the greatest number of workloads in a
 * chain.
 */
public record MintSettings(String trustDomain, String node, Duration lifetime, int maxChain) {}
