package org.bailiwick.master.transactiontoken;

import java.time.Duration;

/**
 * The issuer and lifetime of tokens. {@code node} is the SPIFFE id of this node, the first workload
 * of each chain; {@code maxChain} bounds the workloads in it.
 */
public record MintSettings(String trustDomain, String node, Duration lifetime, int maxChain) {}
