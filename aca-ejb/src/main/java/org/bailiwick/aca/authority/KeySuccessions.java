package org.bailiwick.aca.authority;

/**
 * The keys in service that are no issuers.
 *
 * @param wit may have none
 */
public record KeySuccessions(
    KeySuccession ocsp, KeySuccession events, KeySuccession audit, KeySuccession wit) {}
