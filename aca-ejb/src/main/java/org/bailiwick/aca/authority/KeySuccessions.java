package org.bailiwick.aca.authority;

/**
 * The successions of the keys other than issuers' keys.
 *
 * @param wit for Workload Identity Tokens; may have no key
 */
public record KeySuccessions(
    KeySuccession ocsp, KeySuccession events, KeySuccession audit, KeySuccession wit) {}
